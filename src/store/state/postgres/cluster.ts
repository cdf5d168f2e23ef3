/**
 * The folder of the bundled PostgreSQL: the cluster itself, its password, its log. A cluster is made aside and
 * renamed when whole, so a kill during the first start leaves nothing half made. Only SCRAM with a random
 * password is allowed in, over a unix socket in a folder closed to others; there is no TCP.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { letThrough, type PostgresUser } from "./postgres-user.js";
import type { Programs } from "./programs.js";

const run = promisify(execFile);
const initWaitMs = 120_000;

export const clusterUser = "breakwater";

export interface ClusterFolder {
  readonly folder: string;
  readonly cluster: string;
  readonly socket: string;
  readonly password: string;
  readonly log: string;
}

/** Where everything stands under the data folder. */
export function clusterFolder(dataFolder: string): ClusterFolder {
  const folder = join(dataFolder, "postgres");
  return {
    folder,
    cluster: join(folder, "cluster"),
    socket: join(folder, "run"),
    password: join(folder, "password"),
    log: join(folder, "postgres.log"),
  };
}

export async function clusterExists(dataFolder: string): Promise<boolean> {
  return stat(join(clusterFolder(dataFolder).cluster, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

/** A folder that belongs to PostgreSQL's user alone. */
export async function ownFolder(path: string, user: PostgresUser): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (user.other) await chown(path, user.uid, user.gid);
}

/** Makes the folders around the cluster, open to PostgreSQL's user for passing through only. */
export async function prepareFolder(where: ClusterFolder, user: PostgresUser): Promise<void> {
  await mkdir(where.folder, { recursive: true, mode: 0o700 });
  await letThrough(dirname(where.folder), user);
  await letThrough(where.folder, user);
  await ownFolder(where.socket, user);
}

/** Makes the cluster where there is none. Throws what initdb said. */
export async function makeCluster(
  where: ClusterFolder,
  programs: Programs,
  user: PostgresUser,
): Promise<void> {
  const draft = `${where.cluster}.new`;
  const passwordDraft = join(draft, "password");
  const data = join(draft, "data");
  await rm(draft, { recursive: true, force: true });
  await ownFolder(draft, user);
  const password = randomBytes(32).toString("base64url");
  await writeFile(passwordDraft, password, { mode: 0o600 });
  if (user.other) await chown(passwordDraft, user.uid, user.gid);
  await run(
    programs.initdb,
    [
      ...["-D", data, "-U", clusterUser, "-E", "UTF8", "--locale=C"],
      ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"],
      ...["-A", "scram-sha-256", `--pwfile=${passwordDraft}`],
      ...(process.platform === "linux" ? ["--sync-method=syncfs"] : []),
    ],
    { ...(user.other ? { uid: user.uid, gid: user.gid } : {}), cwd: "/", timeout: initWaitMs, env: {} },
  );
  await writeFile(join(data, "pg_hba.conf"), "local all all scram-sha-256\n");
  // The password goes first: a cluster without one could never be opened again.
  await writeFile(where.password, password, { mode: 0o600, flush: true });
  await rename(data, where.cluster);
  await syncFolder(where.folder);
  await rm(draft, { recursive: true, force: true });
}

/** Makes a rename last: a folder's own entry is on disk only once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

export async function readPassword(where: ClusterFolder): Promise<string> {
  return (await readFile(where.password, "utf8")).trim();
}

export interface Postmaster {
  readonly pid: number;
  readonly socket: string;
}

/** What postmaster.pid says of the server that runs or ran here; null where there is none. */
export async function readPostmaster(where: ClusterFolder): Promise<Postmaster | null> {
  const text = await readFile(join(where.cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  const socket = lines[4] ?? "";
  return Number.isInteger(pid) && pid > 0 && socket !== "" ? { pid, socket } : null;
}

const logBytesMax = 8 * 1024 * 1024;

/** Empties a log that has grown; the last 2,000 characters of it are what a Problem shows. */
export async function trimLog(where: ClusterFolder): Promise<void> {
  const info = await stat(where.log).catch(() => undefined);
  if (info !== undefined && info.size > logBytesMax) await writeFile(where.log, "");
}

export async function lastLogLines(where: ClusterFolder): Promise<string> {
  const text = await readFile(where.log, "utf8").catch(() => "");
  return text.slice(-2_000).split("\n").slice(-6).join(" ").trim();
}
