/**
 * Reports of members. A report outlives its member (no foreign key): were it gone with it, its vanishing would tell
 * whose it had been. `released_us` is null until its time has come and the gate has been asked for every reader.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table report (
     id text primary key,
     shared_id text not null unique,
     member_id text not null,
     person_id text,
     report jsonb not null,
     way text not null,
     state text not null,
     received_us bigint not null,
     release_us bigint not null,
     released_us bigint,
     changed_us bigint not null,
     mark text)`,
  `create index report_due on report (release_us) where released_us is null`,
  `create index report_member on report (member_id, received_us desc, id)`,
  `create index report_released on report (release_us desc, shared_id)`,
  `create index release_recipient on release (recipient_kind, recipient_id, object_kind, id desc)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
