/** Orders or windows in time: what lasts, what comes, what is over. */
import type { ReactNode } from "react";
import { absoluteTime } from "../../parts/when.js";
import { byTime, type Standing, standingOf } from "./work-times.js";

const standingWords: Readonly<Record<Standing, string>> = { now: "Now", coming: "To come", over: "Over" };

export interface TimesRow {
  readonly id: string;
  readonly title: string;
  /** What for, whom, where. */
  readonly about: string;
  readonly startUs: number;
  readonly endUs: number;
}

export function TimesTable<Row extends TimesRow>(props: {
  readonly rows: readonly Row[];
  readonly nowUs: number;
  readonly actions?: (row: Row, standing: Standing) => ReactNode;
}) {
  const { rows, nowUs, actions } = props;
  return (
    <div className="table-wrap">
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">From, until</th>
            <th scope="col">State</th>
            {actions !== undefined && (
              <th scope="col">
                <span className="hidden-text">Change</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {byTime(rows, nowUs).map((row) => {
            const standing = standingOf(row, nowUs);
            return (
              <tr key={row.id} data-standing={standing}>
                <td>
                  {row.title}
                  {row.about !== "" && <div className="quiet small">{row.about}</div>}
                </td>
                <td>
                  {absoluteTime(row.startUs)}
                  <div>{absoluteTime(row.endUs)}</div>
                </td>
                <td>
                  {standing === "now" ? (
                    <strong>{standingWords.now}</strong>
                  ) : (
                    <span className="quiet">{standingWords[standing]}</span>
                  )}
                </td>
                {actions !== undefined && <td className="no-print">{actions(row, standing)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
