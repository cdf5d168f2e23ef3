/**
 * MISP, both ways. `misp_event` and `misp_attribute` put the claims that are exchanged (`exchange_claim`) into events
 * of a feed, each claim into one for good. `misp_feed` is how far other feeds were read, `misp_feed_event` which of
 * their events were taken, `misp_feed_value` which values stand for each.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table misp_event (
     id serial primary key,
     uuid text not null unique,
     source_id integer not null,
     source_name text not null,
     tlp text not null,
     day text not null,
     room integer not null)`,
  `create index misp_event_of on misp_event (source_id, tlp, day, id)`,
  `create table misp_attribute (
     stix_id text primary key,
     event_id integer not null references misp_event(id) on delete cascade,
     changed_s bigint not null)`,
  `create index misp_attribute_event on misp_attribute (event_id)`,
  `create index misp_attribute_changed on misp_attribute (changed_s, stix_id)`,
  `create table misp_feed (
     name text primary key,
     url text not null,
     manifest_tag text not null,
     tried_us bigint not null,
     succeeded_us bigint,
     failures integer not null,
     note text not null)`,
  `create table misp_feed_event (
     feed text not null references misp_feed(name) on delete cascade,
     uuid text not null,
     manifest_s bigint not null,
     event_s bigint not null,
     fault text not null,
     primary key (feed, uuid))`,
  `create table misp_feed_value (
     feed text not null,
     uuid text not null,
     type text not null,
     value text not null,
     primary key (feed, uuid, type, value),
     foreign key (feed, uuid) references misp_feed_event(feed, uuid) on delete cascade)`,
  `create index misp_feed_value_of on misp_feed_value (feed, value)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
