/**
 * When what a member's telemetry showed counts toward other members: `told_us`, drawn by lot when the sighting is made.
 * `tell_us` is when the others are to be asked about next, null when nothing is due. What stands already has been told.
 * Exposures that wait for an operator as they are everybody's (`common`) are told from those that another member has.
 * A receipt keeps the revision of the community it was decided in.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table sighting add column told_us bigint not null default 0`,
  `alter table sighting add column tell_us bigint`,
  `alter table exposure_conflict add column common boolean not null default false`,
  `alter table release add column community text`,
  `create index sighting_due on sighting (tell_us) where tell_us is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
