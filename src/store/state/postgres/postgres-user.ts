/**
 * As whom PostgreSQL runs. It refuses to run as root, so a center started by root runs it as another user: the
 * owner of the cluster where one exists, else `postgres`, else `nobody`. Everyone else runs it as themselves.
 */
import { chmod, chown, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
  /** True where PostgreSQL runs as someone else than this process. */
  readonly other: boolean;
}

const rootUid = 0;

/** The uid and gid of the first of `names` that /etc/passwd (its text) knows. */
export function findUser(passwd: string, names: readonly string[]): { uid: number; gid: number } | undefined {
  const lines = passwd.split("\n").map((line) => line.split(":"));
  for (const name of names) {
    const fields = lines.find((line) => line[0] === name);
    const uid = Number(fields?.[2] ?? Number.NaN);
    const gid = Number(fields?.[3] ?? Number.NaN);
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > rootUid) return { uid, gid };
  }
  return undefined;
}

/** `cluster` is the folder of an existing cluster, or where one will be. */
export async function postgresUser(cluster: string): Promise<PostgresUser> {
  const own = { uid: process.getuid?.() ?? rootUid, gid: process.getgid?.() ?? rootUid };
  if (own.uid !== rootUid) return { ...own, other: false };
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== rootUid) return { uid: owner.uid, gid: owner.gid, other: true };
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const found = findUser(passwd, ["postgres", "nobody"]) ?? { uid: 65_534, gid: 65_534 };
  return { ...found, other: true };
}

/** Lets the user pass through a folder that stays this process's own: its group may enter, not list. */
export async function letThrough(folder: string, user: PostgresUser): Promise<void> {
  if (!user.other) return;
  await chown(folder, rootUid, user.gid);
  await chmod(folder, 0o710);
}

/** True where the user can enter every folder down to `path`. Groups beyond the user's own are not counted. */
export async function canReach(path: string, user: PostgresUser): Promise<boolean> {
  if (!user.other) return true;
  const parts = path.split("/").filter((part) => part !== "");
  for (let depth = 0; depth <= parts.length; depth++) {
    const info = await stat(join("/", ...parts.slice(0, depth)));
    const bit = info.uid === user.uid ? 0o100 : info.gid === user.gid ? 0o010 : 0o001;
    if ((info.mode & bit) === 0) return false;
  }
  return true;
}
