/** The values that were found in a pasted text: the reporter keeps those that belong to what happened. */
import type { ExtractedRow } from "../../../api/types.js";
import { Tick } from "../../parts/tick.js";

/** Whether a value is sent along, by kind and value. */
export type Kept = ReadonlyMap<string, boolean>;

export const keyOf = ({ kind, value }: Pick<ExtractedRow, "kind" | "value">): string => `${kind} ${value}`;

/** What stands surely as an indicator is kept at first; what only looks like one is for the reporter to say. */
const sureFrom = 50;

export function keptAtFirst(found: readonly ExtractedRow[]): Kept {
  return new Map(found.map((one) => [keyOf(one), one.confidence >= sureFrom]));
}

export function FoundValues({
  found,
  kept,
  onKept,
}: {
  readonly found: readonly ExtractedRow[];
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
                {one.kind}, line {one.line}
              </span>
            </>
          }
        />
      ))}
    </fieldset>
  );
}
