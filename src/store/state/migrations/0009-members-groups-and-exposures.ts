/**
 * What a center knows of its members beside name and networks: contacts, agreements, groups, consents, what they call
 * their own. `community_revision` has one row that changes with everything the gate is made of, so that a gate in
 * memory is known to be of today without reading it all again; it is random, as a number that a rolled back change
 * had would come again.
 */
import { type Kysely, sql } from "kysely";

const member = "text not null references member(id) on delete cascade";

/** What the gate is made of. */
const watched = [
  "member",
  "member_network",
  "member_consent",
  "member_standing",
  "member_group",
  "group_member",
  "removed_member",
  "removed_exposure",
  "exposure",
  "person",
];

const statements = [
  `alter table member
     add column language text not null default 'en',
     add column time_zone text not null default 'UTC',
     add column directory_listed boolean not null default false,
     add column directory_text text not null default ''`,
  `create table member_contact (
     id text primary key,
     member_id ${member},
     position smallint not null,
     name text not null,
     title text not null,
     mail text not null,
     phone text not null,
     on_call boolean not null,
     note text not null)`,
  `create index member_contact_member on member_contact (member_id)`,
  `create table agreement (
     id text primary key,
     member_id ${member},
     name text not null,
     version text not null,
     signed_by text not null,
     signed_us bigint not null,
     ended_us bigint,
     note text not null,
     created_us bigint not null)`,
  `create index agreement_member on agreement (member_id)`,
  `create table legal_basis (
     id text primary key,
     name text not null,
     from_us bigint not null,
     until_us bigint,
     note text not null)`,

  `create table member_group (
     id text primary key,
     name text not null,
     tlp_ceiling text not null,
     created_us bigint not null)`,
  `create unique index member_group_name on member_group (lower(name))`,
  `create table group_member (
     group_id text not null references member_group(id) on delete cascade,
     member_id ${member},
     primary key (group_id, member_id))`,
  `create index group_member_member on group_member (member_id)`,
  `create table member_consent (
     member_id ${member},
     scope text not null,
     group_id text references member_group(id) on delete cascade,
     since_us bigint not null,
     unique nulls not distinct (member_id, scope, group_id))`,

  `create table member_contribution (
     member_id ${member},
     kind text not null,
     count bigint not null,
     first_us bigint not null,
     last_us bigint not null,
     primary key (member_id, kind))`,
  `create index batch_member on batch (member_id, received_us)`,
  `create table member_standing (
     member_id text primary key references member(id) on delete cascade,
     standing text not null,
     since_us bigint not null)`,

  `create table exposure (
     id text primary key,
     member_id ${member},
     kind text not null,
     value text not null,
     also text[] not null,
     note text not null,
     created_us bigint not null,
     unique (member_id, kind, value))`,
  `create index exposure_listed on exposure (member_id, created_us desc, id desc)`,
  // A domain stands here from its end on with a dot behind it: one is in the other where one begins with the other.
  `create table exposure_key (
     exposure_id text not null references exposure(id) on delete cascade,
     member_id text not null,
     kind text not null,
     value text collate "C" not null)`,
  `create index exposure_key_value on exposure_key (kind, value)`,
  `create index exposure_key_exposure on exposure_key (exposure_id)`,
  `create table exposure_network (
     exposure_id text not null references exposure(id) on delete cascade,
     member_id text not null,
     network cidr not null)`,
  `create index exposure_network_lookup on exposure_network using spgist (network inet_ops)`,
  `create index exposure_network_exposure on exposure_network (exposure_id)`,
  `create table exposure_conflict (
     id text primary key,
     member_id ${member},
     kind text not null,
     value text not null,
     also text[] not null,
     note text not null,
     tries integer not null,
     at_us bigint not null,
     settled_us bigint,
     given boolean not null,
     unique (member_id, kind, value))`,
  `create table exposure_declined (
     member_id ${member},
     kind text not null,
     value text not null,
     at_us bigint not null,
     primary key (member_id, kind, value))`,
  `create table removed_exposure (
     member_id text not null references removed_member(id) on delete cascade,
     kind text not null,
     value text not null,
     also text[] not null)`,
  `create index removed_exposure_member on removed_exposure (member_id)`,

  `create table community_revision (single boolean primary key default true check (single), revision uuid not null)`,
  `insert into community_revision (revision) values (gen_random_uuid())`,
  `create function community_changed() returns trigger language plpgsql as $$
   begin
     update community_revision set revision = gen_random_uuid();
     return null;
   end $$`,
  ...watched.map(
    (table) => `create trigger community_changed after insert or update or delete or truncate on ${table}
     for each statement execute function community_changed()`,
  ),
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
