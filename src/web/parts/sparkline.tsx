/** A small line of the last minutes; decoration for the eye, with the same figures as a table behind a button. */
import { useState } from "react";

export interface Point {
  readonly atUs: number;
  readonly perSecond: number;
}

const width = 300;
const height = 62;

function pathOf(points: readonly Point[], close: boolean): string {
  const top = Math.max(1, ...points.map((point) => point.perSecond));
  const step = width / Math.max(1, points.length - 1);
  const line = points
    .map(
      (p, at) =>
        `${at === 0 ? "M" : "L"}${(at * step).toFixed(1)} ${(height - 3 - (p.perSecond / top) * (height - 8)).toFixed(1)}`,
    )
    .join("");
  return close ? `${line}L${width} ${height}L0 ${height}Z` : line;
}

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export function Sparkline({ points, what }: { readonly points: readonly Point[]; readonly what: string }) {
  const [asTable, setAsTable] = useState(false);
  const rows = points.filter((_, at) => at % 10 === points.length % 10).slice(-12);
  return (
    <div style={{ minWidth: 0 }}>
      {!asTable && points.length > 1 && (
        <svg
          className="spark"
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path className="area" d={pathOf(points, true)} />
          <path className="line" d={pathOf(points, false)} />
        </svg>
      )}
      {asTable && (
        <div className="table-wrap" style={{ maxHeight: 160, overflow: "auto" }}>
          <table className="plain numbers">
            <caption className="hidden-text">{what}</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">{what}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((point) => (
                <tr key={point.atUs}>
                  <td>{clock.format(point.atUs / 1000)}</td>
                  <td>{Math.round(point.perSecond).toLocaleString("en")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {points.length > 1 && (
        <div className="row small quiet" style={{ justifyContent: "space-between" }}>
          <span>
            {points.length < 120 ? `last ${points.length} s` : `last ${Math.round(points.length / 60)} min`}
          </span>
          <button
            type="button"
            className="plain-button"
            style={{ minHeight: 24, textDecoration: "underline" }}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? "Line" : "Table"}
          </button>
        </div>
      )}
    </div>
  );
}
