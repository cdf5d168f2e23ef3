/**
 * Telling others of what members' telemetry showed, when its time has come: every sighting has one, drawn by lot
 * within a quarter of an hour of its arrival and kept in its row, so that the moment a warning appears or changes tells
 * nobody whose telemetry came in just then. Before that nothing of it exists toward others: no warning, no receipt, no
 * entry of the audit chain. A kill loses nothing, as what is due stays due until the transaction that tells it. What a
 * member had met that was removed meanwhile is told at its time all the same: left out, it would tell whose it was.
 */
import { type Kysely, sql } from "kysely";
import type { Clock, Log } from "../base/index.js";
import { dropRemovedSightings, removedSightingsKeptUs } from "../members/index.js";
import type { State, Tables } from "../store/index.js";
import { ensureCommunity } from "./community.js";
import { proposeToOthers } from "./proposing.js";
import { readContext, sightingTables } from "./sighting-context.js";
import { type SightingRow, toSighting } from "./sightings.js";
import { storeWarnings } from "./storing.js";

/** Sightings told at once: batches wait no longer for the lock than for one of their own kind. */
const atOnce = 500;

export interface Told {
  /** How many sightings' time had come; asked again until there are none. */
  readonly sightings: number;
  /** The mark of each new warning. */
  readonly newMarks: readonly (string | null)[];
  readonly updatedWarnings: number;
}

const nothing: Told = { sightings: 0, newMarks: [], updatedWarnings: 0 };

export async function tellOthers(state: State, clock: Clock, log?: Log): Promise<Told> {
  const { due, over } = await look(state, clock.nowUs());
  if (over) await dropRemovedSightings(state.db, clock.nowUs());
  if (!due) return nothing;
  return state.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(74202)`.execute(tx);
    const nowUs = clock.nowUs();
    const rows = await takeDue(tx, nowUs);
    const changed = rows.map(toSighting).filter(({ allowedBy }) => allowedBy === null);
    if (changed.length === 0) return { ...nothing, sightings: rows.length };
    const { members, removed, gate } = await ensureCommunity(tx, clock);
    const context = await readContext(tx, changed, nowUs);
    const proposals = proposeToOthers({ changed, context, members, removed, gate });
    const { newIds, updatedIds } = await storeWarnings(tx, clock, gate, proposals, log);
    const marks =
      newIds.length === 0
        ? []
        : await tx
            .selectFrom("warning")
            .select("mark")
            .where("id", "in", [...newIds])
            .execute();
    return {
      sightings: rows.length,
      newMarks: marks.map(({ mark }) => mark),
      updatedWarnings: updatedIds.length,
    };
  });
}

/** Whether there is something to tell, and whether something of removed members has been kept for long enough. */
async function look(
  { db }: State,
  nowUs: number,
): Promise<{ readonly due: boolean; readonly over: boolean }> {
  const { rows } = await sql<{ due: boolean; over: boolean }>`select
    exists(select 1 from sighting where tell_us <= ${nowUs}::bigint)
      or exists(select 1 from removed_sighting where tell_us <= ${nowUs}::bigint) as due,
    exists(select 1 from removed_sighting
      where updated_us <= ${nowUs - removedSightingsKeptUs}::bigint and tell_us is null) as over`.execute(db);
  return rows[0] ?? { due: false, over: false };
}

/** Those whose time has come, earliest first, members' own and those of removed members alike; due no more. */
async function takeDue(tx: Kysely<Tables>, nowUs: number): Promise<readonly SightingRow[]> {
  const { rows: due } = await sql<{ id: string }>`
    select id from (
      select id, tell_us from sighting where tell_us <= ${nowUs}::bigint
      union all select id, tell_us from removed_sighting where tell_us <= ${nowUs}::bigint) as due
    order by tell_us, id limit ${atOnce}`.execute(tx);
  const taken: SightingRow[] = [];
  for (const table of sightingTables) {
    const { rows } = await sql<SightingRow>`
      update ${sql.table(table)} set tell_us = null
      where id = any(${due.map(({ id }) => id)}::text[]) and tell_us <= ${nowUs}::bigint
      returning *`.execute(tx);
    // Evidence is told to nobody else, and goes with its member.
    taken.push(...rows.map((row) => ({ ...row, evidence: [] })));
  }
  return taken;
}
