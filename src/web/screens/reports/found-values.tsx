/** The values that were found in a pasted text and in files: the reporter keeps those that belong to what happened. */
import type { ExtractedRow } from "../../../api/types.js";
import { Tick } from "../../parts/tick.js";

/** With the file it stands in, where it is one. */
export type Found = ExtractedRow & { readonly file?: string };

/** Whether a value is sent along, by kind and value. */
export type Kept = ReadonlyMap<string, boolean>;

export const keyOf = ({ kind, value }: Pick<ExtractedRow, "kind" | "value">): string => `${kind} ${value}`;

/** What stands surely as an indicator is kept at first; what only looks like one is for the reporter to say. */
const sureFrom = 50;

export function keptAtFirst(found: readonly ExtractedRow[]): Kept {
  return new Map(found.map((one) => [keyOf(one), one.confidence >= sureFrom]));
}

/** The values to send: those kept that a report has a place for, in order. */
export function sentAlong(found: readonly Found[], kept: Kept) {
  return found
    .filter((one) => one.kind !== "vulnerability" && one.kind !== "cidr" && kept.get(keyOf(one)) === true)
    .map(({ kind, value }) => ({ type: kind, value }));
}

export function FoundValues({
  found,
  kept,
  onKept,
}: {
  readonly found: readonly Found[];
  readonly kept: Kept;
  readonly onKept: (kept: Kept) => void;
}) {
  if (found.length === 0)
    return <p className="quiet">No address, name, URL or hash was found in it. That is fine too.</p>;
  return (
    <fieldset className="stack" style={{ border: 0, padding: 0, gap: 6 }}>
      <legend>
        <strong>Found in it.</strong> <span className="quiet">Untick what is not part of what happened.</span>
      </legend>
      {found.map((one) => (
        <Tick
          key={keyOf(one)}
          checked={kept.get(keyOf(one)) ?? false}
          onChange={(checked) => onKept(new Map([...kept, [keyOf(one), checked]]))}
          label={
            <>
              <span className="mono">{one.value}</span>{" "}
              <span className="quiet small">
                {one.kind}, {one.file === undefined ? "in your text" : `in ${one.file}`}, line {one.line}
              </span>
            </>
          }
        />
      ))}
    </fieldset>
  );
}
