/**
 * Edges: Breakwater at members' sites. `edge` is one of them as the center knows it, with the keys of what is shipped to
 * it: `blind_key` is known to both, `set_key` to the center alone. `edge_blind` is which hash stands for which indicator;
 * `held` is false where it was taken back, as a hit from before may still come. `edge_blind_setting` says which members
 * get what they may not read as hashes, and is part of what the gate is made of. `exchange_claim.type` lets what TAXII
 * has no object for stand in the same order: until now only types that it has were in there.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table exchange_claim add column type text not null default ''`,
  `create table edge (
     member_id text not null references member(id) on delete cascade,
     id text not null,
     name text not null,
     token_id text not null,
     blind_key text not null,
     set_key text not null,
     set_epoch bigint not null,
     set_basis text not null,
     first_us bigint not null,
     contact_us bigint not null,
     report jsonb,
     unlisted bigint not null default 0,
     primary key (member_id, id))`,
  `create table edge_blind (
     member_id text not null,
     edge_id text not null,
     digest text not null,
     indicator_id integer not null,
     type text not null,
     value text not null,
     held boolean not null,
     primary key (member_id, edge_id, digest),
     foreign key (member_id, edge_id) references edge(member_id, id) on delete cascade)`,
  `create index edge_blind_indicator on edge_blind (member_id, edge_id, indicator_id)`,
  `create table edge_blind_setting (
     member_id text primary key references member(id) on delete cascade,
     guessable boolean not null)`,
  `create trigger community_changed after insert or update or delete or truncate on edge_blind_setting
     for each statement execute function community_changed()`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
