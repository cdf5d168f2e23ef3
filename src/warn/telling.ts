/**
 * Telling others of what members' telemetry showed, when its time has come: every sighting has one, drawn by lot
 * within a quarter of an hour of its arrival and kept in its row, so that the moment a warning appears or changes tells
 * nobody whose telemetry came in just then. Before that nothing of it exists toward others: no warning, no receipt, no
 * entry of the audit chain. A kill loses nothing, as what is due stays due until the transaction that tells it.
 */
import { sql } from "kysely";
import type { Clock, Log } from "../base/index.js";
import type { State } from "../store/index.js";
import { ensureCommunity } from "./community.js";
import { proposeToOthers } from "./proposing.js";
import { readContext } from "./sighting-context.js";
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
  const due = await state.db
    .selectFrom("sighting")
    .select("id")
    .where("tell_us", "<=", clock.nowUs())
    .limit(1)
    .execute();
  if (due.length === 0) return nothing;
  return state.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(74202)`.execute(tx);
    const nowUs = clock.nowUs();
    const { rows } = await sql<SightingRow>`
      update sighting set tell_us = null where id in
        (select id from sighting where tell_us <= ${nowUs}::bigint order by tell_us, id limit ${atOnce})
      returning *`.execute(tx);
    const changed = rows.map(toSighting).filter(({ allowedBy }) => allowedBy === null);
    if (changed.length === 0) return { ...nothing, sightings: rows.length };
    const { members, gate } = await ensureCommunity(tx, clock);
    const context = await readContext(tx, changed, nowUs);
    const proposals = proposeToOthers({ changed, context, members, gate });
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
