/**
 * Threads over one index, as the built product runs them: the same answers as one thread, in whatever order they are
 * asked; changes of the index seen; a job that ends its thread done nevertheless; room waited for.
 */
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { BatchMeta } from "../../src/model/index.js";
import { built } from "../built.js";

type Detect = typeof import("../../src/detect/index.js");
type Intake = typeof import("../../src/intake/index.js");
type Base = typeof import("../../src/base/index.js");

let detect: Detect;
let intake: Intake;
let base: Base;
beforeAll(async () => {
  detect = await built<Detect>("detect/index.js");
  intake = await built<Intake>("intake/index.js");
  base = await built<Base>("base/index.js");
});

const claim = {
  source: "feed",
  confidence: 80,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:CLEAR",
  labels: [],
} as const;

const meta = (id: string): BatchMeta => ({
  id,
  memberId: null,
  door: "http",
  origin: "test",
  receivedUs: 1_700_000_000_000_000,
  bytes: 0,
  mark: null,
});

const line = (i: number) =>
  JSON.stringify({
    _path: "dns",
    ts: 1_700_000_000 + i,
    "id.orig_h": "10.0.0.1",
    query: i % 50 === 0 ? "www.bad.example" : `host${i}.good.example`,
  });

async function portion(from: number, count: number, fileName = "dns.log") {
  const text = Array.from({ length: count }, (_, i) => `${line(from + i)}\n`).join("");
  const batches = [];
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  for await (const batch of intake.readBatches(bytes, { fileName, receivedUs: 0 })) batches.push(batch);
  return batches;
}

