/**
 * State on a PostgreSQL that someone else runs, named by a URL. It must be version 15 or later. Refusals name the
 * host and never the URL, which may hold a password.
 */
import type pg from "pg";
import type { Log, Problem } from "../../../base/index.js";
import { storeProblem } from "../../problems.js";
import { openKysely, openPool } from "../clients.js";
import { whyNoAnswer } from "../health.js";
import type { State } from "../state.js";

const connectionsMax = 10;
const versionMin = 150_000;

/** Host and database of a URL, for a person to read. */
export function urlForPeople(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url);
    return `${searchParams.get("host") ?? host}${pathname}`;
  } catch {
    return "the database that BREAKWATER_STATE_URL names";
  }
}

/** Null where `server_version_num` is new enough. */
export function refuseOld(versionNumber: number): Problem | null {
  if (versionNumber >= versionMin) return null;
  const version = `${Math.floor(versionNumber / 10_000)}.${versionNumber % 10_000}`;
  return storeProblem("state-too-old", `It is PostgreSQL ${version}; 15 or later is needed.`);
}

async function serverVersion(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>("select current_setting('server_version_num')::int as n");
  return rows[0]?.n ?? 0;
}

export async function openByUrl(url: string, log: Log): Promise<State | Problem> {
  const name = urlForPeople(url);
  let pool: pg.Pool;
  try {
    pool = openPool({ connectionString: url, max: connectionsMax }, (error) =>
      log.warn({ err: error }, "a connection to the state database broke"),
    );
  } catch (error) {
    return storeProblem("state-unreachable", `${name}: ${(error as Error).message}`);
  }
  try {
    const problem = refuseOld(await serverVersion(pool));
    if (problem !== null) {
      await pool.end();
      return problem;
    }
  } catch (error) {
    await pool.end();
    return storeProblem("state-unreachable", `${name}: ${(error as Error).message}`);
  }
  const db = openKysely(pool);
  return {
    db,
    form: "postgres-url",
    notes: [`State is kept in ${name}; back it up there.`],
    health: async () => {
      const why = await whyNoAnswer(pool);
      if (why === "") return { state: "well", advice: "" };
      return { state: "down", advice: `The state database ${name} does not answer: ${why}.` };
    },
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}
