/**
 * The order in which what other centers told arrived and changed, over all of them: strictly rising, and that of commits,
 * so that who passes it on reads on from the last number it saw and misses nothing.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../store/index.js";

/** The last number; the row is locked until the transaction ends. */
export async function lockArrivals(tx: Kysely<Tables>): Promise<number> {
  await sql`insert into setting (key, value) values ('peer-arrival', '0') on conflict (key) do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ last: number }>`
    select (value #>> '{}')::bigint as last from setting where key = 'peer-arrival' for update`.execute(tx);
  return Number(rows[0]?.last ?? 0);
}

export async function moveArrivals(tx: Kysely<Tables>, last: number): Promise<void> {
  await sql`update setting set value = to_jsonb(${last}::bigint) where key = 'peer-arrival'`.execute(tx);
}

/** Takes back all that a peer told. */
export async function withdrawAll(tx: Kysely<Tables>, peerId: string): Promise<void> {
  const last = await lockArrivals(tx);
  const { rows } = await sql<{ last: number | null }>`
    with moved as (
      update peer_object o set withdrawn = true, tell = false, arrival = ${last}::bigint + n.place
      from (select object, row_number() over (order by arrival) as place
            from peer_object where peer_id = ${peerId} and not withdrawn) n
      where o.peer_id = ${peerId} and o.object = n.object
      returning o.arrival
    ) select max(arrival) as last from moved`.execute(tx);
  await moveArrivals(tx, rows[0]?.last ?? last);
}

/** Forgets what was taken back and whoever had it has been told so. */
export async function forgetWithdrawn(db: Kysely<Tables>): Promise<void> {
  await sql`
    delete from peer_object where withdrawn and arrival <= (
      select coalesce(min(l.arrivals_after), 9223372036854775807) from peer_link l
      join peer p on p.id = l.peer_id where p.state = 'confirmed')`.execute(db);
}
