/** Vendors' sessions: who came in, whence, where to, how long, by which order, and what was changed meanwhile. */
import type { VendorSessionRow } from "../../../api/types.js";
import { Icon } from "../../parts/icons.js";
import { Value } from "../../parts/value.js";
import { absoluteTime } from "../../parts/when.js";
import { lengthInWords, verdictWords } from "./port-words.js";

const changesMax = 5;

function Changes({ changes }: Pick<VendorSessionRow, "changes">) {
  if (changes.length === 0) return <span className="quiet">nothing that was seen</span>;
  return (
    <>
      {changes.slice(0, changesMax).map(({ receiver, function: name, count }) => (
        <div key={`${receiver} ${name}`}>
          {name}{" "}
          <span className="quiet">
            × {count.toLocaleString("en")} on {receiver}
          </span>
        </div>
      ))}
      {changes.length > changesMax && (
        <div className="quiet">and {changes.length - changesMax} more, in the export</div>
      )}
    </>
  );
}

function Verdict({ session }: { readonly session: VendorSessionRow }) {
  const { word, isWell } = verdictWords[session.verdict];
  return (
    <>
      <span className="state-word" data-on={isWell}>
        <Icon name={isWell ? "tick" : "warnings"} /> {word}
      </span>
      {session.orders.map(({ id, number, title }) => (
        <div key={id} className="quiet small">
          {number} {title}
        </div>
      ))}
    </>
  );
}

export function SessionTable(props: {
  readonly sessions: readonly VendorSessionRow[];
  readonly memberOf: ((memberId: string) => string) | null;
  readonly craneOf: (craneId: string) => string;
}) {
  const { sessions, memberOf, craneOf } = props;
  return (
    <div className="table-wrap">
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who, from where</th>
            <th scope="col">To what</th>
            <th scope="col">Work order</th>
            <th scope="col">Changed meanwhile</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>
                {absoluteTime(session.startUs)}
                <div className="quiet small">
                  {lengthInWords(session.endUs - session.startUs)}
                  {session.isOpen && <strong>, still open</strong>}
                </div>
              </td>
              <td>
                {session.vendor === "" ? "A vendor that is on no list" : session.vendor}
                <div className="quiet small">{session.accounts.join(", ")}</div>
                <Value value={session.source} />
                {memberOf !== null && <div className="quiet small">{memberOf(session.memberId)}</div>}
              </td>
              <td>
                {session.craneIds.map(craneOf).join(", ")}
                {session.targets.map((target) => (
                  <div key={target}>
                    <Value value={target} />
                  </div>
                ))}
                <div className="quiet small">{session.services.join(", ")}</div>
              </td>
              <td>
                <Verdict session={session} />
              </td>
              <td>
                <Changes changes={session.changes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
