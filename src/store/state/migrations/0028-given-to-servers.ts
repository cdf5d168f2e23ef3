/**
 * What was given to other TAXII servers, so that it can be taken back there: under which id, in which version, and
 * whether the server took it. And what a run that broke off goes on with: the batch whose status is awaited, the end
 * of a wait that the server asked for, and of what the gate was made when all was decided last.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table taxii_push
     add column considered text not null default '',
     add column awaits jsonb,
     add column wait_until_us bigint not null default 0`,
  `create table taxii_given (
     name text not null,
     given_id text not null,
     stix_id text not null,
     version_us bigint not null,
     revoked boolean not null,
     accepted boolean not null,
     primary key (name, given_id)
   )`,
  "create index taxii_given_claim on taxii_given (name, stix_id)",
  "create index taxii_given_id on taxii_given (given_id)",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
