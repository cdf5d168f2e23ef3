/**
 * What the stores hold, counted in the stores and not in memory: the same figures before and after a restart. The
 * sample port and exercises are left out unless asked for.
 */
import { sql } from "kysely";
import { z } from "zod";
import { countMax } from "../../model/index.js";
import { defineAction } from "../action.js";
import { recordFor } from "../records.js";

const count = z.number().int();

export const totalsRead = defineAction({
  id: "totals-read",
  method: "GET",
  path: "/totals",
  summary: "Records, hits, sightings, warnings and events that are stored",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({ marked: z.stringbool().default(false) }),
  output: z.object({
    batches: count,
    records: count,
    refused: count,
    hits: count,
    bytes: count,
    sightings: count,
    /** Hits counted in sightings. */
    sighted: count,
    warnings: count,
    indicators: count,
    /** All events of the event store, marked ones included. */
    events: count,
  }),
  async handle(center, { person }, { marked }) {
    const { rows } = await sql<
      Record<
        | "batches"
        | "records"
        | "refused"
        | "hits"
        | "bytes"
        | "sightings"
        | "sighted"
        | "warnings"
        | "indicators",
        number
      >
    >`
      select b.*, s.*, w.*, i.* from
        (select count(*) as batches, least(coalesce(sum(records), 0), ${countMax}::bigint)::bigint as records, least(coalesce(sum(refused), 0), ${countMax}::bigint)::bigint as refused,
                least(coalesce(sum(hits), 0), ${countMax}::bigint)::bigint as hits, least(coalesce(sum(bytes), 0), ${countMax}::bigint)::bigint as bytes
         from batch where ${marked} or mark is null) b,
        (select count(*) as sightings, least(coalesce(sum(count), 0), ${countMax}::bigint)::bigint as sighted from sighting where ${marked} or mark is null) s,
        (select count(*) as warnings from warning where ${marked} or mark is null) w,
        (select count(*) as indicators from indicator) i`.execute(center.state.db);
    const row = rows[0];
    if (row === undefined) throw new Error("Assertion failed: an aggregate answers one row");
    const totals = { ...row, events: await center.events.count() };
    return recordFor(center, person, { record: "count", memberId: null }, totals);
  },
});
