/** A report's words and values, as its reader gets them; its head stands in the row or the preview above it. */
import type { ReportRow } from "../../../api/types.js";
import { Value } from "../../parts/value.js";

/** Whose a report is, as far as its reader may know. */
export function senderOf({ from, sector }: Pick<ReportRow, "from" | "sector">): string {
  return from ?? (sector === null ? "a member" : `a member (${sector})`);
}

export function ReportText({ report }: { readonly report: ReportRow }) {
  return (
    <div className="stack" style={{ gap: 10 }}>
      {report.text !== "" && (
        <p style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{report.text}</p>
      )}
      {report.observables.length > 0 && (
        <ul aria-label="Values" style={{ listStyle: "none", padding: 0, display: "grid", gap: 4 }}>
          {report.observables.map(({ type, value }) => (
            <li key={`${type} ${value}`} className="row">
              <Value value={value} /> <span className="quiet small">{type}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
