/**
 * A state store for tests of the rooms above: PGlite in memory, in this thread, with today's tables and nothing
 * else. It shares the client, parsers and migrations of every other form, so what holds here holds there; the
 * contract suite proves that. Making a database takes PGlite seconds, so the first test that asks leaves one,
 * migrated, in the folder for temporary files, named after everything it was made from; the others load it.
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

function openOver(lite: PGlite): State {
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
      await lite.close();
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
  const path = templatePath();
  const template = (await readTemplate(path)) ?? (await makeTemplate(path));
  return openOver(await PGlite.create({ loadDataDir: template }));
}