describe("detection threads", () => {
  const open: { close(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const one of open) await one.close();
  });
  const start = (threads: number, allowed: string | null = null) => {
    const index = new detect.IndicatorIndex(() => allowed);
    index.add({ type: "domain", value: "bad.example" }, claim);
    // As a crash would: the pool is not told, so its threads are taken hold of while it starts them.
    const started = new Set<Worker>();
    const tell = Worker.prototype.postMessage;
    const spy = vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (
      this: Worker,
      ...told
    ) {
      started.add(this);
      tell.apply(this, told);
    });
    const pool = new detect.DetectPool({ threads, index, log: base.openLog({ level: "silent" }) });
    spy.mockRestore();
    expect(started.size).toBe(threads);
    const endThreads = () => Promise.all([...started].map((worker) => worker.terminate()));
    open.push(pool);
    return { index, pool, endThreads };
  };

  test("give what one thread gives, events and all, for many portions at once", async () => {
    const [here, there] = [start(0), start(2)];
    const portions = await Promise.all(Array.from({ length: 12 }, (_, i) => portion(i * 1000, 1000)));
    const all = async ({ pool }: typeof here) =>
      Promise.all(portions.map((batches, i) => pool.detect(batches, meta(String(i)), true)));
    const [one, many] = [await all(here), await all(there)];
    expect(many.map(({ outcome }) => ({ ...outcome, slow: undefined }))).toEqual(
      one.map(({ outcome }) => ({ ...outcome, slow: undefined })),
    );
    expect(many.map(({ outcome }) => outcome.hits.length)).toEqual(Array(12).fill(20));
    expect(many.map(({ blocks }) => blocks.reduce((rows, block) => rows + block.rows, 0))).toEqual(
      Array(12).fill(1000),
    );
  });

  test("see what is added and removed, and another index in its place", async () => {
    const { index, pool } = start(1);
    const hits = async () => (await pool.detect(await portion(1, 49), meta("a"), false)).outcome.hits.length;
    expect(await hits()).toBe(0);
    index.add({ type: "domain", value: "good.example" }, claim);
    expect(await hits()).toBe(49);
    index.remove({ type: "domain", value: "good.example" }, "feed");
    expect(await hits()).toBe(0);
    const next = new detect.IndicatorIndex();
    next.add({ type: "domain", value: "good.example" }, claim);
    pool.lookAt(next);
    expect(await hits()).toBe(49);
  });

  test("have their hits asked of the allow lists, which they don't know", async () => {
    const { pool } = start(1, "resolvers");
    const { outcome } = await pool.detect(await portion(0, 1), meta("a"), false);
    expect(outcome.hits.map((hit) => hit.allowedBy)).toEqual(["resolvers"]);
  });

  test("a batch that a thread can't take is done in this one, and the pool goes on", async () => {
    const { pool } = start(2);
    const [batch] = await portion(0, 100);
    if (batch === undefined) throw new Error("a portion has a batch");
    // a head that no thread can be sent makes the job fail on its way
    const broken = { ...batch, head: { unsendable: () => null } };
    const { outcome } = await pool.detect([broken], meta("bad"), false);
    expect(outcome.records).toBe(100);
    const after = await Promise.all(
      [1, 2, 3, 4, 5].map(async (i) => pool.detect(await portion(0, 100), meta(`${i}`), false)),
    );
    expect(after.map((each) => each.outcome.hits.length)).toEqual([2, 2, 2, 2, 2]);
  });

  describe("ask rules", () => {
    const about = (...texts: readonly string[]) =>
      detect.compileRules(
        texts.map((value) => ({ id: value, required: [[{ field: "query", op: "contains", value }]] })),
      );
    /** What holds for what was heard, by a look at the event: its line, and ids of rules. */
    const held = async (pool: ReturnType<typeof start>["pool"], from = 0, withEvents = false) => {
      const { rules, outcome } = await pool.detect(await portion(from, 1000), meta(`${from}`), withEvents);
      expect(outcome.records).toBe(1000);
      return (
        rules?.records.map(({ rules: numbers, event, line: at, record }) => {
          expect(JSON.parse(record)).toEqual(event.native);
          const ids = numbers.map((number) => rules.compiled.rules[number] as string);
          return `${at} ${ids.filter((id) => String(event.native["query"]).includes(id)).join()}`;
        }) ?? null
      );
    };
    const expected = (from: number, texts: readonly string[]) =>
      Array.from({ length: 1000 }, (_, i) => {
        const query = (from + i) % 50 === 0 ? "www.bad.example" : `host${from + i}.good.example`;
        return `${i + 1} ${texts.filter((text) => query.includes(text)).join()}`;
      }).filter((each) => !each.endsWith(" "));

    test("that the main thread asks, with the same answers, rows made or not", async () => {
      const texts = ["host77.", "bad.ex", "host1", "nowhere"];
      const compiled = about(...texts);
      for (const threads of [0, 2]) {
        const { pool, endThreads } = start(threads);
        expect(await held(pool)).toBeNull();
        pool.askRules(compiled);
        const all = await Promise.all(Array.from({ length: 8 }, (_, i) => held(pool, i * 1000, i % 2 === 0)));
        expect(all).toEqual(Array.from({ length: 8 }, (_, i) => expected(i * 1000, texts)));
        await endThreads();
        expect(await held(pool)).toEqual(expected(0, texts));
        pool.askRules(null);
        expect(await held(pool)).toBeNull();
      }
    });

    test("of records that are read whole, where only the rules that may hold are told", async () => {
      const odd = (i: number) => JSON.stringify({ query: `h\u00e4${i}`, more: [{ "a.tag": i % 7 }] });
      const text = Array.from({ length: 70 }, (_, i) => `${odd(i)}\n`).join("");
      const bytes = (async function* () {
        yield Buffer.from(text);
      })();
      const batches = [];
      for await (const batch of intake.readBatches(bytes, {
        fileName: "dns.log",
        format: "zeek-json",
        receivedUs: 0,
      }))
        batches.push(batch);
      const compiled = detect.compileRules([
        { id: "tag", required: [[{ field: "a.tag", op: "equals", value: "3" }]] },
        { id: "umlaut", required: [[{ field: "query", op: "endswith", value: "\u00c41" }]] },
        { id: "any", required: [] },
      ]);
      expect(compiled.always).toEqual([2]);
      for (const threads of [0, 1]) {
        const { pool } = start(threads);
        pool.askRules(compiled);
        const { rules } = await pool.detect(batches, meta("odd"), true);
        expect(rules?.records.map((each) => each.rules.join())).toEqual(
          Array.from({ length: 70 }, (_, i) => (i % 7 === 3 ? "0,2" : i === 1 ? "1,2" : "2")),
        );
      }
    });

    test("that are changed while jobs wait: numbers mean what they meant when they were found", async () => {
      const { pool } = start(2);
      const sets = [["host7"], ["nowhere", "host8"], ["a", "b", "host9"]].map((texts) => about(...texts));
      const asked = Array.from({ length: 12 }, (_, i) => {
        pool.askRules(sets[i % 3] ?? null);
        return held(pool);
      });
      const wholes = [["host7"], ["nowhere", "host8"], ["a", "b", "host9"]].map((texts) =>
        expected(0, texts).join("\n"),
      );
      for (const answer of await Promise.all(asked)) expect(wholes).toContain(answer?.join("\n"));
      expect(await held(pool)).toEqual(expected(0, ["a", "b", "host9"]));
    });

    test("over another index in its place", async () => {
      const { pool } = start(1);
      pool.askRules(about("host7"));
      expect(await held(pool)).toEqual(expected(0, ["host7"]));
      pool.lookAt(new detect.IndicatorIndex());
      expect(await held(pool)).toEqual(expected(0, ["host7"]));
    });
  });

  test("threads that are killed are replaced, and what they were at is done", async () => {
    const { pool, endThreads } = start(2);
    const batches = await portion(0, 20_000);
    const asked = Array.from({ length: 6 }, (_, i) => pool.detect(batches, meta(`${i}`), true));
    await endThreads();
    for (const { outcome } of await Promise.all(asked)) {
      expect(outcome.records).toBe(20_000);
      expect(outcome.hits).toHaveLength(400);
    }
    expect(pool.threads).toBe(2);
  });
});
