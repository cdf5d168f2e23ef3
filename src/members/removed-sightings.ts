/**
 * What a removed member had met, without evidence and addresses, as long as it counts in warnings of others. Were it
 * gone at once, *one other member* would become none the next time somebody meets the same value, and whoever knows who
 * left would know who that had been.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/index.js";

/**
 * Fourteen days from its arrival: the seven within which sightings are told as one story, around telemetry that
 * itself may come in seven days late.
 */
export const removedSightingsKeptUs = 14 * 24 * 3600 * 1e6;

/**
 * Keeps a member's sightings of the last fourteen days, in the transaction that removes it, behind `rememberRemoved`.
 * What an allow list has counts nowhere and is not kept.
 */
export async function keepSightings(tx: Kysely<Tables>, nowUs: number, memberId: string): Promise<void> {
  // A batch that was just being applied held the member's row, which its removal took whole first: none is lost.
  await sql`
    with gone as (delete from sighting where member_id = ${memberId} returning *)
    insert into removed_sighting (id, member_id, type, value, window_start_us, direction, count, first_us, last_us,
      confidence, sources, labels, tlps, mark, updated_us, told_us, tell_us)
    select id, member_id, type, value, window_start_us, direction, count, first_us, last_us,
      confidence, sources, labels, tlps, mark, updated_us, told_us, tell_us
    from gone where allowed_by is null and updated_us > ${nowUs - removedSightingsKeptUs}::bigint`.execute(
    tx,
  );
}

/** Drops what has been kept for long enough; what others are still to be told of is told first. */
export async function dropRemovedSightings(db: Kysely<Tables>, nowUs: number): Promise<void> {
  await db
    .deleteFrom("removed_sighting")
    .where("updated_us", "<=", nowUs - removedSightingsKeptUs)
    .where("tell_us", "is", null)
    .execute();
}
