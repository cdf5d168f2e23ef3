/**
 * What members give by TAXII becomes reports: who gave an object, whether it waits for that, and the report it is part
 * of. And what the center gives to other servers, and how far that went.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table taxii_object
     add column given_by text,
     add column waits boolean not null default false,
     add column report_id text`,
  "create index taxii_object_waits on taxii_object (added_us) where waits",
  "create index taxii_object_report on taxii_object (report_id) where report_id is not null",
  `create table taxii_push (
     name text primary key,
     collection text not null,
     after_us bigint not null,
     objects bigint not null,
     refused bigint not null,
     tried_us bigint not null,
     succeeded_us bigint,
     failures integer not null,
     note text not null
   )`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
