/** A warning as a row: the sentence is the row, everything else is small beneath it. The whole row opens. */
import { Link, useSearch } from "wouter";
import type { WarningRow as Row } from "../../api/types.js";
import { UrgencySign } from "../parts/icons.js";
import { reactionWords, TlpChip, urgencyWords } from "../parts/labels.js";
import { Told } from "../parts/told.js";
import { When } from "../parts/when.js";

export function WarningRow({ row, selected }: { readonly row: Row; readonly selected: boolean }) {
  const search = useSearch();
  const last = row.reactions.at(-1);
  return (
    <Link
      href={`/warnings/${row.id}${search === "" ? "" : `?${search}`}`}
      className="warning-row"
      data-state={row.state}
      data-warning={row.id}
      aria-current={selected ? "true" : undefined}
    >
      <UrgencySign urgency={row.urgency} />
      <span className="warning-sentence">
        <span className="hidden-text">{urgencyWords[row.urgency]}. </span>
        <Told warning={row} />
      </span>
      <span className="warning-meta">
        <When us={row.updatedUs} />
        <span className="mono">{row.observable.value}</span>
        <TlpChip tlp={row.tlp} />
        {last !== undefined && (
          <span className="reaction-chip">
            {reactionWords[last.kind].told} · {last.person}
          </span>
        )}
        {row.state === "closed" && <span className="reaction-chip">Closed: {row.closeReason}</span>}
        {row.center?.released === false && <span className="reaction-chip">Held back by the gate</span>}
        {row.mark !== null && <span>sample</span>}
      </span>
    </Link>
  );
}
