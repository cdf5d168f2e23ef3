/**
 * What only the bundled PostgreSQL has: a server of its own that is found again, started again, closed to others,
 * and run whatever npm and the file system have done to its programs.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLog, Problem, Refusal, systemClock } from "../../src/base/index.js";
import { openState, type State } from "../../src/store/index.js";
import { processStarted } from "../../src/store/process-mark.js";
import { packagedPrograms } from "../../src/store/state/postgres/programs.js";

const parts = { form: "postgres", log: openLog({ level: "silent" }), clock: systemClock } as const;
const packaged = packagedPrograms();
const isRoot = process.getuid?.() === 0;

describe.skipIf(packaged === undefined)("the bundled PostgreSQL (none for this platform? skipped)", () => {
  let root: string;
  let folder: string;
  let opened: State[];
  const open = async (options: { folder?: string; native?: string } = {}): Promise<State> => {
    const state = await openState({ ...parts, folder, ...options });
    opened.push(state);
    return state;
  };
  const postmaster = (): readonly string[] =>
    readFileSync(join(folder, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n");
  const write = (state: State, key: string) =>
    state.db.insertInto("setting").values({ key, value: "{}" }).execute();
  const keys = async (state: State) =>
    (await state.db.selectFrom("setting").select("key").orderBy("key").execute()).map((row) => row.key);

  beforeEach(async () => {
    opened = [];
    root = await mkdtemp(join(tmpdir(), "bw-pg-"));
    folder = root;
  });
  afterEach(async () => {
    for (const state of opened) await state.close().catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  });

  test("a server that is killed is started again, and statements go on when it is back", async () => {
    const state = await open();
    await write(state, "before");
    process.kill(Number(postmaster()[0]), "SIGKILL");
    await expect
      .poll(
        () =>
          write(state, "after").then(
            () => "written",
            () => "failed",
          ),
        { timeout: 20_000 },
      )
      .toBe("written");
    // The killed server's own sessions may outlive it for a moment and refuse one statement more.
    await expect
      .poll(() => keys(state).catch(() => "refused"), { timeout: 20_000 })
      .toEqual(["after", "before"]);
    await expect.poll(async () => (await state.health()).state, { timeout: 20_000 }).toBe("well");
  });

  test("a transaction that never ends does not hold up the end", async () => {
    const state = await open();
    const held = state.db.connection().execute(async (db) => {
      const { sql } = await import("kysely");
      await sql`select pg_sleep(600)`.execute(db);
    });
    const broken = expect(held).rejects.toThrow();
    await expect.poll(async () => (await state.health()).state).toBe("well");
    await state.close();
    await broken;
    expect(existsSync(join(folder, "postgres", "cluster", "postmaster.pid"))).toBe(false);
  });

  test("a server that still runs is adopted, and ends with the one who adopted it", async () => {
    const first = await open();
    await write(first, "kept");
    const pid = Number(postmaster()[0]);
    const second = await open();
    expect(Number(postmaster()[0])).toBe(pid);
    expect(second.notes.join(" ")).toContain("Adopted");
    expect(await keys(second)).toEqual(["kept"]);
    await first.db.destroy();
    await second.close();
    // The first still watches and may have started the next server already; the one both shared is gone.
    expect(processStarted(pid)).toBeUndefined();
  });

  test("it listens on no network, takes no one without the password, and keeps that to itself", async () => {
    await open();
    const lines = postmaster();
    expect(lines[5]?.trim()).toBe("");
    const socket = lines[4] as string;
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "postgres", "password")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "postgres", "cluster")).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o007).toBe(0);
    const client = new pg.Client({
      host: socket,
      port: 5432,
      user: "breakwater",
      password: "x",
      database: "postgres",
    });
    await expect(client.connect()).rejects.toMatchObject({ code: "28P01" });
  });

  test("it calls fsync: durability is on, whatever the environment", async () => {
    const state = await open();
    const { rows } = await pgSettings(state, [
      "fsync",
      "synchronous_commit",
      "full_page_writes",
      "data_checksums",
    ]);
    expect(rows.map((row) => row.setting)).toEqual(["on", "on", "on", "on"]);
  });

  test.runIf(isRoot)("root does not run it as root", async () => {
    await open();
    expect(statSync(`/proc/${postmaster()[0]}`).uid).not.toBe(0);
  });

  test.runIf(isRoot)("a folder its user can't reach is refused with what to do", async () => {
    const closed = join(folder, "closed");
    await mkdir(join(closed, "data"), { recursive: true });
    await chmod(closed, 0o700);
    const refusal = await open({ folder: join(closed, "data") }).catch((error: unknown) => error);
    expect((refusal as Refusal).problem).toMatchObject({
      code: "store.state-start-failed",
      hint: expect.stringContaining("/var/lib/breakwater"),
    });
  });

  test("under a folder too deep for a socket it runs all the same, and is found again", async () => {
    folder = join(folder, "deep".repeat(20), "folder".repeat(10));
    await mkdir(folder, { recursive: true });
    for (let up = folder; up.startsWith(tmpdir()) && up !== tmpdir(); up = join(up, ".."))
      await chmod(up, 0o755);
    const first = await open();
    expect((postmaster()[4] as string).length).toBeLessThan(90);
    expect((await open()).notes.join(" ")).toContain("Adopted");
    const socket = postmaster()[4] as string;
    await first.db.destroy();
    await opened[1]?.close();
    expect(existsSync(socket)).toBe(false);
  });

  test("where npm made no links, they are made in a copy; node_modules stays as it was", async () => {
    const native = join(folder, "package", "native");
    cpSync(packaged as string, native, { recursive: true, verbatimSymlinks: true });
    const list = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as { target: string }[];
    for (const { target } of list) rmSync(join(native, "..", target), { force: true });
    await chmod(folder, 0o755);
    const before = readdirSync(join(native, "lib"));
    await write(await open({ native }), "runs");
    expect(readdirSync(join(native, "lib"))).toEqual(before);
    expect(readdirSync(join(folder, "postgres")).some((name) => name.startsWith("programs-"))).toBe(true);
  });

  test.runIf(isRoot)("programs its user can't reach are copied beside the cluster", async () => {
    const closed = join(folder, "closed");
    cpSync(packaged as string, join(closed, "native"), { recursive: true, verbatimSymlinks: true });
    await chmod(closed, 0o700);
    await write(await open({ native: join(closed, "native") }), "runs");
    const args = execFileSync("ps", ["-o", "args=", "-p", postmaster()[0] as string], { encoding: "utf8" });
    expect(args).toContain(join(folder, "postgres", "programs-"));
  });

  test("what a kill left of a first start is thrown away", async () => {
    await mkdir(join(folder, "postgres", "cluster.new", "data"), { recursive: true });
    await writeFile(join(folder, "postgres", "cluster.new", "data", "PG_VERSION"), "18\n");
    await writeFile(join(folder, "postgres", "password"), "of the first try");
    await write(await open(), "runs");
    expect(existsSync(join(folder, "postgres", "cluster.new"))).toBe(false);
  });

  test("a cluster whose programs are gone is refused, never replaced by an empty PGlite", async () => {
    await (await open()).close();
    const options = { ...parts, form: undefined, folder, native: join(folder, "nothing") };
    const refusal = await openState(options).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).problem).toBeInstanceOf(Problem);
    expect(existsSync(join(folder, "pglite"))).toBe(false);
  });
});

async function pgSettings(state: State, names: readonly string[]) {
  const { sql } = await import("kysely");
  return sql<{
    setting: string;
  }>`select setting from unnest(${names}::text[]) with ordinality as wanted(name, at)
    join pg_settings using (name) order by at`.execute(state.db);
}
