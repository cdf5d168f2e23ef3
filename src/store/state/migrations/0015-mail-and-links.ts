/**
 * Outgoing mail and links to single warnings: deliveries, which are stored before they are tried; links and the
 * sessions they open, kept apart from all other sessions; who wants warnings by mail; a second token of an invitation,
 * for the mail it went out by. Links name people and warnings without a foreign key, so that a link whose person left
 * is still known as one, and its refusal is an entry of the audit chain.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table person add column mail_warnings boolean not null default false`,
  `alter table invitation add column mail_token_hash text unique`,

  `create table delivery (
     id text primary key,
     channel text not null,
     change text not null,
     warning_id text references warning(id) on delete cascade,
     invitation_id text references invitation(id) on delete cascade,
     member_id text,
     recipient text not null,
     person_id text references person(id) on delete cascade,
     address text not null,
     urgency integer not null,
     position integer not null default 0,
     state text not null default 'waiting',
     attempts integer not null default 0,
     trying boolean not null default false,
     problem text not null default '',
     created_us bigint not null,
     next_us bigint not null,
     settled_us bigint)`,
  `create unique index delivery_once on delivery (warning_id, channel, recipient, change)`,
  `create index delivery_due on delivery (next_us) where state = 'waiting'`,
  `create index delivery_settled on delivery (settled_us) where settled_us is not null`,
  `create index delivery_address on delivery (address, settled_us) where state = 'sent'`,

  `create table warning_link (
     id text primary key,
     token_hash text not null unique,
     warning_id text not null,
     person_id text not null,
     made_by text not null,
     created_us bigint not null,
     expires_us bigint not null,
     used_us bigint,
     used_from text,
     revoked_us bigint)`,
  `create index warning_link_person on warning_link (person_id)`,
  `create index warning_link_expires on warning_link (expires_us)`,
  `create table warning_session (
     token_hash text primary key,
     link_id text not null references warning_link(id) on delete cascade,
     warning_id text not null references warning(id) on delete cascade,
     person_id text not null references person(id) on delete cascade,
     created_us bigint not null,
     expires_us bigint not null)`,
  `create index warning_session_link on warning_session (link_id)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
