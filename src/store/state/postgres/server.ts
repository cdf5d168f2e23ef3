/**
 * Starts, adopts and stops one PostgreSQL server. A killed center leaves its server running, and that server is
 * well: so connect first, adopt what answers, and start one only where none does. The child has a session of its
 * own (a Ctrl-C in the terminal must not reach it) and writes its log to a file (a pipe would break with us).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, rmdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { systemClock } from "../../../base/index.js";
import { processStarted } from "../../process-mark.js";
import { type ClusterFolder, clusterUser, readPostmaster, trimLog } from "./cluster.js";
import type { PostgresUser } from "./postgres-user.js";
import type { Programs } from "./programs.js";
import { socketFolder, socketPort } from "./socket-folder.js";

const readyWaitMs = 60_000;
const pollMs = 10;
const stopWaitMs = 15_000;

export interface RunningServer {
  readonly pid: number;
  /** Start time of the process, so that a pid used again is not taken for it. */
  readonly started: string;
  readonly socket: string;
  readonly adopted: boolean;
}

export const serverLives = (server: RunningServer): boolean => processStarted(server.pid) === server.started;

export const clientConfig = (socket: string, password: string): pg.ClientConfig => ({
  host: socket,
  port: socketPort,
  user: clusterUser,
  password,
  database: "postgres",
});

/** Whether a server on the socket takes our password: `yes`, `later` (starting or stopping), or `no`. */
async function answers(socket: string, password: string): Promise<"yes" | "later" | "no"> {
  const client = new pg.Client({ ...clientConfig(socket, password), connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return "yes";
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === "57P03" || code === "53300" ? "later" : "no";
  }
}

/** The server that already runs here, waited for while it starts or stops; null where there is none. */
export async function adopt(where: ClusterFolder, password: string): Promise<RunningServer | null> {
  const until = systemClock.monotonicMs() + readyWaitMs;
  while (systemClock.monotonicMs() < until) {
    const postmaster = await readPostmaster(where);
    if (postmaster === null) return null;
    const started = processStarted(postmaster.pid);
    if (started === undefined) return null;
    const answer = await answers(postmaster.socket, password);
    if (answer === "yes") return { ...postmaster, started, adopted: true };
    // A pid used again by another program: its postmaster.pid is stale, and postgres itself will say so.
    if (answer === "no" && systemClock.monotonicMs() > until - readyWaitMs + 3_000) return null;
    await wait(pollMs * 5);
  }
  return null;
}

const settings = {
  listen_addresses: "",
  port: String(socketPort),
  unix_socket_permissions: "0700",
  max_connections: "40",
  shared_buffers: "128MB",
  max_wal_size: "2GB",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  jit: "off",
  // After a crash every file is synced before recovery: 2.3 s one by one, 0.2 s by syncfs(2), which Linux has.
  ...(process.platform === "linux" ? { recovery_init_sync_method: "syncfs" } : {}),
  timezone: "UTC",
  log_timezone: "UTC",
  // Refused statements (a unique value met twice) are answers, not news; and they carry data.
  log_min_messages: "log",
  log_checkpoints: "off",
};

/** Starts a server and waits until it answers; throws with the exit of one that ends before. */
export async function startServer(
  where: ClusterFolder,
  programs: Programs,
  user: PostgresUser,
  password: string,
): Promise<RunningServer> {
  const socket = await socketFolder(where.socket, user);
  await trimLog(where);
  const log = await open(where.log, "a", 0o600);
  const child = spawn(
    programs.postgres,
    [
      ...["-D", where.cluster, "-k", socket],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    {
      ...(user.other ? { uid: user.uid, gid: user.gid } : {}),
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  let ended: string | undefined;
  child.on("exit", (code, signal) => {
    ended = signal ?? `exit ${code}`;
  });
  child.on("error", (error) => {
    ended = error.message;
  });
  await Promise.race([once(child, "spawn"), once(child, "error")]).catch(() => undefined);
  await log.close();
  child.unref();
  const until = systemClock.monotonicMs() + readyWaitMs;
  while (ended === undefined && child.pid !== undefined && systemClock.monotonicMs() < until) {
    const started = processStarted(child.pid);
    if (started !== undefined && (await answers(socket, password)) === "yes")
      return { pid: child.pid, started, socket, adopted: false };
    await wait(pollMs);
  }
  await removeShortFolder(socket, where);
  throw new Error(`postgres ended before it answered (${ended ?? "no answer in time"})`);
}

/** Removes a short socket folder; PostgreSQL has emptied it, and one that is not empty is not ours to remove. */
async function removeShortFolder(socket: string, where: ClusterFolder): Promise<void> {
  if (socket !== where.socket) await rmdir(socket).catch(() => undefined);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, which is what the signal asks for.
  }
}

/** A fast shutdown: sessions are ended, a checkpoint is written. Where that takes too long, an immediate one. */
export async function stopServer(server: RunningServer, where: ClusterFolder): Promise<void> {
  for (const name of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!serverLives(server)) break;
    signal(server.pid, name);
    const until = systemClock.monotonicMs() + stopWaitMs;
    while (serverLives(server) && systemClock.monotonicMs() < until) await wait(pollMs);
  }
  await removeShortFolder(server.socket, where);
}
