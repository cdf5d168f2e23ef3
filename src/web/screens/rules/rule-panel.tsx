/** One rule: what it means, whether it is on and why, what is set for it, its exceptions, and its text as it came. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { RuleText } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Icon } from "../../parts/icons.js";
import { LevelLabel, levelWords } from "../../parts/level.js";
import { Techniques } from "../../parts/technique.js";
import { When } from "../../parts/when.js";
import { useIsOperator } from "../../session.js";
import { ExceptionTable } from "./exception-table.js";
import { ReplayButton } from "./replay-button.js";
import { RuleTuning } from "./rule-tuning.js";
import { ruleKindWords, whyWords } from "./rule-words.js";

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack" style={{ gap: 10 }} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Origin({ rule }: { readonly rule: RuleText }) {
  return (
    <>
      <dt>From</dt>
      <dd>
        {rule.source}
        {rule.version !== null && `, version ${rule.version}`}
        {rule.file !== "" && (
          <div className="mono small">
            {rule.file}, line {rule.line}
          </div>
        )}
      </dd>
      <dt>Id</dt>
      <dd className="mono">{rule.key}</dd>
      {rule.author !== "" && (
        <>
          <dt>By</dt>
          <dd>
            {rule.author}
            {rule.license !== "" && <span className="quiet">, {rule.license}</span>}
          </dd>
        </>
      )}
      {rule.references.length > 0 && (
        <>
          <dt>Read more</dt>
          <dd>
            {rule.references.slice(0, 10).map((reference) => (
              <div key={reference} className="mono small">
                {reference}
              </div>
            ))}
          </dd>
        </>
      )}
    </>
  );
}

function Facts({ rule }: { readonly rule: RuleText }) {
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <span className="state-word" data-on={rule.isOn}>
          {rule.isOn ? "On" : "Off"}
        </span>
        , {whyWords(rule)}
        {rule.set !== null && rule.set.reason !== "" && (
          <div className="quiet">
            “{rule.set.reason}” <When us={rule.set.atUs} />
          </div>
        )}
      </dd>
      <dt>Level</dt>
      <dd>
        {levelWords[rule.level]}
        {rule.ownLevel !== null && rule.ownLevel !== rule.level && (
          <span className="quiet">, its author says {levelWords[rule.ownLevel].toLowerCase()}</span>
        )}
      </dd>
      <dt>Kind</dt>
      <dd>
        {ruleKindWords[rule.kind]}
        {rule.status !== null && <span className="quiet">, {rule.status}</span>}
      </dd>
      {rule.techniques.length > 0 && (
        <>
          <dt>ATT&CK</dt>
          <dd>
            <Techniques techniques={rule.techniques} />
          </dd>
        </>
      )}
      {rule.falsePositives.length > 0 && (
        <>
          <dt>Also found in</dt>
          <dd>{rule.falsePositives.join("; ")}</dd>
        </>
      )}
      {rule.filteredBy.length > 0 && (
        <>
          <dt>Filtered by</dt>
          <dd>{rule.filteredBy.join(", ")}</dd>
        </>
      )}
      <Origin rule={rule} />
    </dl>
  );
}

function Body({ rule }: { readonly rule: RuleText }) {
  const operator = useIsOperator();
  return (
    <div className="panel-body">
      <div>
        <h1>{rule.title}</h1>
        {rule.description !== "" && (
          <p className="panel-story" style={{ whiteSpace: "pre-line" }}>
            {rule.description.trim()}
          </p>
        )}
        {!rule.hasTelemetry && (
          <p className="quiet" style={{ marginTop: 10 }}>
            No log that Breakwater reads by itself is of its kind: only JSON records with fields of the same
            names meet it.
          </p>
        )}
      </div>
      <Part title="Facts">
        <Facts rule={rule} />
      </Part>
      {operator && (
        <Part title="Tune it">
          <RuleTuning rule={rule} />
          <div className="row">
            <Link href={`/detections?rule=${encodeURIComponent(rule.key)}&everybody=shown`}>
              What it found
            </Link>
            {(rule.kind === "rule" || rule.kind === "correlation") && (
              <ReplayButton asked={{ rule: rule.key }} />
            )}
          </div>
        </Part>
      )}
      <Part title="Exceptions">
        {rule.exceptions.length === 0 ? (
          <p className="quiet">
            None. {operator && "Open one of its detections and except what is known and accepted."}
          </p>
        ) : (
          <ExceptionTable exceptions={rule.exceptions} writes={operator} />
        )}
      </Part>
      {rule.text !== "" && (
        <Part title="Its text">
          <details className="opening">
            <summary>Show the rule as it came</summary>
            <section className="lines mono" aria-label="The rule as it came">
              {rule.text}
            </section>
          </details>
        </Part>
      )}
    </div>
  );
}

export function RulePanel({ ruleKey, closeHref }: { readonly ruleKey: string; readonly closeHref: string }) {
  const query = useQuery({
    queryKey: ["rules", "rule", ruleKey],
    queryFn: () => get<RuleText>(`/rules/rule?rule=${encodeURIComponent(ruleKey)}`),
  });
  return (
    <article className="card panel" aria-label="Rule">
      <div className="panel-head no-print">
        <Link href={closeHref} className="plain-button row" style={{ minHeight: 32, textDecoration: "none" }}>
          <Icon name="back" /> All rules
        </Link>
        <span style={{ marginLeft: "auto" }} />
        {query.data !== undefined && <LevelLabel level={query.data.level} />}
      </div>
      {query.data !== undefined ? (
        <Body rule={query.data} />
      ) : (
        <div className="panel-body">
          <h2 className="hidden-text">Rule</h2>
          {query.isPending ? (
            <Waiting what="the rule" />
          ) : (
            <Fault fault={query.error} retry={() => void query.refetch()} />
          )}
        </div>
      )}
    </article>
  );
}
