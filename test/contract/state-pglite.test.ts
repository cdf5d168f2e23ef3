/** What only PGlite has: a thread, upkeep that nobody else does, and a weakness that is said aloud. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as Base from "../../src/base/index.js";
import { openLog, systemClock } from "../../src/base/index.js";
import type * as Store from "../../src/store/index.js";
import type * as Pglite from "../../src/store/state/pglite/pglite.js";
import { built } from "../built.js";

describe("PGlite", () => {
  let folder: string;
  let state: Store.State;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bw-lite-"));
    const { openState } = await built<typeof Store>("store/index.js");
    const parts = { folder, log: openLog({ level: "silent" }), clock: systemClock };
    // No programs of PostgreSQL: the fallback chooses itself.
    state = await openState({ ...parts, native: join(folder, "nothing") });
  });
  afterAll(async () => {
    await state?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("it is the fallback where PostgreSQL can't run, and says why and what is missing", async () => {
    expect(state.form).toBe("pglite");
    expect(state.notes.join(" ")).toMatch(/power cut.*PostgreSQL can't run here/s);
    const health = await state.health();
    expect(health.state).toBe("degraded");
    expect(health.advice).toMatch(/does not wait for the disk/);
  });

  test("a long query does not stop the main thread", async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const started = performance.now();
    delay.enable();
    await sql`select count(*) from generate_series(1, 3000000) as i where md5(i::text) like 'zz%'`.execute(
      state.db,
    );
    delay.disable();
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(400);
    expect(delay.max / 1e6).toBeLessThan(took / 2);
  });

  test("a folder with state in PGlite stays with it, though PostgreSQL can run", async () => {
    await state.db.insertInto("setting").values({ key: "kept", value: "{}" }).execute();
    await state.close();
    const { openState } = await built<typeof Store>("store/index.js");
    state = await openState({ folder, log: openLog({ level: "silent" }), clock: systemClock });
    expect(state.form).toBe("pglite");
    expect(await state.db.selectFrom("setting").select("key").execute()).toEqual([{ key: "kept" }]);
  });

  test("checkpoint and vacuum run by our timers", async () => {
    await state.close();
    const { openPglite } = await built<typeof Pglite>("store/state/pglite/pglite.js");
    const log = openLog({ level: "silent" });
    const answer = await openPglite({ folder, log, checkpointEveryMs: 100, vacuumEveryMs: 100 });
    const { Problem } = await built<typeof Base>("base/index.js");
    if (answer instanceof Problem) throw new Error(answer.detail);
    state = answer;
    const redo = async () =>
      (
        await sql<{ lsn: string }>`select redo_lsn::text as lsn from pg_control_checkpoint()`.execute(
          state.db,
        )
      ).rows[0]?.lsn;
    const pages = async () =>
      (
        await sql<{ n: number }>`select relallvisible as n from pg_class where relname = 'setting'`.execute(
          state.db,
        )
      ).rows[0]?.n;
    const before = await redo();
    await state.db.insertInto("setting").values({ key: "more", value: "{}" }).execute();
    await expect.poll(redo, { timeout: 10_000 }).not.toBe(before);
    await expect.poll(pages, { timeout: 10_000 }).toBeGreaterThan(0);
  });
});
