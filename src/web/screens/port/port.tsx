/**
 * *Port*: the plan of terminals and cranes with how each is, the card of one, who talks to whom, new machines as questions,
 * work, vendors' sessions, advisories, and the terminal's own lists. A member's people see their own site; the center's
 * choose a member or see all. The address is the state.
 */
import { Link } from "wouter";
import { useIsCenter } from "../../session.js";
import { AdvisoriesPart } from "./advisories-part.js";
import { CranePanel } from "./crane-panel.js";
import { ListsPart } from "./lists-part.js";
import { MemberChoice } from "./member-choice.js";
import { PlanPart } from "./plan-part.js";
import { useCranes, usePortSearch, useShownMember } from "./port-filters.js";
import { QuestionsPart } from "./questions-part.js";
import { RelationsPart } from "./relations-part.js";
import { SessionsPart } from "./sessions-part.js";
import { WorkPart } from "./work-part.js";

const parts = [
  { id: "", title: "Plan", Shown: null },
  { id: "questions", title: "Machines", Shown: QuestionsPart },
  { id: "relations", title: "Relations", Shown: RelationsPart },
  { id: "work", title: "Work", Shown: WorkPart },
  { id: "sessions", title: "Vendors", Shown: SessionsPart },
  { id: "advisories", title: "Advisories", Shown: AdvisoriesPart },
  { id: "lists", title: "Lists", Shown: ListsPart },
] as const;

function Head({ open }: { readonly open: string }) {
  const { partHref } = usePortSearch();
  const memberId = useShownMember();
  const cranes = useCranes(memberId);
  const questions = (cranes.data?.rows ?? []).reduce((sum, row) => sum + row.questions, 0);
  return (
    <>
      <h1>Port</h1>
      <nav className="chips" aria-label="Parts of Port">
        {parts.map(({ id, title }) => (
          <Link key={id} className="chip" href={partHref(id)} aria-current={open === id ? "true" : undefined}>
            {title}
            {id === "questions" && questions > 0 && (
              <span className="numbers">
                {questions}
                <span className="hidden-text"> wait for an answer</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
    </>
  );
}

export function PortScreen({ part, id }: { readonly part: string | null; readonly id: string | null }) {
  const center = useIsCenter();
  const openId = part === "cranes" ? id : null;
  const { id: open, Shown } = parts.find((each) => each.id === part) ?? parts[0];
  const choice = center && (
    <div className="member-choice no-print">
      <MemberChoice isOne={open === "work" || open === "lists"} />
    </div>
  );
  if (Shown !== null)
    return (
      <div className="page-inner stack">
        <div className="queue-head" style={{ marginBottom: 0 }}>
          <Head open={open} />
        </div>
        {choice}
        <Shown />
      </div>
    );
  return (
    <div className="queue-layout" data-open={openId !== null}>
      <div className="queue">
        <div className="queue-head">
          {openId === null ? <Head open={open} /> : <h2 style={{ fontSize: "1.3rem" }}>Port</h2>}
        </div>
        {openId === null && choice}
        <PlanPart openId={openId} />
      </div>
      {openId !== null && <CranePanel key={openId} id={openId} />}
    </div>
  );
}
