/**
 * Packs: what one center sets up and another starts from. `agreement_text` holds agreements before anybody signs them,
 * `kept_feed` feeds that came with a pack, `pack_entry` what packs brought, so that a later one replaces only what
 * nobody here changed, and `pack_key` the centers whose packs were trusted.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table agreement_text (
     name text not null,
     version text not null,
     text text not null,
     written_us bigint not null,
     primary key (name, version))`,
  `create table kept_feed (
     name text primary key,
     kind text not null,
     address text not null,
     format text not null,
     needs text not null,
     every_minutes integer not null,
     tlp text not null,
     confidence integer not null)`,
  `create table pack_entry (
     part text not null,
     key text not null,
     digest text not null,
     fingerprint text not null,
     at_us bigint not null,
     primary key (part, key))`,
  `create table pack_key (
     fingerprint text primary key,
     public_key text not null,
     trusted_us bigint not null)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
