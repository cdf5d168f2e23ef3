/**
 * State on PGlite, PostgreSQL as WebAssembly: the automatic fallback where the bundled PostgreSQL can't run. It
 * never checkpoints, vacuums or analyzes by itself, so timers here do; it calls no fsync, which nothing here can
 * mend, so health and notes say it aloud. The caller holds the folder's lock: PGlite would let a second process
 * in. See docs/decisions/0002-pglite-fallback.md.
 */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Log, Problem } from "../../../base/index.js";
import { storeProblem } from "../../problems.js";
import { openKysely, openPglitePool } from "../clients.js";
import { whyNoAnswer } from "../health.js";
import type { State } from "../state.js";
import { PgliteWorker } from "./pglite-worker.js";

const checkpointEveryMs = 60_000;
const vacuumEveryMs = 30 * 60_000;

export const missingFsync =
  "State runs on PGlite, which does not wait for the disk: a power cut or a crash of the machine can lose the " +
  "last seconds. A crash of Breakwater alone loses nothing.";
const advice = `${missingFsync} Use the bundled PostgreSQL, or set BREAKWATER_STATE_URL.`;

export function pgliteFolder(dataFolder: string): string {
  return join(dataFolder, "pglite");
}

export async function pgliteExists(dataFolder: string): Promise<boolean> {
  return stat(join(pgliteFolder(dataFolder), "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

export interface PgliteOptions {
  readonly folder: string;
  readonly log: Log;
  /** Times between checkpoints and vacuums, where a test can't wait. */
  readonly checkpointEveryMs?: number;
  readonly vacuumEveryMs?: number;
}

export async function openPglite(options: PgliteOptions): Promise<State | Problem> {
  const { folder, log } = options;
  await mkdir(pgliteFolder(folder), { recursive: true, mode: 0o700 });
  const worker = new PgliteWorker(pgliteFolder(folder));
  const pool = openPglitePool(worker.exchange, (error) => log.warn({ err: error }, "PGlite's session broke"));
  try {
    await pool.query("select 1");
  } catch (error) {
    await worker.close();
    return storeProblem(
      "state-start-failed",
      `PGlite: ${(error as Error).message}`,
      "Free memory (PGlite takes 850 MB to make a database), or set BREAKWATER_STATE_URL.",
    );
  }
  // Through the pool, so that they wait for an open transaction to end.
  const upkeep = (sql: string) => () => {
    pool.query(sql).catch((error: Error) => log.warn({ err: error }, `PGlite: ${sql} failed`));
  };
  const timers = [
    setInterval(upkeep("checkpoint"), options.checkpointEveryMs ?? checkpointEveryMs).unref(),
    setInterval(upkeep("vacuum (analyze)"), options.vacuumEveryMs ?? vacuumEveryMs).unref(),
  ];
  const db = openKysely(pool);
  return {
    db,
    form: "pglite",
    notes: [missingFsync],
    health: async () => {
      const why = await whyNoAnswer(pool);
      if (why === "") return { state: "degraded", advice };
      return { state: "down", advice: `PGlite does not answer: ${why}.` };
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await pool.query("checkpoint").catch(() => undefined);
      await db.destroy();
      if (!pool.ended) await pool.end();
      await worker.close();
    },
  };
}
