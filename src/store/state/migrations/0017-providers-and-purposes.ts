/**
 * A member has any number of managed service providers, where there was place for one; and a group says what it is for.
 * The one that was kept is the first of the list.
 */
import { type Kysely, sql } from "kysely";

const statements = [
  `alter table member add column providers text[] not null default '{}'`,
  `update member set providers = array[provider] where provider is not null`,
  `alter table member drop column provider`,
  `alter table member_group add column purpose text not null default ''`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
