/**
 * How often somebody tried to get in, in the last thirty days: how many, how many of those knock everywhere, of which
 * kinds, who stopped them. What counts as one is said on the page in short, as docs/attempts.md has it.
 */
import type { AttemptSums } from "../../../api/types.js";
import { DayBars, everyDay } from "../../parts/day-bars.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { ShareList } from "../../parts/share-list.js";
import { useIsCenter } from "../../session.js";
import { ofWhich, useAttempts } from "./attempts.js";
import { attemptWords, targetednessWords, whoStopped } from "./detection-words.js";

const blockersShown = 8;
const membersShown = 12;

function Definition() {
  return (
    <details className="opening">
      <summary>What counts as one attempt</summary>
      <div className="stack" style={{ gap: 8, marginTop: 8, maxWidth: "70ch" }}>
        <p>
          An act from outside against a machine of a member that nobody there asked for: a request made to
          break in, a log-in that failed, an alert of a sensor, or a connection that was blocked, refused or
          not answered.
        </p>
        <p>
          All that one source does at one member within a minute is looked at together, whichever logs tell of
          it: packets, retries and lines to one port are one; each password is one. Visits, log-ins that
          succeed, and what stays inside are none.
        </p>
        <p>
          <strong>Knocks everywhere</strong>: lists know its source as a scanner, or half of the port's
          members met it and it only knocked.
        </p>
        <p className="quiet small">The whole definition, with its errors, is the page docs/attempts.md.</p>
      </div>
    </details>
  );
}

function Parts({ sums }: { readonly sums: AttemptSums }) {
  const blockers = sums.blockedBy.slice(0, blockersShown);
  return (
    <details className="opening">
      <summary>By kind, by who stopped them, by whom they were after</summary>
      <div className="attempt-parts" style={{ marginTop: 12 }}>
        <section className="stack" style={{ gap: 10 }}>
          <h3>Kind</h3>
          <ShareList
            label="Attempts by kind"
            shares={sums.kinds.map(({ name, attempts }) => ({
              name: attemptWords[name].word,
              note: attemptWords[name].means,
              count: attempts,
            }))}
          />
        </section>
        <section className="stack" style={{ gap: 10 }}>
          <h3>Who stopped them</h3>
          <ShareList
            label="Attempts by who stopped them"
            shares={blockers.map(({ name, attempts }) => ({ name: whoStopped(name), count: attempts }))}
          />
        </section>
        <section className="stack" style={{ gap: 10 }}>
          <h3>Whom they were after</h3>
          <ShareList
            label="Attempts by whom they were after"
            shares={sums.targetedness.map(({ name, attempts }) => ({
              name: targetednessWords[name].word,
              count: attempts,
            }))}
          />
        </section>
        {sums.members.length > 0 && (
          <section className="stack" style={{ gap: 10 }}>
            <h3>At whom</h3>
            <ShareList
              label="Attempts by member"
              shares={sums.members
                .slice(0, membersShown)
                .map(({ memberName, attempts }) => ({ name: memberName, count: attempts }))}
            />
          </section>
        )}
      </div>
    </details>
  );
}

export function AttemptsPart() {
  const center = useIsCenter();
  const attempts = useAttempts();
  const sums = attempts.data;
  return (
    <section className="card group" aria-labelledby="attempts-title" id="attempts">
      <div className="card-head">
        <h2 id="attempts-title">Attempts {center ? "on the port" : "on us"} in the last 30 days</h2>
      </div>
      <div className="card-body stack">
        {attempts.isPending && <Waiting what="attempts" />}
        {attempts.error !== null && <Fault fault={attempts.error} retry={() => void attempts.refetch()} />}
        {sums !== undefined && sums.attempts === 0 && (
          <p className="quiet">
            None was counted yet. Firewalls, servers' own logs and network sensors tell of them; what they
            tell is counted half an hour after it came, so that logs which come later are the same attempt.
          </p>
        )}
        {sums !== undefined && sums.attempts > 0 && (
          <>
            <div className="attempt-figure">
              <p>
                <strong>{sums.attempts.toLocaleString("en")}</strong>
                <span className="quiet small">{ofWhich(sums)}</span>
              </p>
              <DayBars
                what="Attempts"
                bars={everyDay(
                  sums.series.map(({ startUs, attempts: count }) => ({ startUs, count })),
                  sums.fromUs,
                  sums.toUs,
                )}
              />
            </div>
            <Parts sums={sums} />
          </>
        )}
        <Definition />
      </div>
    </section>
  );
}
