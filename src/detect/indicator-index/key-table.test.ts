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

  test("keeps every value through growth, removal of half and the heap's rebuild", () => {
    const table = new KeyTable();
    const name = (i: number) => `host-${i}.${"long-label".repeat(4)}.example.com`;
    const entries = Array.from({ length: 60_000 }, (_, i) => table.add(1, name(i)));
    const before = table.bytes;
    for (let i = 0; i < 60_000; i += 3) {
      table.remove(entries[i] as number);
      table.remove(entries[i + 1] as number);
    }
    expect(table.size).toBe(20_000);
    expect(table.bytes).toBeLessThan(before);
    for (let i = 0; i < 60_000; i++) expect(table.find(1, name(i)) >= 0).toBe(i % 3 === 2);
    expect(table.valueOf(entries[2] as number)).toBe(name(2));
    for (let i = 0; i < 60_000; i++) table.add(1, name(i));
    expect(table.size).toBe(60_000);
    for (let i = 0; i < 60_000; i++) expect(table.valueOf(table.find(1, name(i)))).toBe(name(i));
  });

  test("finds a name and its parents, the longest first", () => {
    const table = new KeyTable();
    for (const name of ["b.example.com", "example.com", "com", "xample.com"]) table.add(5, name);
    const found: number[] = [];
    table.findWithParents(5, "a.b.example.com", found);
    expect(found.map((entry) => table.valueOf(entry))).toEqual(["b.example.com", "example.com", "com"]);
  });
});
