/**
 * Mail to the center. `kept` mail waits for its person, or where it has none, for an operator. What is `done` with stays
 * without a word of it, so that the same mail counts once however often it is sent again. A person's mail goes with it.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table report_mail (
     id text primary key,
     state text not null,
     arrival_hash text not null unique,
     content_hash text not null,
     person_id text references person (id) on delete cascade,
     received_us bigint not null,
     due_us bigint not null,
     tries integer not null,
     bytes integer not null,
     content bytea,
     arrival jsonb not null,
     verdict jsonb)`,
  `create index report_mail_new on report_mail (due_us) where state = 'new'`,
  `create index report_mail_person on report_mail (person_id) where state = 'kept'`,
  `create index report_mail_content on report_mail (content_hash)`,
  `create index report_mail_received on report_mail (received_us)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
