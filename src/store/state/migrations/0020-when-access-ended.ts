/**
 * When a person's access was last ended, by a reset or another role: a sign-in that was begun before opens nothing
 * after it (`members/sign-in/steps.ts`).
 */
import { type Kysely, sql } from "kysely";

const statements = [`alter table person add column ended_us bigint`];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
