/**
 * Other centers: who they are and what was agreed (`peer`), invitations of both sides, what waits to be told to each in
 * numbered order (`peer_outbox`), what each was told last of a thing (`peer_told`), what each told (`peer_object`), what
 * of that was refused, and the signed heads of their audit chains. `arrival` is strictly rising over all peers in the
 * order of commits, so that whoever passes things on reads on from the last. What was agreed is part of what the gate is
 * made of, so it changes the community's revision.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table peer (
     id text primary key,
     name text not null,
     public_key text not null,
     certificate text not null,
     url text,
     state text not null,
     agreement jsonb not null,
     created_us bigint not null,
     confirmed_us bigint,
     ended_us bigint)`,
  `create unique index peer_key on peer (public_key) where state <> 'ended'`,
  `create unique index peer_name on peer (lower(name)) where state <> 'ended'`,
  `create trigger community_changed after insert or update or delete or truncate on peer
     for each statement execute function community_changed()`,
  // What changes all the time stands apart, or the gate would be made anew with every message.
  `create table peer_link (
     peer_id text primary key references peer(id) on delete cascade,
     last_sequence bigint not null default 0,
     acknowledged bigint not null default 0,
     received bigint not null default 0,
     claims_after bigint not null default 0,
     arrivals_after bigint not null default 0,
     notices_after bigint not null default 0,
     considered text not null default '',
     fresh boolean not null default false,
     tried_us bigint,
     reached_us bigint,
     heard_us bigint,
     failures integer not null default 0,
     note text not null default '',
     clock_difference_us bigint)`,
  `create table peer_invitation (
     nonce text primary key,
     ours boolean not null,
     public_key text not null,
     expires_us bigint not null,
     used_us bigint)`,
  `create table peer_outbox (
     peer_id text not null references peer(id) on delete cascade,
     sequence bigint not null,
     object text not null,
     message text not null,
     primary key (peer_id, sequence))`,
  `create index peer_outbox_object on peer_outbox (peer_id, object)`,
  `create table peer_told (
     peer_id text not null references peer(id) on delete cascade,
     about text not null,
     object text not null,
     digest text not null,
     primary key (peer_id, about))`,
  `create table peer_object (
     peer_id text not null references peer(id) on delete cascade,
     object text not null,
     kind text not null,
     origin_center text not null,
     origin_token text not null,
     hops integer not null,
     sequence bigint not null,
     arrival bigint not null,
     withdrawn boolean not null,
     type text not null,
     value text not null,
     confidence smallint not null,
     labels text[] not null,
     valid_from_us bigint,
     valid_until_us bigint,
     upstream text,
     urgency text,
     met text,
     tlp text not null,
     at_us bigint not null,
     tell boolean not null,
     primary key (peer_id, object))`,
  `create index peer_object_value on peer_object (value, type)`,
  `create index peer_object_origin on peer_object (origin_token)`,
  `create unique index peer_object_arrival on peer_object (arrival)`,
  `create index peer_object_tell on peer_object (arrival) where tell`,
  `create table peer_refusal (
     peer_id text not null references peer(id) on delete cascade,
     code text not null,
     count bigint not null,
     detail text not null,
     last_us bigint not null,
     primary key (peer_id, code))`,
  `create table peer_head (
     peer_id text not null references peer(id) on delete cascade,
     public_key text not null,
     number bigint not null,
     sequence bigint not null,
     hash text not null,
     at_us bigint not null,
     signature text not null,
     received_us bigint not null,
     primary key (peer_id, public_key, number))`,
  `create index sighting_told on sighting (told_us)`,
  `create index removed_sighting_told on removed_sighting (told_us)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
