/** What a replay found: how often, on which days, at whom, from and to where, and examples with their records. */
import type { RuleReplay } from "../../../api/types.js";
import { DayBars, everyDay } from "../../parts/day-bars.js";
import { ShareList } from "../../parts/share-list.js";
import { Value } from "../../parts/value.js";
import { absoluteTime } from "../../parts/when.js";
import { useMemberNames } from "./exception-table.js";
import { plural } from "./rule-words.js";

type Example = RuleReplay["findings"]["examples"][number];

function ExampleItem(props: { readonly example: Example; readonly nameOf: (memberId: string) => string }) {
  const { example, nameOf } = props;
  return (
    <li>
      <div className="row">
        <span className="numbers">{absoluteTime(example.timeUs)}</span>
        {example.memberId !== null && <span>at {nameOf(example.memberId)}</span>}
        {example.source !== "" && <Value value={example.source} />}
        {example.destination !== "" && (
          <>
            <span className="quiet">to</span> <Value value={example.destination} />
          </>
        )}
        <span className="quiet mono small">{example.log}</span>
      </div>
      <details className="opening">
        <summary className="small">Its record</summary>
        <section className="lines mono" aria-label="The record as it came">
          {example.record}
        </section>
      </details>
    </li>
  );
}

export function ReplayFindings({ replay }: { readonly replay: RuleReplay }) {
  const nameOf = useMemberNames();
  const { findings, state } = replay;
  if (findings.detections === 0 && findings.excepted === 0)
    return state === "done" ? (
      <p role="status">
        It would have told nothing. Either nothing of the kind came, or no log that comes in has its fields.
      </p>
    ) : null;
  return (
    <div className="stack">
      <div className="attempt-figure">
        <p>
          <strong>{findings.detections.toLocaleString("en")}</strong>
          <span className="quiet small">
            times it would have told
            {findings.excepted > 0 && `; ${plural(findings.excepted, "is", "are")} excepted`}
          </span>
        </p>
        <DayBars
          what="Times a day"
          bars={everyDay(
            findings.days.map(({ dayUs, count }) => ({ startUs: dayUs, count })),
            replay.fromUs,
            replay.toUs,
          )}
        />
      </div>
      <div className="attempt-parts">
        {(
          [
            [
              "At whom",
              findings.members.map(({ memberId, count }) => ({
                name: memberId === null ? "nobody's" : nameOf(memberId),
                count,
              })),
            ],
            ["From", findings.sources],
            ["To", findings.destinations],
          ] as const
        )
          .filter(([, shares]) => shares.length > 0)
          .map(([title, shares]) => (
            <section key={title} className="stack" style={{ gap: 10 }}>
              <h3>{title}</h3>
              <ShareList label={title} shares={shares} />
            </section>
          ))}
      </div>
      {findings.examples.length > 0 && (
        <section className="stack" style={{ gap: 10 }}>
          <h3>Examples</h3>
          <ul className="lines-list">
            {findings.examples.map((example) => (
              <ExampleItem
                key={`${example.timeUs} ${example.source} ${example.record}`}
                example={example}
                nameOf={nameOf}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
