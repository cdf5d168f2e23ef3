/**
 * *Rules*, for the center's people: what looks at telemetry, whether it is on and why, where it comes from, what is
 * excepted from it, and how it would have done over the last days. Operators change it, auditors read it.
 */
import { Link } from "wouter";
import { useIsOperator } from "../../session.js";
import { RuleExceptionsPart } from "./rule-exceptions-part.js";
import { RuleListPart } from "./rule-list-part.js";
import { RulePolicyPart } from "./rule-policy-part.js";
import { RuleRefusalsPart } from "./rule-refusals-part.js";
import { RuleReplayPart } from "./rule-replay-part.js";
import { RuleSourcesPart } from "./rule-sources-part.js";

const parts = [
  { id: "", title: "All rules" },
  { id: "sources", title: "Sources" },
  { id: "policy", title: "Policy" },
  { id: "exceptions", title: "Exceptions" },
  { id: "replay", title: "Replay" },
  { id: "refused", title: "Refused" },
] as const;

export function RulesScreen({ part }: { readonly part: string | null }) {
  const operator = useIsOperator();
  const open = parts.find(({ id }) => id === part)?.id ?? "";
  // A replay reads members' events: it is for operators.
  const shown = parts.filter(({ id }) => operator || id !== "replay");
  return (
    <>
      <div className="queue-layout" style={{ marginBottom: 4 }}>
        <div className="queue-head" style={{ marginBottom: 14 }}>
          <h1>Rules</h1>
          <nav className="chips" aria-label="Parts of Rules">
            {shown.map(({ id, title }) => (
              <Link
                key={id}
                className="chip"
                href={id === "" ? "/rules" : `/rules/${id}`}
                aria-current={open === id ? "true" : undefined}
              >
                {title}
              </Link>
            ))}
          </nav>
        </div>
      </div>
      {open === "" && <RuleListPart />}
      {open !== "" && (
        <div className="page-inner stack">
          {open === "sources" && <RuleSourcesPart writes={operator} />}
          {open === "policy" && <RulePolicyPart writes={operator} />}
          {open === "exceptions" && <RuleExceptionsPart writes={operator} />}
          {open === "replay" && operator && <RuleReplayPart />}
          {open === "refused" && <RuleRefusalsPart />}
        </div>
      )}
    </>
  );
}
