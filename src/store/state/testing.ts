/**
 * A state store for tests of the rooms above: PGlite in memory, in this thread, with today's tables and nothing
 * else. It shares the client, parsers and migrations of every other form, so what holds here holds there; the
 * contract suite proves that. Making a database takes PGlite seconds, so the first test that asks leaves one,
 * migrated, in the folder for temporary files, named after everything it was made from; the others load it. Loading takes
 * a second still, emptying a twentieth: a database whose test has closed it is given to the next test of the process,
 * emptied, where its tables and settings are as they were made.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { newId, Refusal, sha256Hex } from "../../base/index.js";
import { openKysely, openPglitePool } from "./clients.js";
import { migrate } from "./migrate.js";
import type { State } from "./state.js";

function templatePath(): string {
  const migrations = fileURLToPath(new URL("./migrations", import.meta.url));
  const library = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const madeFrom = [
    readFileSync(join(dirname(library), "..", "package.json"), "utf8"),
    ...readdirSync(migrations)
      .filter((name) => !name.includes(".test."))
      .sort()
      .map((name) => readFileSync(join(migrations, name), "utf8")),
  ];
  const name = `breakwater-test-state-${process.getuid?.() ?? 0}-${sha256Hex(madeFrom.join("\0")).slice(0, 16)}`;
  return join(tmpdir(), `${name}.tar`);
}

/** The template, unless it is missing or someone else's. */
async function readTemplate(path: string): Promise<Blob | undefined> {
  try {
    if (statSync(path).uid !== (process.getuid?.() ?? 0)) return undefined;
    return new Blob([await readFile(path)]);
  } catch {
    return undefined;
  }
}

/** Databases whose tests are over. */
const over: PGlite[] = [];
/** At once: what more tests have closed goes. */
const overMax = 2;

interface Made {
  /** Tables, columns, indexes, constraints and functions, as a hash of their text. */
  readonly shape: string;
  /** What migrations have put in, by table, as JSON. */
  readonly rows: ReadonlyMap<string, string>;
}
const made = new WeakMap<PGlite, Made>();

const shapeQuery = `select md5(string_agg(line, E'\n' order by line)) as value from (
  select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
    from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
  union all select prosrc from pg_proc where pronamespace = 'public'::regnamespace
  union all select concat_ws(' ', tgname, tgenabled) from pg_trigger) lines`;

const tablesQuery = `select oid::regclass::text as value from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'`;

async function valuesOf(lite: PGlite, query: string): Promise<readonly string[]> {
  const { rows } = await lite.query<{ value: string }>(query);
  return rows.map(({ value }) => value);
}

async function filledTables(lite: PGlite): Promise<readonly string[]> {
  const tables = await valuesOf(lite, tablesQuery);
  const asked = tables.map((name) => `select '${name}' as value where exists (select 1 from ${name})`);
  return valuesOf(lite, asked.join(" union all "));
}

async function lookAt(lite: PGlite): Promise<Made> {
  const rows = new Map<string, string>();
  for (const name of await filledTables(lite))
    rows.set(name, (await valuesOf(lite, `select jsonb_agg(t)::text as value from ${name} t`))[0] ?? "[]");
  return { shape: (await valuesOf(lite, shapeQuery))[0] ?? "", rows };
}

/** Leaves a database as it was made; false where a test has left other tables than it was given. */
async function empty(lite: PGlite): Promise<boolean> {
  await lite.exec("rollback");
  await lite.exec("discard all");
  const was = made.get(lite);
  if (was === undefined || (await valuesOf(lite, shapeQuery))[0] !== was.shape) return false;
  const filled = await filledTables(lite);
  if (filled.length === 0) return false;
  // What is only ever added to is kept so by triggers that fire always.
  const guards = await valuesOf(
    lite,
    `select format('alter table %s # trigger %I;', tgrelid::regclass, tgname) as value
     from pg_trigger where tgenabled = 'A'`,
  );
  const all = (verb: string) => guards.map((guard) => guard.replace("#", verb)).join(" ");
  await lite.exec(`begin; ${all("disable")} truncate ${filled.join(", ")} cascade; ${all("enable always")}
    select setval(seqrelid::regclass, seqstart, false) from pg_sequence; commit`);
  for (const [name, rows] of was.rows)
    await lite.query(`insert into ${name} select * from jsonb_populate_recordset(null::${name}, $1)`, [rows]);
  return true;
}

function openOver(lite: PGlite, isKept = false): State {
  const pool = openPglitePool(
    (request) => lite.execProtocolRaw(request),
    () => undefined,
  );
  const db = openKysely(pool);
  return {
    db,
    form: "pglite",
    notes: [],
    health: async () => ({ state: "well", advice: "" }),
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
      if (over.includes(lite)) return;
      if (isKept && over.length < overMax) over.push(lite);
      else await lite.close();
    },
  };
}

async function makeTemplate(path: string): Promise<Blob> {
  const lite = await PGlite.create();
  const state = openOver(lite);
  const problem = await migrate(state.db);
  if (problem !== null) throw new Refusal(problem);
  const template = await lite.dumpDataDir("none");
  await state.close();
  const draft = `${path}.${newId()}`;
  await writeFile(draft, Buffer.from(await template.arrayBuffer()), { mode: 0o600 });
  await rename(draft, path).catch(() => rm(draft, { force: true }));
  return template;
}

export async function openTestState(): Promise<State> {
  for (let lite = over.pop(); lite !== undefined; lite = over.pop()) {
    if (await empty(lite)) return openOver(lite, true);
    await lite.close();
  }
  const path = templatePath();
  const template = (await readTemplate(path)) ?? (await makeTemplate(path));
  const lite = await PGlite.create({ loadDataDir: template });
  made.set(lite, await lookAt(lite));
  return openOver(lite, true);
}
