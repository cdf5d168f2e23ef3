/**
 * Files that belong to reports. What they are called stands in the report itself; here are their bytes, which do not
 * shrink further (`external`), and go with their report. The second index finds what the live stream tells.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `create table report_evidence (
     id text primary key,
     report_id text not null references report (id) on delete cascade,
     content bytea not null)`,
  `alter table report_evidence alter column content set storage external`,
  `create index report_evidence_report on report_evidence (report_id)`,
  `create index report_changed on report (changed_us)`,
  `create index release_report_at on release (at_us) where object_kind = 'report'`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
