/**
 * A PostgreSQL as a distribution ships it, started by the test in a temporary folder as an unprivileged user,
 * reached by URL over TCP on a free port: the form `BREAKWATER_STATE_URL` names.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const base = "/usr/lib/postgresql";

/** The newest installed version's programs; undefined where there is none. */
export function debianPrograms(): string | undefined {
  if (!existsSync(base)) return undefined;
  const versions = readdirSync(base).filter((name) => existsSync(join(base, name, "bin", "postgres")));
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  return newest === undefined ? undefined : join(base, newest, "bin");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The uid that runs it: ours, or for root that of `postgres`, which Debian's package makes. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((text) => text.startsWith("postgres:"));
  const fields = (line ?? "nobody:x:65534:65534").split(":");
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

export interface DebianPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startDebianPostgres(programs: string): Promise<DebianPostgres> {
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), "bw-debian-"));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const cluster = join(folder, "cluster");
  const options = { ...user, cwd: "/", stdio: "ignore" as const };
  execFileSync(
    join(programs, "initdb"),
    ["-D", cluster, "-U", "port", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"],
    options,
  );
  const port = await freePort();
  const child = spawn(
    join(programs, "postgres"),
    ["-D", cluster, "-k", folder, "-p", String(port), "-c", "listen_addresses=127.0.0.1"],
    options,
  );
  const status = join(cluster, "postmaster.pid");
  for (let i = 0; i < 600 && child.exitCode === null; i++) {
    if (existsSync(status) && readFileSync(status, "utf8").includes("ready")) break;
    await wait(50);
  }
  return {
    url: `postgres://port@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
