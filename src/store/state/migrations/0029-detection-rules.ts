/**
 * Detection rules: where they come from, in which version, and what is set for each here. Each version is kept whole as
 * packed files, so that what was taken can be read again and an earlier one taken back; a version that nobody looked at
 * yet is `staged`. Exceptions always have a reason and an end, and go with the member that they are of.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table rule_source (
     name text primary key,
     kind text not null,
     place text not null,
     etag text not null default '',
     modified text not null default '',
     checked_us bigint,
     note text not null default '',
     version integer,
     staged integer)`,
  `create table rule_version (
     source text not null references rule_source (name) on delete cascade,
     version integer not null,
     label text not null,
     sha256 text not null,
     fetched_us bigint not null,
     taken_us bigint,
     actor text not null,
     files integer not null,
     rules integer not null,
     refused integer not null,
     content bytea not null,
     primary key (source, version))`,
  `create table rule_tuning (
     rule text primary key,
     is_on boolean,
     level text,
     reason text not null,
     actor text not null,
     at_us bigint not null)`,
  `create table rule_exception (
     id text primary key,
     rule text not null,
     member_id text references member (id) on delete cascade,
     field text,
     value text,
     reason text not null,
     owner text not null,
     actor text not null,
     created_us bigint not null,
     expires_us bigint not null)`,
  "create index rule_exception_rule on rule_exception (rule)",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
