/**
 * Advisories by their publisher's number, the newest version of each; flaws that are known to be exploited; and for each
 * member and advisory what it was warned of, so that a warning comes back only where there is more to say.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table advisory (
     id text primary key,
     version text not null,
     title text not null,
     publisher text not null,
     tlp text not null,
     released_us bigint not null,
     flaws text[] not null,
     content jsonb not null,
     imported_us bigint not null)`,
  "create index advisory_released on advisory (released_us desc, id desc)",
  `create table known_exploited (
     cve text primary key,
     name text not null,
     added_us bigint not null,
     due text not null,
     action text not null,
     is_used_for_ransom boolean not null,
     imported_us bigint not null)`,
  `create table advisory_told (
     member_id text not null references member (id) on delete cascade,
     advisory_id text not null,
     basis text[] not null,
     grown_us bigint not null,
     primary key (member_id, advisory_id))`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
