/**
 * Detections: what rules said of events, gathered per member, rule, subject (`type` and `value`, both empty where it is
 * about none), what it is about beside that, and window of ten minutes.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table detection (
     id text primary key,
     member_id text not null references member(id) on delete cascade,
     rule_id text not null,
     kind text not null,
     title text not null,
     level smallint not null,
     techniques text[] not null,
     type text not null,
     value text not null,
     about text not null,
     window_start_us bigint not null,
     count bigint not null,
     first_us bigint not null,
     last_us bigint not null,
     targetedness text not null,
     fields jsonb not null,
     evidence jsonb not null,
     mark text,
     updated_us bigint not null,
     unique (member_id, rule_id, type, value, about, window_start_us)
   )`,
  "create index detection_updated on detection (updated_us, id)",
  "create index detection_of_member on detection (member_id, last_us)",
  "create index detection_of_rule on detection (rule_id, last_us)",
  "create index detection_of_value on detection (type, value, last_us) where value <> ''",
  "create index detection_mark on detection (mark) where mark is not null",
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
