import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DistinctCounter, distinctError, exactMax } from "./distinct-counter.js";
import { HeavyHitters } from "./heavy-hitters.js";
import { KeptMap } from "./kept-map.js";
import { SlidingCount, SlidingDistinct } from "./sliding.js";

const saved = (plain: unknown): unknown => structuredClone(plain);

describe("counting different values", () => {
  test("is exact up to its bound, in whatever order and however often they come", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 200 }), (values) => {
        const counter = new DistinctCounter();
        for (const value of values) counter.add(value);
        const exact = new Set(values).size;
        if (exact <= exactMax) expect(counter.count).toBe(exact);
      }),
    );
  });

  test("errs beyond it by no more than the stated error: spread within it, no one above five times", () => {
    for (const true_ of [100, 1_000, 2_500, 5_000, 50_000]) {
      const errors = Array.from({ length: 40 }, (_, round) => {
        const counter = new DistinctCounter();
        for (let at = 0; at < true_; at++)
          counter.add(`${round} 10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
        return counter.count / true_ - 1;
      });
      const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
      expect(spread, `for ${true_}`).toBeLessThan(distinctError * 1.3);
      expect(Math.max(...errors.map(Math.abs)), `for ${true_}`).toBeLessThan(distinctError * 5);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean), `bias for ${true_}`).toBeLessThan(distinctError * 0.6);
    }
  });

  test("two counters together count what one would, and a saved one goes on as if nothing had been", () => {
    const lists = fc.array(fc.integer({ min: 0, max: 300 }).map(String), { maxLength: 300 });
    fc.assert(
      fc.property(lists, lists, (some, others) => {
        const one = new DistinctCounter();
        const other = new DistinctCounter();
        const both = new DistinctCounter();
        for (const value of some) one.add(value);
        for (const value of others) other.add(value);
        for (const value of [...some, ...others]) both.add(value);
        const opened = DistinctCounter.open(saved(one.save())) as DistinctCounter;
        expect(opened.count).toBe(one.count);
        opened.merge(other);
        expect(opened.count).toBe(both.count);
      }),
    );
    expect(DistinctCounter.open({})).toBeNull();
    expect(DistinctCounter.open(new Uint8Array(1024).fill(99))).toBeNull();
  });
});

describe("what comes most often", () => {
  const words = fc.array(
    fc.oneof(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 500 }).map(String)),
    { maxLength: 2_000 },
  );

  test("no count is too low, none too high by more than the stated error, and nothing frequent is missing", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (keys, capacity) => {
        let hitters = new HeavyHitters(capacity);
        const exact = new Map<string, number>();
        for (const [at, key] of keys.entries()) {
          hitters.add(key);
          exact.set(key, (exact.get(key) ?? 0) + 1);
          if (at === 700) hitters = HeavyHitters.open(capacity, saved(hitters.save()));
        }
        expect(hitters.size).toBeLessThanOrEqual(capacity);
        expect(hitters.errorMax).toBeLessThanOrEqual(keys.length / capacity);
        for (const { key, count, error } of hitters.top(capacity)) {
          const true_ = exact.get(key) ?? 0;
          expect(count).toBeGreaterThanOrEqual(true_);
          expect(count - error).toBeLessThanOrEqual(true_);
          expect(count - true_).toBeLessThanOrEqual(hitters.errorMax);
        }
        for (const [key, count] of exact)
          if (count > keys.length / capacity) expect(hitters.get(key)).not.toBeNull();
      }),
    );
  });
});

describe("windows by the time of what comes", () => {
  const events = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 400 }), value: fc.integer({ min: 0, max: 9 }) }),
    { maxLength: 200 },
  );

  test("hold what lies in the panes that end with the newest, whatever the order, saved in between or not", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 6 }), (list, panes) => {
        let count = new SlidingCount(10, panes);
        let distinct = new SlidingDistinct(10, panes);
        const kept: { pane: number; value: number }[] = [];
        let newest = Number.NEGATIVE_INFINITY;
        for (const [nth, { at, value }] of list.entries()) {
          const pane = Math.floor(at / 10);
          const taken = pane > newest - panes;
          expect(count.add(at)).toBe(taken);
          distinct.add(at, String(value));
          if (taken) kept.push({ pane, value });
          newest = Math.max(newest, pane);
          const inside = kept.filter((one) => one.pane > newest - panes);
          expect(count.sum).toBe(inside.length);
          expect(distinct.count).toBe(new Set(inside.map((one) => one.value)).size);
          expect(distinct.filled).toBe(new Set(inside.map((one) => one.pane)).size);
          if (nth % 50 === 7) {
            count = SlidingCount.open(10, panes, saved(count.save()));
            distinct = SlidingDistinct.open(10, panes, saved(distinct.save()));
          }
        }
      }),
    );
  });

  test("what time has left behind is gone", () => {
    const count = new SlidingCount(10, 3);
    count.add(5, 4);
    count.moveTo(39);
    expect(count.sum).toBe(0);
    expect(SlidingCount.open(10, 4, "nothing").sum).toBe(0);
  });
});

describe("a map with a bound", () => {
  test("holds no more than its capacity, and says how many it forgot", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }).map(String)), (keys) => {
        const map = new KeptMap<number>(8);
        const put = new Set<string>();
        let forgotten = 0;
        for (const key of keys) {
          if (map.get(key) === undefined && put.has(key)) forgotten++;
          map.at(key, () => 1);
          put.add(key);
          expect(map.size).toBeLessThanOrEqual(8);
        }
        // each that came again had been forgotten, and so has each that is not here any more
        expect(map.dropped).toBe(forgotten + put.size - map.size);
      }),
    );
  });

  test("keeps what matters through a flood of keys that come once", () => {
    const map = new KeptMap<string>(100);
    for (let at = 0; at < 50; at++) {
      map.set(`known ${at}`, "k");
      map.matters(`known ${at}`);
    }
    for (let at = 0; at < 100_000; at++) map.set(`flood ${at}`, "f");
    for (let at = 0; at < 50; at++) expect(map.get(`known ${at}`)).toBe("k");
    expect(map.dropped).toBe(100_000 - 50);
    const opened = KeptMap.open(100, saved(map.save((value) => value)), (value) => value as string);
    expect([...opened.entries()]).toEqual([...map.entries()]);
    expect(opened.dropped).toBe(map.dropped);
  });

  test("lets those go that matter where nearly all do, the longest ago first", () => {
    const map = new KeptMap<number>(8);
    for (let at = 0; at < 20; at++) {
      map.set(String(at), at);
      map.matters(String(at));
    }
    expect(map.size).toBeLessThanOrEqual(8);
    expect(map.get("0")).toBeUndefined();
    expect(map.get("19")).toBe(19);
  });
});
