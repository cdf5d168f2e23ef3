/** Who talks to whom, what they say, and how that differs from the baseline; the same table on the card and of its own. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { RelationRow } from "../../../api/types.js";
import type { ReviewState } from "../../../model/index.js";
import { Value } from "../../parts/value.js";
import { absoluteTime, When } from "../../parts/when.js";
import { differenceOf, differenceWords } from "./difference.js";
import { counted } from "./port-words.js";

const functionsMax = 4;

function Functions({ relation }: { readonly relation: RelationRow }) {
  const fresh = new Set(relation.newFunctions);
  // What is new comes first: it must not be what is left out.
  const sorted = [...relation.functions].sort(
    (a, b) => Number(fresh.has(b.name)) - Number(fresh.has(a.name)) || b.count - a.count,
  );
  if (sorted.length === 0) return <span className="quiet">nothing that was understood</span>;
  return (
    <>
      {sorted.slice(0, functionsMax).map(({ name, count }, at) => (
        <span key={name}>
          {at > 0 && ", "}
          {fresh.has(name) && !relation.isNew ? <strong>new: {name}</strong> : name}{" "}
          <span className="quiet numbers">× {count.toLocaleString("en")}</span>
        </span>
      ))}
      {sorted.length > functionsMax && (
        <span className="quiet"> and {sorted.length - functionsMax} more</span>
      )}
    </>
  );
}

function End({ address, name }: { readonly address: string; readonly name: string }) {
  return (
    <>
      {name !== address && <div>{name}</div>}
      <Value value={address} />
    </>
  );
}

export function RelationTable(props: {
  readonly relations: readonly RelationRow[];
  readonly nameOf: (address: string) => string;
  /** When the network of a member was last heard. */
  readonly heardUs: (memberId: string) => number;
  readonly memberOf: ((memberId: string) => string) | null;
  readonly review: ((relation: RelationRow, state: ReviewState) => void) | null;
}): ReactNode {
  const { relations, nameOf, heardUs, memberOf, review } = props;
  return (
    <div className="table-wrap">
      <table className="plain stacked relation-table">
        <thead>
          <tr>
            <th scope="col">Who asks</th>
            <th scope="col">Who is asked</th>
            <th scope="col">By what, for what</th>
            <th scope="col">Seen</th>
            <th scope="col">Baseline</th>
          </tr>
        </thead>
        <tbody>
          {relations.map((relation) => {
            const difference = differenceOf(relation, heardUs(relation.memberId));
            const { sender, receiver, transport, port, protocols } = relation;
            const what = `${nameOf(sender)} to ${nameOf(receiver)}`;
            return (
              <tr key={relation.id} data-relation={relation.id}>
                <td>
                  <End address={sender} name={nameOf(sender)} />
                  {memberOf !== null && <div className="quiet small">{memberOf(relation.memberId)}</div>}
                </td>
                <td>
                  <span className="relation-arrow" aria-hidden="true">
                    →{" "}
                  </span>
                  <End address={receiver} name={nameOf(receiver)} />
                </td>
                <td>
                  <div className="small quiet">
                    {protocols.length === 0 ? transport : protocols.join(", ")}
                    {port > 0 && ` on ${transport}/${port}`}
                  </div>
                  <Functions relation={relation} />
                </td>
                <td>
                  <When us={relation.lastUs} />
                  <div className="quiet small" title={absoluteTime(relation.firstUs)}>
                    first <When us={relation.firstUs} />, {counted(relation.messages, "message")}
                  </div>
                </td>
                <td>
                  <span className="difference" data-difference={difference}>
                    {differenceWords[difference]}
                  </span>
                  {relation.review === "confirmed" && (
                    <div className="quiet small">
                      confirmed{relation.reviewedBy === "" ? "" : ` by ${relation.reviewedBy}`}
                    </div>
                  )}
                  {review !== null && difference !== "none" && (
                    <div className="row no-print" style={{ marginTop: 4 }}>
                      {difference !== "silent" && (
                        <Button
                          variant="default"
                          size="compact-xs"
                          onClick={() => review(relation, "confirmed")}
                        >
                          Confirm<span className="hidden-text"> {what}</span>
                        </Button>
                      )}
                      {difference !== "not expected" && (
                        <Button
                          variant="default"
                          size="compact-xs"
                          onClick={() => review(relation, "not expected")}
                        >
                          Not expected<span className="hidden-text"> {what}</span>
                        </Button>
                      )}
                    </div>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
