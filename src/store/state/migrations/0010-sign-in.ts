/**
 * Sign-in: mail addresses of people, invitations, their methods (password, TOTP, passkeys, OIDC, recovery codes),
 * steps under way, refused attempts, and what a session tells of how it was made. All that is secret is a hash; a
 * TOTP secret and a passkey's public key have to be kept as they are.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table person add column email text`,
  `create unique index person_email on person (email)`,

  `alter table session
     add column id text not null default gen_random_uuid()::text,
     add column way text not null default 'link',
     add column second_factor boolean not null default false,
     add column address text not null default '',
     add column device text not null default '',
     add column new_device boolean not null default false`,
  `create unique index session_id on session (id)`,
  `create index session_person on session (person_id)`,
  `create table known_device (
     person_id text not null references person(id) on delete cascade,
     device_hash text not null,
     seen_us bigint not null,
     primary key (person_id, device_hash))`,

  `alter table api_token add column made_by text`,
  `create index api_token_made_by on api_token (made_by)`,

  `create table invitation (
     id text primary key,
     token_hash text not null unique,
     name text not null,
     email text not null,
     role text not null,
     member_id text references member(id) on delete cascade,
     made_by text,
     created_us bigint not null,
     expires_us bigint not null,
     used_us bigint,
     revoked_us bigint,
     person_id text)`,
  `create index invitation_created on invitation (created_us desc, id)`,

  `create table password (
     person_id text primary key references person(id) on delete cascade,
     hash text not null,
     changed_us bigint not null)`,
  `create table totp (
     person_id text primary key references person(id) on delete cascade,
     secret text not null,
     last_step bigint not null,
     created_us bigint not null)`,
  `create table recovery_code (
     code_hash text primary key,
     person_id text not null references person(id) on delete cascade,
     used_us bigint)`,
  `create index recovery_code_person on recovery_code (person_id)`,
  `create table passkey (
     id text primary key,
     person_id text not null references person(id) on delete cascade,
     name text not null,
     public_key text not null,
     counter bigint not null,
     transports text[] not null,
     created_us bigint not null,
     used_us bigint)`,
  `create index passkey_person on passkey (person_id)`,
  `create table oidc_identity (
     issuer text not null,
     subject text not null,
     person_id text not null references person(id) on delete cascade,
     created_us bigint not null,
     primary key (issuer, subject),
     unique (issuer, person_id))`,

  `create table sign_in_step (
     token_hash text primary key,
     kind text not null,
     person_id text references person(id) on delete cascade,
     content jsonb not null,
     expires_us bigint not null)`,
  `create index sign_in_step_expires on sign_in_step (expires_us)`,
  `create table sign_in_wait (
     key text primary key,
     failures integer not null,
     last_us bigint not null,
     until_us bigint not null)`,
  `create index sign_in_wait_last on sign_in_wait (last_us)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
