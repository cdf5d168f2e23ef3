/** A report's words and values, as its reader gets them. */
import type { ReportRow } from "../../../api/types.js";
import { TlpChip } from "../../parts/labels.js";
import { Value } from "../../parts/value.js";

export function ReportText({ report }: { readonly report: ReportRow }) {
  return (
    <div className="stack" style={{ gap: 10 }}>
      <p className="row">
        <strong>{report.title}</strong> <TlpChip tlp={report.tlp} />
        {report.from !== null && <span className="quiet">from {report.from}</span>}
        {report.from === null && report.sector !== null && (
          <span className="quiet">from a {report.sector}</span>
        )}
      </p>
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
