/**
 * Brings a database up to the tables of this program, forward only. All pending migrations run in one
 * transaction under an advisory lock, so a killed or refused one leaves the database as it was, and of two
 * programs that start at once one waits. A database with a migration this program does not know was written by
 * a newer one and is refused untouched: running on would write rows the newer one cannot read.
 */
import { type Kysely, type Migration, Migrator, NO_MIGRATIONS, sql } from "kysely";
import type { Problem } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { migrations } from "./migrations/index.js";
import type { Tables } from "./tables.js";

async function executedNames(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows: known } = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (known[0]?.found !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}

export interface MigrateOptions {
  /** The last migration to run; all of them where left out. For tests of earlier versions. */
  readonly upTo?: string;
  /** The program's migrations, where a test needs others. */
  readonly list?: Readonly<Record<string, Migration>>;
  /** The schema that holds the tables, where it is not the database's own; it is the first of the search path. */
  readonly schema?: string;
}

/** Answers null once the tables are those of this program, or why they can't be. */
export async function migrate(db: Kysely<Tables>, options: MigrateOptions = {}): Promise<Problem | null> {
  const list = options.list ?? migrations;
  const unknown = (await executedNames(db)).filter((name) => !(name in list));
  if (unknown.length > 0)
    return storeProblem("state-newer", `It holds changes this program does not know: ${unknown.join(", ")}.`);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...list }) },
    ...(options.schema === undefined ? {} : { migrationTableSchema: options.schema }),
  });
  const { error, results } = await migrator.migrateTo(
    options.upTo ?? Object.keys(list).sort().at(-1) ?? NO_MIGRATIONS,
  );
  if (error === undefined) return null;
  const failed = results?.find((result) => result.status === "Error")?.migrationName ?? "The first change";
  return storeProblem(
    "state-migration-failed",
    `${failed} failed: ${error instanceof Error ? error.message : String(error)}`,
  );
}
