/**
 * Brings the order of exchange up to what sources say now: what is new or says something else gets a place behind all
 * others, what was taken back is marked so. It goes through the claims by indicator in portions, each a transaction of
 * its own, so that imports and clients go on meanwhile; a run that was cut short is ended by the next.
 *
 * Whoever may not have all of it sees neither that something is missing nor where: within a portion the order is drawn
 * and follows no value, the gaps are drawn (`../drawn-gaps.ts`), and so is how many indicators make a portion.
 */
import { randomInt } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../../base/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";
import { drawMeanGap, gapOfEachRow } from "../drawn-gaps.js";

const portionMin = 14_000;
const portionMax = 26_000;

/** What a client would see of a claim; its time of import is no part of it. */
const digest = sql`md5(concat_ws('|', c.confidence, coalesce(c.valid_from_us, -1), coalesce(c.valid_until_us, -1),
  array_to_string(c.labels, ',')))`;

/** The last microsecond given; the row is locked until the transaction ends, so that the order is that of commits. */
async function lockEnd(tx: Kysely<Tables>, nowUs: number): Promise<number> {
  await sql`insert into setting (key, value) values ('exchange-end', '0') on conflict (key) do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ end: number }>`
    select (value #>> '{}')::bigint as end from setting where key = 'exchange-end' for update`.execute(tx);
  return Math.max(Number(rows[0]?.end ?? 0), nowUs);
}

const moveEnd = (tx: Kysely<Tables>, endUs: number) =>
  sql`update setting set value = to_jsonb(${endUs}::bigint) where key = 'exchange-end'`.execute(tx);

interface Written {
  readonly count: number;
  readonly end: number | null;
}

/** Claims on the indicators above `after`, up to `until`; answers how many were new or changed. */
async function addChanged(state: State, clock: Clock, after: number, until: number): Promise<number> {
  return inTransaction(state.db, async (tx) => {
    const endUs = await lockEnd(tx, clock.nowUs());
    const { rows } = await sql<Written>`
      with changed as materialized (
        select c.indicator_id, c.source_id, c.tlp, i.type, ${digest} as digest,
               gen_random_uuid() as drawn, ${gapOfEachRow(drawMeanGap())} as gap
        from indicator_claim c
        join indicator i on i.id = c.indicator_id
        left join exchange_claim e
          on e.indicator_id = c.indicator_id and e.source_id = c.source_id and e.tlp = c.tlp
            and not e.revoked
        where c.indicator_id > ${after} and c.indicator_id <= ${until}
          and (e.indicator_id is null or e.digest <> ${digest})
      ), placed as (
        select *, ${endUs}::bigint + (sum(gap) over (order by drawn))::bigint as us from changed
      ), written as (
        insert into exchange_claim
          (indicator_id, source_id, tlp, stix_id, added_us, created_us, digest, revoked, type)
        select indicator_id, source_id, tlp, 'indicator--' || gen_random_uuid(), us, us, digest, false, type
        from placed
        on conflict (indicator_id, source_id, tlp) where not revoked do update set
          added_us = excluded.added_us, digest = excluded.digest
        returning added_us
      ) select count(*)::int as count, max(added_us) as end from written`.execute(tx);
    const [written] = rows;
    if (written?.end != null) await moveEnd(tx, written.end);
    return written?.count ?? 0;
  });
}

/** Marks what no source says any more, or not with this marking; answers how many. */
async function revokeGone(state: State, clock: Clock): Promise<number> {
  return inTransaction(state.db, async (tx) => {
    const endUs = await lockEnd(tx, clock.nowUs());
    const { rows } = await sql<Written>`
      with gone as materialized (
        select e.stix_id, gen_random_uuid() as drawn, ${gapOfEachRow(drawMeanGap())} as gap
        from exchange_claim e
        where not e.revoked and not exists (
          select 1 from indicator_claim c
          where c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp)
      ), placed as (
        select stix_id, ${endUs}::bigint + (sum(gap) over (order by drawn))::bigint as us from gone
      ), written as (
        update exchange_claim e set revoked = true, added_us = placed.us,
          value = coalesce(e.value, (select i.value from indicator i where i.id = e.indicator_id))
        from placed where e.stix_id = placed.stix_id
        returning added_us
      ) select count(*)::int as count, max(added_us) as end from written`.execute(tx);
    const [written] = rows;
    if (written?.end != null) await moveEnd(tx, written.end);
    return written?.count ?? 0;
  });
}

export interface SyncedClaims {
  readonly changed: number;
  readonly revoked: number;
}

/** `ending` stops it between two portions. */
export async function syncClaims(state: State, clock: Clock, ending?: AbortSignal): Promise<SyncedClaims> {
  const { rows } = await sql<{
    last: number | null;
  }>`select max(indicator_id) as last from indicator_claim`.execute(state.db);
  const last = rows[0]?.last ?? 0;
  let changed = 0;
  for (let after = 0; after < last && ending?.aborted !== true; ) {
    const until = after + randomInt(portionMin, portionMax);
    changed += await addChanged(state, clock, after, until);
    after = until;
  }
  return { changed, revoked: ending?.aborted === true ? 0 : await revokeGone(state, clock) };
}
