import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyTable } from "./key-table.js";

/** Few distinct values of each length, so that values collide, return and overlap. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 0, maxLength: 6 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
);
const key = fc.record({ type: fc.integer({ min: 0, max: 3 }), value });
const step = fc.record({ key, remove: fc.boolean() });

describe("the table of values", () => {
  test("answers as a Map does, through additions and removals", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        // A constant seed of zeros: nothing may depend on the seed being good.
        const table = new KeyTable({ slot: 0, tag: 0 });
        const oracle = new Map<string, number>();
        for (const { key, remove } of steps) {
          const name = `${key.type} ${key.value}`;
          const known = oracle.get(name);
          expect(table.find(key.type, key.value)).toBe(known ?? -1);
          if (!remove) {
            const entry = table.add(key.type, key.value);
            if (known === undefined) expect([...oracle.values()]).not.toContain(entry);
            else expect(entry).toBe(known);
            oracle.set(name, entry);
          } else if (known !== undefined) {
            table.remove(known);
            oracle.delete(name);
          }
          expect(table.size).toBe(oracle.size);
        }
        for (const [name, entry] of oracle) {
          expect(table.has(entry)).toBe(true);
          expect(`${table.typeOf(entry)} ${table.valueOf(entry)}`).toBe(name);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("keeps every value through growth, removal of most and the heap's rebuild", () => {
    const table = new KeyTable();
    const names = Array.from(
      { length: 12_000 },
      (_, i) => `host-${i}.${"long-label.".repeat(20)}example.com`,
    );
    const lost = () =>
      names.filter((name) => table.find(1, name) < 0 || table.valueOf(table.find(1, name)) !== name);
    const entries = names.map((name) => table.add(1, name));
    expect(lost()).toEqual([]);
    const before = table.bytes;
    const kept = names.filter((_, i) => i % 3 === 2);
    for (const [i, entry] of entries.entries()) if (i % 3 !== 2) table.remove(entry);
    expect(table.size).toBe(4_000);
    expect(table.bytes).toBeLessThan(before);
    const gone = new Set(lost());
    expect(gone.size).toBe(8_000);
    expect(kept.filter((name) => gone.has(name))).toEqual([]);
    for (const name of names) table.add(1, name);
    expect(table.size).toBe(12_000);
    expect(lost()).toEqual([]);
  });

  test("finds a name and its parents, the longest first", () => {
    const table = new KeyTable();
    for (const name of ["b.example.com", "example.com", "com", "xample.com"]) table.add(5, name);
    const found: number[] = [];
    table.findWithParents(5, "a.b.example.com", found);
    expect(found.map((entry) => table.valueOf(entry))).toEqual(["b.example.com", "example.com", "com"]);
  });
});
