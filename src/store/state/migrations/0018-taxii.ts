/**
 * TAXII: API roots, their collections, the objects in those, and what became of what clients gave. `added_us` is
 * strictly rising in a collection, so that a client which reads on after the last one it got misses none. An object's
 * version is its own time (`version_us`); one that has none is versioned by when it came. `exchange_claim` is the order in
 * which what sources say of indicators was added, changed or taken back; what they say stays in `indicator_claim`.
 * `taxii_other` is how far other servers were read, `taxii_pulled` which values stand for each of their indicators.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table taxii_root (
     path text primary key,
     title text not null,
     description text not null,
     content_max integer not null,
     created_us bigint not null)`,
  `create table taxii_collection (
     root_path text not null references taxii_root(path) on delete cascade,
     id text not null,
     alias text,
     title text not null,
     description text not null,
     read_by text not null,
     write_by text not null,
     media_types text[] not null,
     unmarked_tlp text not null,
     last_added_us bigint not null,
     source text not null,
     primary key (root_path, id),
     unique (root_path, alias))`,
  `create table taxii_object (
     root_path text not null,
     collection_id text not null,
     added_us bigint not null,
     id text not null,
     type text not null,
     version text not null,
     version_us bigint not null,
     spec_version text not null,
     tlp text not null,
     member_id text references member(id) on delete cascade,
     content text not null,
     primary key (root_path, collection_id, added_us),
     foreign key (root_path, collection_id) references taxii_collection(root_path, id) on delete cascade)`,
  // Whose object it is belongs to its identity: what one member gave must neither show nor hide another's.
  `create unique index taxii_object_version on taxii_object
     (root_path, collection_id, id, coalesce(member_id, ''), spec_version, version_us)`,
  `create table taxii_status (
     id text primary key,
     root_path text not null references taxii_root(path) on delete cascade,
     client text not null,
     status jsonb not null,
     created_us bigint not null)`,
  `create table exchange_claim (
     indicator_id integer not null,
     source_id integer not null,
     tlp text not null,
     stix_id text primary key,
     added_us bigint not null unique,
     created_us bigint not null,
     digest text not null,
     revoked boolean not null)`,
  // What was revoked stays so for good (STIX 2.1, section 3.6); a claim that comes again is another object.
  `create unique index exchange_claim_standing on exchange_claim (indicator_id, source_id, tlp) where not revoked`,
  `create table taxii_other (
     name text primary key,
     collection text not null,
     cursor jsonb not null,
     objects bigint not null,
     tried_us bigint not null,
     succeeded_us bigint,
     failures integer not null,
     note text not null)`,
  `create table taxii_pulled (
     other text not null references taxii_other(name) on delete cascade,
     stix_id text not null,
     version_us bigint not null,
     primary key (other, stix_id))`,
  `create table taxii_pulled_value (
     other text not null,
     stix_id text not null,
     type text not null,
     value text not null,
     primary key (other, stix_id, type, value),
     foreign key (other, stix_id) references taxii_pulled(other, stix_id) on delete cascade)`,
  `create index taxii_pulled_value_of on taxii_pulled_value (other, value)`,
  `create table basic_user (
     name text primary key,
     hash text not null,
     token_id text not null unique references api_token(id) on delete cascade,
     created_us bigint not null)`,
  `create index taxii_status_created on taxii_status (created_us)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
