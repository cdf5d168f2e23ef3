/**
 * State on the bundled PostgreSQL: the real server, its programs from npm, as a supervised child on a unix
 * socket. The default form, because it is the only embedded one that was seen to keep every acknowledged commit
 * and to call fsync. See docs/decisions/0001-bundled-postgresql.md.
 */
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { type Clock, type Log, type Problem, systemClock } from "../../../base/index.js";
import { storeProblem } from "../../problems.js";
import { type Connections, openKysely, openPool } from "../clients.js";
import { whyNoAnswer } from "../health.js";
import type { State, StateHealth } from "../state.js";
import {
  clusterExists,
  clusterFolder,
  lastLogLines,
  makeCluster,
  prepareFolder,
  readPassword,
} from "./cluster.js";
import { canReach, postgresUser } from "./postgres-user.js";
import { runnablePrograms } from "./programs.js";
import { clientConfig } from "./server.js";
import { Supervisor } from "./supervisor.js";

const connectionsMax = 10;
const serverWaitMs = 30_000;
const retryMs = 50;
const sessionsWaitMs = 5_000;

export interface BundledOptions {
  readonly folder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Where PostgreSQL's programs stand, if not in the npm package of this platform. */
  readonly native?: string | undefined;
}

/** Opens it, or says why PostgreSQL can't run here. */
export async function openBundled(options: BundledOptions): Promise<State | Problem> {
  const { folder, log, clock } = options;
  const where = clusterFolder(folder);
  try {
    const user = await postgresUser(where.cluster);
    await prepareFolder(where, user);
    if (!(await canReach(where.folder, user)))
      return storeProblem(
        "state-start-failed",
        `PostgreSQL can't run as root, and user ${user.uid} can't reach ${where.folder}.`,
        "Use a data folder that other users can pass through, such as /var/lib/breakwater.",
      );
    const programs =
      options.native === undefined
        ? await runnablePrograms(where.folder, user)
        : await runnablePrograms(where.folder, user, options.native);
    if (typeof programs === "string") return storeProblem("state-start-failed", programs);
    if (!(await clusterExists(folder))) await makeCluster(where, programs, user);
    const password = await readPassword(where);
    const supervisor = await Supervisor.open({ where, programs, user, password, log, clock });
    return bundledState(supervisor, password, log);
  } catch (error) {
    return storeProblem(
      "state-start-failed",
      `${(error as Error).message} ${await lastLogLines(where)}`.trim(),
    );
  }
}

function bundledState(supervisor: Supervisor, password: string, log: Log): State {
  const pool = openPool({ ...clientConfig(supervisor.socket, password), max: connectionsMax }, (error) => {
    log.warn({ err: error }, "a connection to PostgreSQL broke");
    supervisor.check();
  });
  const db = openKysely(patient(pool, supervisor));
  return {
    db,
    form: "postgres-bundled",
    notes: supervisor.adopted ? ["Adopted the PostgreSQL that an earlier run left behind."] : [],
    health: () => bundledHealth(pool, supervisor),
    close: async () => {
      // A session that someone still holds ends with the server; without a bound it would hold up the end.
      await Promise.race([db.destroy(), wait(sessionsWaitMs, undefined, { ref: false })]);
      await supervisor.close();
    },
  };
}

/** No server listens yet, or one listens that is still starting, recovering or stopping. */
const notYet = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET", "57P01", "57P02", "57P03"]);

/** Connections that wait for a server which is starting again: nothing was sent yet, so nothing is repeated. */
function patient(pool: pg.Pool, supervisor: Supervisor): Connections {
  const connect = async (): Promise<pg.PoolClient> => {
    const until = systemClock.monotonicMs() + serverWaitMs;
    for (;;) {
      await supervisor.ready(serverWaitMs);
      pool.options.host = supervisor.socket;
      try {
        return await pool.connect();
      } catch (error) {
        if (!notYet.has((error as { code?: string }).code ?? "") || systemClock.monotonicMs() > until)
          throw error;
        await wait(retryMs);
      }
    }
  };
  return { connect, end: () => pool.end() } as Connections;
}

async function bundledHealth(pool: pg.Pool, supervisor: Supervisor): Promise<StateHealth> {
  if (supervisor.restarting)
    return {
      state: "down",
      advice:
        "The bundled PostgreSQL ended and is being started again; postgres.log in the data folder says why.",
    };
  const why = await whyNoAnswer(pool);
  if (why === "") return { state: "well", advice: "" };
  supervisor.check();
  return { state: "down", advice: `The bundled PostgreSQL does not answer: ${why}. See postgres.log.` };
}
