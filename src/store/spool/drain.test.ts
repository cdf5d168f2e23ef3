import { describe, expect, test } from "vitest";
import { openLog, Refusal, systemClock } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { EventStore, SpooledBlock } from "../events/event-store.js";
import { noStore } from "../events/no-store.js";
import { storeProblem } from "../problems.js";
import { type DrainerOptions, openDrainer } from "./drain.js";
import type { Spool, SpooledBatch } from "./spool.js";

const log = openLog({ level: "silent" });

/** A spool in memory: what the drainer sees of one. */
class ListSpool implements Spool {
  readonly batches: SpooledBatch[] = [];
  readonly aside: string[] = [];
  readonly #listeners = new Set<(batch: SpooledBatch) => void>();

  add(id: string, rows: readonly number[], extra: Partial<SpooledBatch> & { day?: string } = {}): void {
    const sequence = this.batches.length + 1;
    const blocks = rows.map(
      (count, index): SpooledBlock => ({
        path: `/spool/${id}-${index}.native`,
        day: extra.day ?? "2026-11-22",
        mark: "",
        rows: count,
        bytes: count * 100,
        first: { timeUs: sequence, id: `${sequence}${index}` },
      }),
    );
    const meta = { id, memberId: null, door: "", origin: "", receivedUs: 0, bytes: 0, mark: null };
    const outcome: BatchOutcome = { meta, records: 0, refused: 0, refusals: [], hits: [], logs: {} };
    const batch = {
      id,
      sequence,
      path: "",
      blocks,
      replayed: false,
      outcome: () => Promise.resolve(outcome),
      ...extra,
    };
    this.batches.push(batch);
    for (const listener of this.#listeners) listener(batch);
  }

  put = () => Promise.resolve("stored" as const);
  pending = () => [...this.batches];
  knows = (id: string) => this.batches.some((batch) => batch.id === id);
  depth = () => ({
    batches: this.batches.length,
    rows: 0,
    bytes: 0,
    bytesMax: 0,
    setAside: this.aside.length,
  });
  close = () => Promise.resolve();

  done(id: string): Promise<void> {
    this.batches.splice(
      this.batches.findIndex((batch) => batch.id === id),
      1,
    );
    return Promise.resolve();
  }

  async setAside(id: string): Promise<string> {
    this.aside.push(id);
    await this.done(id);
    return `/spool/set-aside/${id}`;
  }

  onStored(listener: (batch: SpooledBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** An event store that remembers inserts; `fail` is asked before each, and may fail before or after it took place. */
function listStore(fail?: (blocks: readonly SpooledBlock[]) => "before" | "after" | "away" | null) {
  const inserts: SpooledBlock[][] = [];
  const asked: string[] = [];
  const present = () => inserts.flat().map((block) => block.first.id);
  const store: EventStore = {
    ...noStore("a test"),
    form: "chdb",
    insert: (...blocks) => {
      if (blocks.length === 0) return Promise.resolve();
      const how = fail?.(blocks) ?? null;
      if (how !== "before" && how !== "away") inserts.push([...blocks]);
      if (how === "away") return Promise.reject(new Refusal(storeProblem("events-unavailable", "away")));
      return how === null ? Promise.resolve() : Promise.reject(new Error(`failed ${how}`));
    },
    has: (_timeUs, id) => {
      asked.push(id);
      return Promise.resolve(present().includes(id));
    },
  };
  return { store, inserts, asked, present };
}

function drain(spool: Spool, events: EventStore, options: Partial<DrainerOptions> = {}) {
  return openDrainer({
    spool,
    events,
    log,
    clock: systemClock,
    consequences: () => Promise.resolve(),
    ...options,
    limits: { pauseMsMin: 5, pauseMsMax: 20, ...options.limits },
  });
}

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("inserts of at least 100,000 rows or one second", () => {
  test("small batches of a day wait for one another and become one insert", async () => {
    const spool = new ListSpool();
    const { store, inserts } = listStore();
    const drainer = drain(spool, store, { limits: { gatherMs: 60_000 } });
    for (let i = 0; i < 9; i++) spool.add(`a${i}`, [11_000]);
    await soon(30);
    expect(inserts).toEqual([]);
    spool.add("last", [11_000]);
    await soon(30);
    expect(inserts.map((blocks) => blocks.length)).toEqual([10]);
    expect(spool.batches).toEqual([]);
    await drainer.close();
  });

  test("what is not enough goes after the time it may wait", async () => {
    const spool = new ListSpool();
    const { store, inserts } = listStore();
    const drainer = drain(spool, store, { limits: { gatherMs: 80 } });
    spool.add("a", [3]);
    await soon(40);
    expect(inserts.length).toBe(0);
    await soon(120);
    expect(inserts.length).toBe(1);
    await drainer.close();
  });

  test("days are inserted apart, and no insert passes its bounds", async () => {
    const spool = new ListSpool();
    const { store, inserts } = listStore();
    for (let i = 0; i < 4; i++) spool.add(`a${i}`, [400_000], { day: i === 3 ? "2026-11-23" : "2026-11-22" });
    const drainer = drain(spool, store);
    await drainer.idle();
    expect(inserts.map((blocks) => [blocks[0]?.day, blocks.length])).toEqual([
      ["2026-11-22", 2],
      ["2026-11-22", 1],
      ["2026-11-23", 1],
    ]);
    await drainer.close();
  });
});

describe("exactly once", () => {
  test("at start a file is replayed only if its first row is absent; a new one is not asked for", async () => {
    const spool = new ListSpool();
    const { store, inserts, asked } = listStore();
    spool.add("there", [5], { replayed: true });
    inserts.push([...(spool.batches[0]?.blocks ?? [])]);
    spool.add("absent", [5], { replayed: true });
    const drainer = drain(spool, store);
    await drainer.idle();
    spool.add("new", [5]);
    await drainer.idle();
    expect(asked).toEqual(["10", "20"]);
    expect(inserts.flat().map((block) => block.path)).toEqual([
      "/spool/there-0.native",
      "/spool/absent-0.native",
      "/spool/new-0.native",
    ]);
    expect(drainer.figures()).toMatchObject({ batches: 3, insertedRows: 10, foundBlocks: 1 });
    await drainer.close();
  });

  test("an insert that failed without an answer is asked for before it is sent again", async () => {
    let failures = 0;
    const { store, present, asked } = listStore(() => (failures++ === 0 ? "after" : null));
    const spool = new ListSpool();
    spool.add("a", [5]);
    spool.add("b", [5]);
    const drainer = drain(spool, store);
    await drainer.idle();
    expect(present()).toEqual(["10", "20"]);
    expect(asked).toEqual(["10", "20"]);
    await drainer.close();
  });

  test("one bad file holds up no other, stays, and is tried again", async () => {
    let bad = true;
    const spool = new ListSpool();
    const { store, present } = listStore((blocks) =>
      bad && blocks.some((block) => block.path.includes("bad")) ? "before" : null,
    );
    for (const id of ["a", "bad", "c"]) spool.add(id, [5]);
    const drainer = drain(spool, store, { limits: { gatherMs: 1 } });
    await soon(150);
    expect(spool.batches.map(({ id }) => id)).toEqual(["bad"]);
    expect(drainer.figures().lastFailure).toBe("failed before");
    bad = false;
    await drainer.idle();
    expect(present().sort()).toEqual(["10", "20", "30"]);
    await drainer.close();
  });

  test("after the engine was away, what waited still goes together", async () => {
    let away = true;
    const spool = new ListSpool();
    const { store, inserts } = listStore(() => (away ? "away" : null));
    for (let i = 0; i < 6; i++) spool.add(`a${i}`, [5]);
    const drainer = drain(spool, store, { limits: { gatherMs: 1 } });
    await soon(10);
    away = false;
    await drainer.idle();
    expect(inserts.length).toBe(1);
    await drainer.close();
  });
});

describe("consequences", () => {
  test("come oldest first, do not wait for the insert, and the files go only when both are done", async () => {
    const spool = new ListSpool();
    const applied: string[] = [];
    let away = true;
    const { store } = listStore(() => (away ? "away" : null));
    const drainer = drain(spool, store, {
      consequences: (outcome) => {
        applied.push(outcome.meta.id);
        return Promise.resolve();
      },
    });
    for (const id of ["a", "b", "c"]) spool.add(id, [5]);
    await soon(20);
    expect(applied).toEqual(["a", "b", "c"]);
    expect(spool.batches.length).toBe(3);
    away = false;
    await drainer.idle();
    expect(spool.batches).toEqual([]);
    expect(applied).toEqual(["a", "b", "c"]);
    await drainer.close();
  });

  test("that fail are tried again and hold up neither other batches nor inserts", async () => {
    const spool = new ListSpool();
    const applied: string[] = [];
    let failing = true;
    const { store, present } = listStore();
    const drainer = drain(spool, store, {
      limits: { gatherMs: 1 },
      consequences: ({ meta }) => {
        if (failing && meta.id === "a") return Promise.reject(new Error("state away"));
        applied.push(meta.id);
        return Promise.resolve();
      },
    });
    for (const id of ["a", "b"]) spool.add(id, [5]);
    await soon(80);
    expect(applied).toEqual(["b"]);
    expect(present()).toEqual(["10", "20"]);
    expect(spool.batches.map(({ id }) => id)).toEqual(["a"]);
    failing = false;
    await drainer.idle();
    expect(applied).toEqual(["b", "a"]);
    await drainer.close();
  });

  test("that fail for what is in a batch are set aside after some tries, when its events are stored", async () => {
    const faults: Record<string, Error> = {
      beyond: new RangeError("The integer 10000000000000000 lies beyond 2^53"),
      refused: Object.assign(new Error("value out of range"), { code: "22003" }),
    };
    const spool = new ListSpool();
    const tries: Record<string, number> = {};
    let away = true;
    const { store, present } = listStore(() => (away ? "away" : null));
    const drainer = drain(spool, store, {
      limits: { gatherMs: 1, contentTriesMax: 3 },
      consequences: ({ meta: { id } }) => {
        tries[id] = (tries[id] ?? 0) + 1;
        return faults[id] === undefined ? Promise.resolve() : Promise.reject(faults[id]);
      },
    });
    for (const id of ["beyond", "refused", "good"]) spool.add(id, [5]);
    while ((tries["beyond"] ?? 0) < 3 || (tries["refused"] ?? 0) < 3) await soon(5);
    expect(spool.aside).toEqual([]);
    away = false;
    await drainer.idle();
    expect(tries).toEqual({ beyond: 3, refused: 3, good: 1 });
    expect(spool.aside.sort()).toEqual(["beyond", "refused"]);
    expect(present()).toEqual(["10", "20", "30"]);
    expect(spool.batches).toEqual([]);
    await drainer.close();
  });

  test("that fail as the database is away are never set aside", async () => {
    const spool = new ListSpool();
    let left = 9;
    const drainer = drain(spool, listStore().store, {
      limits: { gatherMs: 1, pauseMsMax: 5, contentTriesMax: 2 },
      consequences: () => {
        const codes = ["57P01", "08006", "40001", "ECONNREFUSED", undefined];
        const code = codes[left % codes.length];
        return left-- > 0
          ? Promise.reject(
              Object.assign(new Error("Connection terminated"), code === undefined ? {} : { code }),
            )
          : Promise.resolve();
      },
    });
    spool.add("a", [5]);
    await drainer.idle();
    expect(spool.aside).toEqual([]);
    expect(drainer.figures()).toMatchObject({ batches: 1, failures: 9 });
    await drainer.close();
  });

  test("without an event store they are applied, and the acknowledged files stay", async () => {
    const spool = new ListSpool();
    const applied: string[] = [];
    const drainer = drain(spool, noStore("a test"), {
      consequences: ({ meta }) => {
        applied.push(meta.id);
        return Promise.resolve();
      },
    });
    spool.add("a", [5]);
    await drainer.idle();
    expect(applied).toEqual(["a"]);
    expect(spool.batches.map(({ id }) => id)).toEqual(["a"]);
    await drainer.close();
  });
});
