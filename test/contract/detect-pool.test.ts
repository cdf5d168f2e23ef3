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
    /** Sigma rules, each for names with this text in them. */
    const about = (...texts: readonly string[]) => {
      const text = texts
        .map(
          (value) =>
            `title: about ${value}\nid: ${value}\nlevel: low\nlogsource: {product: zeek, service: dns}\n` +
            `detection: {names: {query|contains: '${value}'}, condition: names}\n`,
        )
        .join("---\n");
      const { documents, refusals } = detect.readRules(text, "rules.yml");
      expect(refusals).toEqual([]);
      const rules = documents.filter((document) => document.kind === "rule");
      const duties = new Map(texts.map((id) => [id, { level: "high" as const, asked: null }]));
      return { sigma: detect.SigmaEngine.of(rules, detect.ownTaxonomies()).parts, duties, exceptions: [] };
    };
    /** How often each rule held; null where none was asked. */
    const held = async (pool: ReturnType<typeof start>["pool"], from = 0, withEvents = false) => {
      const { outcome } = await pool.detect(await portion(from, 1000), meta(`${from}`), withEvents);
      expect(outcome.records).toBe(1000);
      if (outcome.detections === undefined) return null;
      const counts = new Map<string, number>();
      for (const { rule, count, evidence, subject } of outcome.detections) {
        counts.set(rule.id, (counts.get(rule.id) ?? 0) + count);
        expect(subject).toEqual({ type: "ipv4", value: "10.0.0.1" });
        expect(rule).toMatchObject({ kind: "sigma", level: "high" });
        expect(evidence.length).toBeGreaterThan(0);
        expect(evidence.length).toBeLessThanOrEqual(10);
        for (const { record } of evidence) expect(record).toContain(rule.id);
      }
      return [...counts].sort().join(" ");
    };
    const expected = (from: number, texts: readonly string[]) => {
      const queries = Array.from({ length: 1000 }, (_, i) =>
        (from + i) % 50 === 0 ? "www.bad.example" : `host${from + i}.good.example`,
      );
      return texts
        .map((text) => [text, queries.filter((query) => query.includes(text)).length] as const)
        .filter(([, count]) => count > 0)
        .sort()
        .join(" ");
    };

    test("that the main thread asks, with the same answers, rows made or not", async () => {
      const texts = ["host77.", "bad.ex", "host1", "nowhere"];
      const work = about(...texts);
      for (const threads of [0, 2]) {
        const { pool, endThreads } = start(threads);
        expect(await held(pool)).toBeNull();
        pool.askRules(work);
        const all = await Promise.all(Array.from({ length: 8 }, (_, i) => held(pool, i * 1000, i % 2 === 0)));
        expect(all).toEqual(Array.from({ length: 8 }, (_, i) => expected(i * 1000, texts)));
        await endThreads();
        expect(await held(pool)).toEqual(expected(0, texts));
        pool.askRules(null);
        expect(await held(pool)).toBeNull();
      }
    });

    test("that are changed while jobs wait: each job has the rules it was given with", async () => {
      const { pool } = start(2);
      const texts = [["host7"], ["nowhere", "host8"], ["a", "b", "host9"]];
      const works = texts.map((each) => about(...each));
      const asked = Array.from({ length: 12 }, (_, i) => {
        pool.askRules(works[i % 3] ?? null);
        return held(pool);
      });
      const wholes = texts.map((each) => expected(0, each));
      for (const answer of await Promise.all(asked)) expect(wholes).toContain(answer);
      expect(await held(pool)).toEqual(wholes[2]);
    });

    test("over another index in its place", async () => {
      const { pool } = start(1);
      pool.askRules(about("host7"));
      expect(await held(pool)).toEqual(expected(0, ["host7"]));
      pool.lookAt(new detect.IndicatorIndex());
      expect(await held(pool)).toEqual(expected(0, ["host7"]));
    });

    test("of which some only serve correlations, with the fields these ask, and some are excepted", async () => {
      const work = about("host7", "host8", "host9");
      const exception = {
        id: "e",
        rule: "host9",
        memberId: null,
        field: "query",
        value: "host99.good.example",
        reason: "a test",
        owner: "a test",
        createdUs: 0,
        expiresUs: Number.MAX_SAFE_INTEGER,
      };
      const duties = new Map([
        ["host7", { level: null, asked: ["query", "nothing"] }],
        ["host9", { level: "low" as const, asked: null }],
      ]);
      for (const threads of [0, 1]) {
        const { pool } = start(threads);
        pool.askRules({ ...work, duties, exceptions: [exception] });
        const { outcome } = await pool.detect(await portion(0, 100), meta("some"), false);
        expect(outcome.matches?.map(({ rule, values }) => [rule, values])).toEqual(
          [7, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79].map((n) => [
            "host7",
            { query: `host${n}.good.example` },
          ]),
        );
        const counts = outcome.detections?.map(({ rule, count }) => [rule.id, rule.level, count]);
        expect(counts).toEqual([["host9", "low", 10]]);
      }
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
