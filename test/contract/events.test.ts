/** The contract over chDB, and what only chDB has: its child, and the table as the engine sees it. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLog, Problem, systemClock } from "../../src/base/index.js";
import { bind } from "../../src/store/events/bind.js";
import { ChdbProcess } from "../../src/store/events/chdb-process.js";
import {
  createDatabase,
  createTable,
  embeddedEngine,
  openingStatements,
} from "../../src/store/events/schema.js";
import { histogramSql } from "../../src/store/events/sql-store.js";
import { type EventStore, openDrainer, openEvents } from "../../src/store/index.js";
import { builtPath } from "../built.js";
import { eventsContract } from "./events.contract.js";
import { Bench, eventOf, wide } from "./events-bench.js";

builtPath("store/events/chdb-child.js");
const log = openLog({ level: "silent" });

async function openChdb(folder: string): Promise<EventStore> {
  const store = await openEvents({ folder, log, clock: systemClock });
  if (store instanceof Problem) throw new Error(store.detail);
  return store;
}

eventsContract("chdb", openChdb);

describe("the chDB child", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open(openChdb);
  });
  afterAll(() => bench.close());

  test.runIf(existsSync("/proc/self/maps"))(
    "rule 2: the library lives in a process of its own, on its main thread, with 16 threads for its work",
    async () => {
      const { processId } = await bench.events.health();
      expect(processId).not.toBe(process.pid);
      expect(readFileSync("/proc/self/maps", "utf8")).not.toContain("libchdb");
      expect(readFileSync(`/proc/${processId}/maps`, "utf8")).toContain("libchdb");
      const environment = readFileSync(`/proc/${processId}/environ`, "utf8").split("\0");
      expect(environment).toContain("UV_THREADPOOL_SIZE=16");
      expect(environment.some((line) => line.startsWith("PATH="))).toBe(false);
    },
  );

  test("when it is killed, waiting requests are refused, it is started again, and the rows are there", async () => {
    const name = await bench.inserted([eventOf(), eventOf()]);
    const { processId } = await bench.events.health();
    const waiting = bench.events.query("SELECT sum(cityHash64(number)) FROM numbers(100000000000)");
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(processId ?? 0, "SIGKILL");
    expect(await waiting).toMatchObject({ code: "store.events-unavailable", status: 503 });
    expect((await bench.rows(name)).length).toBe(2);
    expect(await bench.events.health()).toMatchObject({ ok: true, restarts: 1 });
  });

  test("a batch that is put while it is away is inserted once when it is back", async () => {
    const drainer = openDrainer({
      spool: bench.spool,
      events: bench.events,
      log,
      clock: systemClock,
      consequences: () => Promise.resolve(),
      limits: { pauseMsMin: 20 },
    });
    await drainer.idle();
    process.kill((await bench.events.health()).processId ?? 0, "SIGKILL");
    const batch = await bench.spooled([eventOf(), eventOf(), eventOf()]);
    await drainer.idle();
    expect((await bench.rows(batch.id)).length).toBe(3);
    await drainer.close();
  });

  test("its folder is one process's: a second store waits and says why, and takes over when it is free", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-two-"));
    const first = await openChdb(folder);
    const second = new ChdbProcess({ folder, schema: [createDatabase], log });
    await expect.poll(() => second.detail, { timeout: 60_000 }).toMatch(/lock/i);
    expect(second.phase).toBe("starting");
    await first.close();
    await second.settled(60_000);
    expect(second.phase).toBe("ready");
    await second.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test("where the library can't be loaded there is no store, and the reason is told", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-none-"));
    const program = join(folder, "chdb-child.mjs");
    await copyFile(builtPath("store/events/chdb-child.js"), program);
    const child = new ChdbProcess({ folder, schema: [], log, program });
    await child.settled(20_000);
    expect([child.phase, child.detail]).toEqual(["unsupported", expect.stringContaining("chdb")]);
    await child.close();
    const store = await openEvents({ folder, log, clock: systemClock, form: "none" });
    if (store instanceof Problem) throw new Error(store.detail);
    expect(await store.health()).toMatchObject({
      form: "none",
      ok: false,
      detail: expect.stringMatching(/spool/),
    });
    await expect(store.count()).rejects.toMatchObject({ problem: { code: "store.events-absent" } });
    await rm(folder, { recursive: true, force: true });
  });

  test("closing leaves no process behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-close-"));
    const store = await openChdb(folder);
    const { processId } = await store.health();
    await store.close();
    expect(() => process.kill(processId ?? 0, 0)).toThrow();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test("a parent that is killed takes it along", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-orphan-"));
    const script = `
      import { fork } from "node:child_process";
      const child = fork(${JSON.stringify(builtPath("store/events/chdb-child.js"))}, [], { execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
      child.on("message", () => { console.log(child.pid); process.kill(process.pid, "SIGKILL"); });
      child.send({ kind: "open", folder: ${JSON.stringify(folder)}, schema: [${JSON.stringify(createDatabase)}] });`;
    let orphan = "";
    try {
      execFileSync(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" });
    } catch (error) {
      orphan = String((error as { stdout: Buffer }).stdout).trim();
    }
    expect(Number(orphan)).toBeGreaterThan(0);
    const store = await openChdb(folder);
    expect(await store.health()).toMatchObject({ ok: true });
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
});

describe("the table as chDB keeps it", () => {
  let bench: Bench;
  let engine: ChdbProcess;
  beforeAll(async () => {
    bench = await Bench.open(openChdb);
    const list = Array.from({ length: 30_000 }, (_, i) =>
      eventOf({
        timeUs: wide.toUs / 4 + i * 1e5,
        destination: { address: `203.0.${i % 256}.${i % 251}`, port: 1 },
      }),
    );
    const batches = [];
    for (let part = 0; part < 10; part++)
      batches.push(await bench.spooled(list.slice(part * 3_000, part * 3_000 + 3_000)));
    await bench.events.insert(...batches.flatMap((batch) => batch.blocks));
    await bench.events.close();
    engine = new ChdbProcess({
      folder: join(bench.folder, "events"),
      schema: openingStatements(embeddedEngine),
      log,
    });
    await engine.settled(30_000);
  });
  afterAll(async () => {
    await engine.close();
    await bench.close();
  });

  const read = async (sql: string, parameters = {}): Promise<unknown[][]> =>
    JSON.parse((await engine.run("read", bind(sql, parameters), "JSONCompact")).text).data;

  test("one insert of many files is one part, so that it is there as a whole or not at all", async () => {
    const parts = await read("SELECT rows, level FROM system.parts WHERE database = 'breakwater' AND active");
    expect(parts).toEqual([[30_000, 0]]);
  });

  test("rule 6: an Atomic database of its own, parts synced after an insert, old parts kept for a minute", async () => {
    expect(await read("SELECT engine FROM system.databases WHERE name = 'breakwater'")).toEqual([["Atomic"]]);
    const [[create]] = (await read(
      "SELECT create_table_query FROM system.tables WHERE database = 'breakwater' AND name = 'event'",
    )) as [[string]];
    for (const setting of ["fsync_after_insert = 1", "fsync_part_directory = 1", "old_parts_lifetime = 60"])
      expect(create).toContain(setting);
  });

  test("an insert of some thousand rows is one file with all columns, as many files cost more than the rows", async () => {
    expect(
      await read(
        "SELECT part_type FROM system.parts WHERE database = 'breakwater' AND table = 'event' AND active",
      ),
    ).toEqual([["Compact"]]);
  });

  test("rule 7: a projection, no materialized view; and five-minute counts are read from it", async () => {
    expect(
      await read("SELECT name FROM system.tables WHERE engine LIKE '%View%' AND database = 'breakwater'"),
    ).toEqual([]);
    const planOf = async (bucketMs: number) => {
      const term = { field: "member", op: "is", value: "m" } as const;
      const { sql, parameters } = histogramSql({ ...wide, bucketMs, terms: [term], by: "log" });
      return JSON.stringify(await read(`EXPLAIN ${sql}`, parameters));
    };
    expect(await planOf(3_600_000)).toContain("by_five_minutes");
    expect(await planOf(60_000)).not.toContain("by_five_minutes");
  });

  test("an address is found by its bloom index, and a first row by the order of the table", async () => {
    const granules = async (where: string, parameters: Record<string, string>) => {
      const plan = await read(`EXPLAIN indexes = 1 SELECT id FROM event WHERE ${where}`, parameters);
      const found = [...JSON.stringify(plan).matchAll(/Granules: (\d+)\/(\d+)/g)].at(-1);
      return [Number(found?.[1]), Number(found?.[2])];
    };
    const address = "has(arrayConcat([source_address, destination_address], addresses), {a:String})";
    expect(await granules(address, { a: "198.18.0.1" })).toEqual([0, expect.any(Number)]);
    const [some, all] = await granules("time = {t:DateTime64(6, 'UTC')}", {
      t: "2025-01-01 00:00:00.000000",
    });
    expect(some).toBeLessThan(all ?? 0);
  });

  test("every session has its bounds before its first query, and people's are read only", async () => {
    const bounds = async (lane: "read" | "person") =>
      JSON.parse(
        (
          await engine.run(
            lane,
            "SELECT getSetting('max_memory_usage') > 0, getSetting('max_execution_time') > 0, toString(getSetting('readonly'))",
            "JSONCompact",
          )
        ).text,
      ).data;
    expect(await bounds("read")).toEqual([[1, 1, "0"]]);
    expect(await bounds("person")).toEqual([[1, 1, "1"]]);
    await expect(engine.run("person", "SET readonly = 0", "Null")).rejects.toMatchObject({ code: 164 });
  });
});

describe("a table that an earlier version made", () => {
  const created =
    "SELECT create_table_query FROM system.tables WHERE database = 'breakwater' AND name = 'event'";
  const wideSetting = /,\s*min_bytes_for_wide_part = \d+/;

  test("keeps its rows and takes the settings of today when it is opened", async () => {
    const earlier = createTable(embeddedEngine).replace(wideSetting, "");
    expect(earlier).not.toBe(createTable(embeddedEngine));
    let bench: Bench | null = null;
    const folders: string[] = [];
    try {
      bench = await Bench.open(async (folder) => {
        folders.push(folder);
        const engine = new ChdbProcess({ folder, schema: [createDatabase, earlier], log });
        await engine.settled(30_000);
        expect((await engine.run("read", created, "JSONCompact")).text).not.toMatch(wideSetting);
        await engine.run("write", "INSERT INTO event (day, time, id) VALUES ('2026-11-22', 0, 7)", "Null");
        await engine.close();
        return openChdb(folder);
      });
      expect(await bench.events.count()).toBe(1);
      const name = await bench.inserted([eventOf()]);
      expect((await bench.rows(name)).length).toBe(1);
      await bench.events.close();
      const engine = new ChdbProcess({ folder: folders[0] ?? "", schema: [createDatabase], log });
      await engine.settled(30_000);
      expect((await engine.run("read", created, "JSONCompact")).text).toMatch(wideSetting);
      await engine.close();
    } finally {
      await bench?.close();
    }
  });
});
