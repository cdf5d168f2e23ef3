/**
 * A terminal's own lists (`docs/cranes.md`): zones, conduits, cranes, assets, work orders, windows, vendors and points, each
 * entry as JSON in the words of `model/ot.ts`; what was changed in them, by whom and when; the names in them that nobody else
 * may read, which are part of what the gate is made of; and the plan of the port.
 */
import { type Kysely, sql } from "kysely";

const member = "text not null references member(id) on delete cascade";

const statements = [
  `create table site (
     member_id text primary key references member(id) on delete cascade,
     version integer not null,
     learning_days smallint not null,
     changed_us bigint not null)`,
  `create table site_entry (
     id text primary key,
     member_id ${member},
     list text not null,
     key text not null,
     entry jsonb not null,
     unique (member_id, list, key))`,
  `create table site_change (
     number bigint generated always as identity primary key,
     member_id ${member},
     version integer not null,
     list text,
     entry_id text,
     name text not null,
     kind text not null,
     before jsonb,
     after jsonb,
     actor text not null,
     at_us bigint not null)`,
  "create index site_change_of_member on site_change (member_id, number)",
  `create table site_name (
     member_id ${member},
     kind text not null,
     value text not null,
     primary key (member_id, kind, value))`,
  `create trigger community_changed after insert or update or delete or truncate on site_name
     for each statement execute function community_changed()`,
  `create table port_plan (
     single boolean primary key default true check (single),
     plan jsonb not null,
     changed_us bigint not null,
     mark text)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
