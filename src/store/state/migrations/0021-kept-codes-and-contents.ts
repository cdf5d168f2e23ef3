/**
 * When a person said that it kept its recovery codes. They are shown once: whoever reloads the page before has none,
 * and is asked again with new ones. Those made before anybody was asked count as kept.
 *
 * The hash of whose a batch is and what is in it, wherever it came from: what comes without a name is known by it, so
 * that the same file by `curl` and by `send` counts once.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  "alter table recovery_code add column kept_us bigint",
  "update recovery_code set kept_us = 0",
  "alter table batch add column content_id text",
  "create index batch_content on batch (content_id) where content_id is not null",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
