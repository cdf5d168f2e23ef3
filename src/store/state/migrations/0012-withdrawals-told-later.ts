/**
 * When the receipts and the audit entry of a withdrawn report are written, where that must not tell who withdrew it;
 * null once they are, and for all other reports.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table report add column withdrawal_us bigint`,
  `create index report_withdrawal on report (withdrawal_us) where withdrawal_us is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
