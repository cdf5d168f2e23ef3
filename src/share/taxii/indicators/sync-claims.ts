/**
 * Brings the order of exchange up to what sources say now: what is new or says something else gets the next
 * microseconds, what was taken back is marked so. It goes through the claims by indicator in portions, each a
 * transaction of its own, so that imports and clients go on meanwhile; a run that was cut short is ended by the next.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../../base/index.js";
import { inTransaction, type State, type Tables } from "../../../store/index.js";

const indicatorsAtOnce = 20_000;

/** What a client would see of a claim; its time of import is no part of it. */
const digest = sql`md5(concat_ws('|', c.confidence, coalesce(c.valid_from_us, -1), coalesce(c.valid_until_us, -1),
  array_to_string(c.labels, ',')))`;

/** The next microsecond; the row is locked until the transaction ends, so that the order is that of commits. */
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

/** Claims on the indicators above `after`, up to `until`; answers how many were new or changed. */
async function addChanged(state: State, clock: Clock, after: number, until: number): Promise<number> {
  return inTransaction(state.db, async (tx) => {
    const endUs = await lockEnd(tx, clock.nowUs());
    const { rows } = await sql<{ count: number }>`
      with changed as (
        select c.indicator_id, c.source_id, c.tlp, i.type, ${digest} as digest,
               row_number() over (order by c.indicator_id, c.source_id) as place
        from indicator_claim c
        join indicator i on i.id = c.indicator_id
        left join exchange_claim e
          on e.indicator_id = c.indicator_id and e.source_id = c.source_id and e.tlp = c.tlp
            and not e.revoked
        where c.indicator_id > ${after} and c.indicator_id <= ${until}
          and (e.indicator_id is null or e.digest <> ${digest})
      ), written as (
        insert into exchange_claim
          (indicator_id, source_id, tlp, stix_id, added_us, created_us, digest, revoked, type)
        select indicator_id, source_id, tlp, 'indicator--' || gen_random_uuid(), ${endUs}::bigint + place,
               ${endUs}::bigint + place, digest, false, type
        from changed
        on conflict (indicator_id, source_id, tlp) where not revoked do update set
          added_us = excluded.added_us, digest = excluded.digest
        returning 1
      ) select count(*)::int as count from written`.execute(tx);
    const count = rows[0]?.count ?? 0;
    if (count > 0) await moveEnd(tx, endUs + count);
    return count;
  });
}

/** Marks what no source says any more, or not with this marking; answers how many. */
async function revokeGone(state: State, clock: Clock): Promise<number> {
  return inTransaction(state.db, async (tx) => {
    const endUs = await lockEnd(tx, clock.nowUs());
    const { rows } = await sql<{ count: number }>`
      with gone as (
        select e.stix_id, row_number() over (order by e.stix_id) as place
        from exchange_claim e
        where not e.revoked and not exists (
          select 1 from indicator_claim c
          where c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp)
      ), written as (
        update exchange_claim e set revoked = true, added_us = ${endUs}::bigint + gone.place
        from gone where e.stix_id = gone.stix_id
        returning 1
      ) select count(*)::int as count from written`.execute(tx);
    const count = rows[0]?.count ?? 0;
    if (count > 0) await moveEnd(tx, endUs + count);
    return count;
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
  for (let after = 0; after < last && ending?.aborted !== true; after += indicatorsAtOnce)
    changed += await addChanged(state, clock, after, after + indicatorsAtOnce);
  return { changed, revoked: ending?.aborted === true ? 0 : await revokeGone(state, clock) };
}
