/**
 * *Now*: one sentence on the state of the port (for a member: of it), what changed since the last look, what
 * waits, and how the sources do. Where something is missing it says what, and how to get it.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Now } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { ToneSign } from "../parts/icons.js";
import { When } from "../parts/when.js";
import { useIsCenter, useIsOperator } from "../session.js";
import { AttemptsTile } from "./attempts-tile.js";
import { DemoCard } from "./demo-card.js";
import { FirstSteps } from "./first-steps.js";
import { StandingReminder } from "./own-standing-part.js";
import { Sources } from "./sources.js";
import { Tiles } from "./tiles.js";
import { WarningRow } from "./warning-row.js";

const lookedName = "breakwater.looked";

/** When this person last looked before now; a look counts as new after half an hour away. */
function takeLastLook(): number | null {
  const [lastText, previousText] = (localStorage.getItem(lookedName) ?? "").split(" ");
  const last = Number(lastText) || null;
  const previous = Number(previousText) || null;
  const nowUs = Date.now() * 1000;
  const away = last !== null && nowUs - last > 30 * 60e6;
  const since = away ? last : previous;
  localStorage.setItem(lookedName, since === null ? String(nowUs) : `${nowUs} ${since}`);
  return since;
}

function Since({ since }: { readonly since: NonNullable<Now["since"]> }) {
  const parts = [
    [since.warnings, "new warning", "new warnings"],
    [since.updated, "warning changed", "warnings changed"],
    [since.reactions, "reaction", "reactions"],
  ] as const;
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  return (
    <p className="quiet">
      Since you last looked (<When us={since.sinceUs} />
      ): {told.length === 0 ? "nothing new" : told.join(", ")}.
    </p>
  );
}

function Top({ now }: { readonly now: Now }) {
  const open = Object.values(now.openWarnings).reduce((sum, count) => sum + count, 0);
  return (
    <section className="card group" style={{ marginBottom: 0 }} aria-labelledby="top-title">
      <div className="card-head" style={{ paddingBottom: 10 }}>
        <h2 id="top-title">Warnings that wait</h2>
        {open > now.top.length && <Link href="/warnings">All {open}</Link>}
      </div>
      {now.top.length === 0 ? (
        <p className="quiet" style={{ padding: "0 20px 20px" }}>
          None is open. A warning appears here within seconds of the record that causes it.
        </p>
      ) : (
        <ul>
          {now.top.map((row) => (
            <li key={row.id}>
              <WarningRow row={row} selected={false} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function NowScreen() {
  const [sinceUs] = useState(takeLastLook);
  const center = useIsCenter();
  const operator = useIsOperator();
  const now = useQuery({
    queryKey: ["now", sinceUs],
    queryFn: () => get<Now>(`/now${sinceUs === null ? "" : `?sinceUs=${sinceUs}`}`),
    refetchInterval: (query) => {
      const demo = query.state.data?.demo?.state;
      return demo === "loading" || demo === "removing" ? 1_000 : 30_000;
    },
  });
  if (now.data === undefined)
    return (
      <div className="page-inner">
        <h1 className="hidden-text">Now</h1>
        {now.isPending ? (
          <Waiting what="the state of the port" />
        ) : (
          <Fault fault={now.error} retry={() => void now.refetch()} />
        )}
      </div>
    );
  const state = now.data;
  const isNew =
    state.steps.some(({ id, done }) => id === "telemetry" && !done) || state.demo?.state === "loading";
  return (
    <div className="page-inner">
      <div className="state" data-tone={state.tone}>
        <ToneSign tone={state.tone} />
        <div>
          <h1>{state.sentence}</h1>
          {state.since !== null && <Since since={state.since} />}
        </div>
      </div>
      {!center && <StandingReminder />}
      {center && state.counts !== null ? <Tiles first={state.counts} /> : <div style={{ height: 24 }} />}
      <div className={center ? "columns" : "stack"}>
        <div className="stack">
          <Top now={state} />
          <FirstSteps steps={state.steps} />
        </div>
        <div className="stack">
          {operator && state.demo !== null && isNew && <DemoCard demo={state.demo} />}
          <AttemptsTile />
          {center && <Sources sources={state.sources} />}
          {operator && state.demo !== null && !isNew && <DemoCard demo={state.demo} />}
        </div>
      </div>
    </div>
  );
}
