/**
 * What a removed member had met, as far as warnings of others still count it (`members/removed-sightings.ts`): counted
 * no more from the moment it leaves, it would tell others what it had met. The columns are those of `sighting`, so that
 * one statement reads either, but for the evidence, which goes with the member; `inside_addresses` stays empty.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table removed_member add column providers text[] not null default '{}'`,
  `create table removed_sighting (
     id text primary key,
     member_id text not null references removed_member(id) on delete cascade,
     type text not null,
     value text not null,
     window_start_us bigint not null,
     direction text not null,
     count bigint not null,
     first_us bigint not null,
     last_us bigint not null,
     inside_addresses jsonb not null default '[]',
     confidence smallint not null,
     sources text[] not null,
     labels text[] not null,
     tlps text[] not null,
     allowed_by text,
     mark text,
     updated_us bigint not null,
     told_us bigint not null,
     tell_us bigint)`,
  `create index removed_sighting_value on removed_sighting (value, type, last_us)`,
  `create index removed_sighting_member on removed_sighting (member_id)`,
  `create index removed_sighting_due on removed_sighting (tell_us) where tell_us is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
