/**
 * When a person said that it kept its recovery codes. They are shown once: whoever reloads the page before has none,
 * and is asked again with new ones. Those made before anybody was asked count as kept.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw("alter table recovery_code add column kept_us bigint").execute(db);
  await sql.raw("update recovery_code set kept_us = 0").execute(db);
}
