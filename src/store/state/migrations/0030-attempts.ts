/**
 * Attempts, counted (`docs/attempts.md`): a row for each member, hour, kind, technique, who stopped them, and whom they were
 * after. Rows of old hours are gathered into days. Texts are empty where nothing can be named, so that they can be part of
 * the key; `mark` is empty on what is real.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table attempt (
     member_id text not null references member(id) on delete cascade,
     hour_us bigint not null,
     kind text not null,
     technique text not null,
     blocked_by text not null,
     targetedness text not null,
     mark text not null,
     attempts bigint not null,
     records bigint not null,
     primary key (member_id, hour_us, kind, technique, blocked_by, targetedness, mark)
   )`,
  "create index attempt_hour on attempt (hour_us)",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
