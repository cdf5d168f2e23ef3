/** The plan with its legend and its table twin; where something is missing it says what, and how to get it. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { CraneRow, PlanRead } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { When } from "../../parts/when.js";
import { useIsCenter, useIsOperator } from "../../session.js";
import { CraneShape, CraneStateWord } from "./crane-mark.js";
import { craneState, craneStates, stateWords } from "./crane-state.js";
import { LearningCard } from "./learning-card.js";
import { placeCranes } from "./plan-cranes.js";
import { PlanPut } from "./plan-put.js";
import { PlanView } from "./plan-view.js";
import { useCranes, usePortNowUs, usePortSearch, useShownMember, useWritesPort } from "./port-filters.js";
import { counted } from "./port-words.js";

function Legend() {
  return (
    <ul className="plan-legend" aria-label="What the marks mean">
      {craneStates.map((state) => (
        <li key={state} className="crane-state" data-state={state}>
          <svg viewBox="-10 -10 20 20" width="18" height="18" aria-hidden="true" focusable="false">
            <CraneShape state={state} />
          </svg>
          <span>
            {stateWords[state].word}
            <span className="hidden-text">: {stateWords[state].means}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function detectedInWords({ detections }: CraneRow): string {
  const told = (["critical", "high", "medium", "low"] as const)
    .filter((level) => detections[level] > 0)
    .map((level) => `${detections[level]} ${level}`);
  return told.length === 0 ? "none" : told.join(", ");
}

function CraneTable(props: {
  readonly rows: readonly CraneRow[];
  readonly nowUs: number;
  readonly openId: string | null;
  readonly href: (craneId: string) => string;
}) {
  const { rows, nowUs, openId, href } = props;
  const center = useIsCenter();
  return (
    <div className="table-wrap">
      <table className="plain stacked crane-table">
        <thead>
          <tr>
            <th scope="col">Crane</th>
            <th scope="col">State</th>
            {openId === null && <th scope="col">Where</th>}
            {openId === null && <th scope="col">Machines, last heard</th>}
            <th scope="col">Waits, detected in 7 days</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.crane.id} data-open={row.crane.id === openId}>
              <td>
                <Link href={href(row.crane.id)} className="crane-row-link">
                  {row.crane.name}
                </Link>
                {center && <div className="quiet small">{row.memberName}</div>}
              </td>
              <td>
                <CraneStateWord state={craneState(row, nowUs)} />
              </td>
              {openId === null && (
                <td>
                  {[row.crane.terminal, row.crane.berth === "" ? "" : `berth ${row.crane.berth}`]
                    .filter((text) => text !== "")
                    .join(", ")}
                  <div className="quiet small">
                    {[row.crane.maker, row.crane.model].filter((text) => text !== "").join(" ")}
                  </div>
                </td>
              )}
              {openId === null && (
                <td>
                  {counted(row.machines, "machine")}
                  <div className="quiet small">
                    {row.lastUs === null ? "never heard" : <When us={row.lastUs} />}
                  </div>
                </td>
              )}
              <td>
                {row.warnings > 0 && <strong>{counted(row.warnings, "open warning")}, </strong>}
                {row.questions === 0 ? "no question" : counted(row.questions, "question")}
                <div className="quiet small">detected: {detectedInWords(row)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoCranes() {
  const center = useIsCenter();
  const operator = useIsOperator();
  const writes = useWritesPort();
  const { partHref } = usePortSearch();
  return (
    <div className="card empty">
      <h2>No crane is listed yet</h2>
      <p className="quiet">
        A terminal lists its cranes and their machines itself.{" "}
        {writes ? (
          <Link href={partHref("lists")}>Import its lists</Link>
        ) : (
          "Its people, or the center's operators, import the lists here."
        )}
        {operator && (
          <>
            , or <Link href="/">load the sample port</Link> to see it work
          </>
        )}
        .
      </p>
      {!center && <p className="quiet">Machines that are heard before are under Questions.</p>}
    </div>
  );
}

export function PlanPart({ openId }: { readonly openId: string | null }) {
  const memberId = useShownMember();
  const operator = useIsOperator();
  const { partHref } = usePortSearch();
  const cranes = useCranes(memberId);
  const plan = useQuery({ queryKey: ["port", "plan"], queryFn: () => get<PlanRead>("/plan") });
  const nowUs = usePortNowUs();
  const href = (craneId: string) => partHref(`cranes/${encodeURIComponent(craneId)}`);
  if (cranes.isPending || plan.isPending) return <Waiting what="the plan" />;
  const rows = cranes.data?.rows ?? [];
  const drawn = plan.data?.plan ?? null;
  const { placed, unplaced } = placeCranes(drawn, rows);
  return (
    <div className="stack">
      {[cranes.error, plan.error].map((fault, at) =>
        fault === null ? null : <Fault key={["cranes", "plan"][at]} fault={fault} />,
      )}
      {drawn !== null && (
        <section className="card plan-card" aria-label="Plan">
          <PlanView features={drawn.features} cranes={placed} {...{ nowUs, openId, href }} />
          <Legend />
        </section>
      )}
      {drawn === null && plan.isSuccess && rows.length > 0 && (
        <div className="card empty">
          <h2>There is no plan of the port</h2>
          <p className="quiet">
            {operator
              ? "Put one below, as GeoJSON with terminals, berths and cranes by name."
              : "The center's operators put it. The cranes are listed below."}
          </p>
        </div>
      )}
      {cranes.isSuccess && rows.length === 0 && <NoCranes />}
      {rows.length > 0 && (
        <section className="card" aria-labelledby="cranes-title">
          <div className="card-head">
            <h2 id="cranes-title">Cranes</h2>
          </div>
          <div className="card-body">
            <CraneTable rows={rows} {...{ nowUs, openId, href }} />
            {drawn !== null && unplaced.length > 0 && (
              <p className="quiet small" style={{ marginTop: 10 }}>
                Not on the plan by this name: {unplaced.map(({ crane }) => crane.name).join(", ")}.
              </p>
            )}
          </div>
        </section>
      )}
      {openId === null && <LearningCard memberId={memberId} />}
      {openId === null && operator && <PlanPut changedUs={plan.data?.changedUs ?? null} />}
    </div>
  );
}
