/**
 * A bar for each day (or month) of a count. The drawing is for the eye; the same figures stand in a table behind a
 * button, for whoever can't see them or wants them exact.
 */
import { useState } from "react";
import { dayInWords } from "./day.js";

export interface DayBar {
  readonly startUs: number;
  readonly count: number;
}

const dayUs = 86_400e6;
const barsMax = 62;

/** Every day of UTC from the first asked for to the last, those without a count as nought; the last `barsMax` of them. */
export function everyDay(bars: readonly DayBar[], fromUs: number, toUs: number): readonly DayBar[] {
  const counts = new Map<number, number>();
  for (const { startUs, count } of bars) {
    const day = Math.floor(startUs / dayUs);
    counts.set(day, (counts.get(day) ?? 0) + count);
  }
  const last = Math.floor(toUs / dayUs);
  const first = Math.max(Math.floor(fromUs / dayUs), last - barsMax + 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({
    startUs: (first + at) * dayUs,
    count: counts.get(first + at) ?? 0,
  }));
}

function Drawing({ bars }: { readonly bars: readonly DayBar[] }) {
  const top = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <svg
      className="day-bars"
      viewBox={`0 0 ${bars.length * 10} 60`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bars.map(({ startUs, count }, at) => {
        // What is there at all is seen.
        const height = count === 0 ? 0.8 : Math.max(2.5, (count / top) * 58);
        return (
          <rect
            key={startUs}
            x={at * 10 + 1}
            y={60 - height}
            width="8"
            height={height}
            data-none={count === 0 ? "" : undefined}
          />
        );
      })}
    </svg>
  );
}

export function DayBars({ bars, what }: { readonly bars: readonly DayBar[]; readonly what: string }) {
  const [asTable, setAsTable] = useState(false);
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <div style={{ minWidth: 0 }}>
      {!asTable && <Drawing bars={bars} />}
      {asTable && (
        <section className="table-wrap" aria-label={what}>
          <table className="plain numbers">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">{what}</th>
              </tr>
            </thead>
            <tbody>
              {bars
                .filter(({ count }) => count > 0)
                .map(({ startUs, count }) => (
                  <tr key={startUs}>
                    <td>{dayInWords(startUs)}</td>
                    <td>{count.toLocaleString("en")}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      )}
      <div className="row small quiet" style={{ justifyContent: "space-between" }}>
        <span>
          {dayInWords(first.startUs)} to {dayInWords(last.startUs)}
        </span>
        <button
          type="button"
          className="plain-button"
          style={{ minHeight: 24, textDecoration: "underline" }}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "Bars" : "Table"}
          <span className="hidden-text"> of {what}</span>
        </button>
      </div>
    </div>
  );
}
