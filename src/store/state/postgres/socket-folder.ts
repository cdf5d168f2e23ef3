/**
 * The folder of PostgreSQL's unix socket. A socket's whole path has at most 107 bytes on Linux and 103 on macOS
 * (sun_path in unix(7)), so under a deep data folder the socket stands in a short new folder of its own. The next
 * start finds it by postmaster.pid, not by its name, so the name can be random and nobody can take it before us.
 */
import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PostgresUser } from "./postgres-user.js";

const pathBytesMax = process.platform === "darwin" ? 103 : 107;
export const socketPort = 5432;

export function socketFits(folder: string): boolean {
  // PostgreSQL puts its lock file beside the socket; the socket's own path is what is bounded.
  return Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= pathBytesMax;
}

export async function socketFolder(preferred: string, user: PostgresUser): Promise<string> {
  if (socketFits(preferred)) return preferred;
  const base = socketFits(join(tmpdir(), "bw-XXXXXX")) ? tmpdir() : "/tmp";
  const folder = await mkdtemp(join(base, "bw-"));
  if (user.other) await chown(folder, user.uid, user.gid);
  return folder;
}
