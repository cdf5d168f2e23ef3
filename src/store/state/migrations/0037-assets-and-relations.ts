/**
 * What passive watching knows of control networks (`docs/cranes.md`): assets, relations between them, what changed in either
 * and who reviewed it, vendors' sessions (33 CFR 101.650(f)(3): each is documented), and how far a member's baseline is.
 * `mark` is empty on what is real, so that it can be part of a key.
 */
import { type Kysely, sql } from "kysely";

const review = `review text not null default 'new',
     reviewed_by text references person(id) on delete set null,
     reviewed_us bigint,
     reviewed_version integer not null default 0,
     note text not null default '',
     version integer not null default 1`;

const statements = [
  `create table asset (
     id text primary key,
     member_id text not null references member(id) on delete cascade,
     address text not null,
     mark text not null,
     mac text not null,
     mac_vendor text not null,
     role text not null,
     evidence jsonb not null,
     identity jsonb not null,
     protocols text[] not null,
     zone text not null,
     zone_kind text not null,
     crane_id text,
     listed_id text,
     first_us bigint not null,
     last_us bigint not null,
     records bigint not null,
     changed_us bigint not null,
     ${review},
     unique (member_id, address, mark)
   )`,
  "create index asset_changed on asset (changed_us desc, id desc)",
  "create index asset_of_member on asset (member_id, changed_us desc, id desc)",
  `create table relation (
     id text primary key,
     member_id text not null references member(id) on delete cascade,
     sender text not null,
     receiver text not null,
     transport text not null,
     port integer not null,
     mark text not null,
     protocols text[] not null,
     functions jsonb not null,
     messages bigint not null,
     bytes bigint not null,
     hours jsonb not null,
     first_us bigint not null,
     last_us bigint not null,
     changed_us bigint not null,
     ${review},
     unique (member_id, sender, receiver, transport, port, mark)
   )`,
  "create index relation_changed on relation (changed_us desc, id desc)",
  "create index relation_of_member on relation (member_id, changed_us desc, id desc)",
  "create index relation_of_receiver on relation (member_id, receiver)",
  `create table inventory_change (
     object_id text not null,
     version integer not null,
     member_id text not null references member(id) on delete cascade,
     at_us bigint not null,
     person_id text references person(id) on delete set null,
     mark text not null,
     changes jsonb not null,
     primary key (object_id, version)
   )`,
  "create index inventory_change_of_member on inventory_change (member_id)",
  `create table vendor_session (
     id text primary key,
     member_id text not null references member(id) on delete cascade,
     key text not null,
     mark text not null,
     vendor text not null,
     accounts text[] not null,
     source text not null,
     targets text[] not null,
     services text[] not null,
     crane_ids text[] not null,
     start_us bigint not null,
     end_us bigint not null,
     is_open boolean not null,
     orders jsonb not null,
     verdict text not null,
     changes jsonb not null,
     unique (member_id, key, mark)
   )`,
  "create index vendor_session_start on vendor_session (start_us desc, id desc)",
  "create index vendor_session_of_member on vendor_session (member_id, start_us desc, id desc)",
  `create table ot_learning (
     member_id text not null references member(id) on delete cascade,
     mark text not null,
     since_us bigint not null,
     last_us bigint not null,
     days integer not null,
     messages bigint not null,
     primary key (member_id, mark)
   )`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
