/** Sharing in order to receive, for a member: its own standing in plain words, what would count, and what always comes. */
import { Link } from "wouter";
import type { ParticipationRow, Policy } from "../../api/types.js";
import { kindWords } from "../parts/contributions.js";
import { dayInWords } from "../parts/day.js";
import { Fault } from "../parts/fault.js";
import { When } from "../parts/when.js";
import { useReciprocity } from "./reciprocity-part.js";

function standingSentence({ standing, untilUs }: ParticipationRow): string {
  if (standing === "not sharing")
    return "You receive only what is urgent or about you, until you share again.";
  const until = untilUs === null ? "" : dayInWords(untilUs);
  return standing === "sharing"
    ? `You share. Without anything new it stays so until ${until}.`
    : `You have time until ${until} to share for the first time.`;
}

const asked = ({ kindsNeeded, windowDays, counted }: Policy): string =>
  counted.length === 1
    ? `The center asks its members for this within ${windowDays} days:`
    : `The center asks its members for ${kindsNeeded === counted.length ? "all" : kindsNeeded === 1 ? "one" : kindsNeeded} of these within ${windowDays} days:`;

export function OwnStandingPart() {
  const read = useReciprocity();
  if (read.data === undefined) return read.error === null ? null : <Fault fault={read.error} />;
  const { policy, rows } = read.data;
  const own = rows[0];
  // The center's own member is not judged, and nobody is told of a policy that does not ask anything.
  if (own === undefined || !policy.on) return null;
  return (
    <section className="card" aria-labelledby="standing-title">
      <div className="card-head">
        <h2 id="standing-title">What the center asks of you</h2>
      </div>
      <div className="card-body stack" style={{ gap: 12 }}>
        <p>
          <strong>{standingSentence(own)}</strong>
        </p>
        <div className="stack" style={{ gap: 6 }}>
          <p>{asked(policy)}</p>
          <ul className="lines-list" aria-label="What counts">
            {policy.counted.map((kind) => {
              const lastUs = own.given[kind];
              return (
                <li key={kind}>
                  <strong>{kindWords[kind].title}</strong>{" "}
                  <span className="quiet small">
                    {lastUs === undefined ? (
                      "none yet"
                    ) : (
                      <>
                        last <When us={lastUs} />
                        {!own.kinds.includes(kind) && ", too long ago to count"}
                      </>
                    )}
                  </span>
                  <p className="quiet small">
                    {kindWords[kind].how}.{" "}
                    {kind === "report" && <Link href="/reports">Report something</Link>}
                  </p>
                </li>
              );
            })}
          </ul>
          {policy.counted.includes("report") && (
            <p className="quiet small">
              A report that hides you from the center too does not count: it would tell that it is yours.
            </p>
          )}
        </div>
        <p>Critical and high warnings, and all that is about you, always reach you.</p>
      </div>
    </section>
  );
}

/** On *Now*, only where something is due. */
export function StandingReminder() {
  const read = useReciprocity();
  const own = read.data?.rows[0];
  if (own === undefined || read.data?.policy.on !== true) return null;
  if (own.standing !== "not sharing" && own.reminderUs === null) return null;
  return (
    <p className="banner" data-tone="quiet" style={{ marginTop: 16 }}>
      <span>
        {standingSentence(own)} <Link href="/sharing">What would count</Link>
      </span>
    </p>
  );
}
