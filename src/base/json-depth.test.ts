import fc from "fast-check";
import { expect, test } from "vitest";
import { deepestAt, nestsDeeper } from "./json-depth.js";

test("names the bracket that is too deep, and counts none within strings", () => {
  expect(deepestAt("[[[1]]]", 3)).toBeNull();
  expect(deepestAt("[[[1]]]", 2)).toBe(2);
  expect(deepestAt('{"[[[[\\"[[":[1]}', 2)).toBeNull();
  expect(deepestAt("[".repeat(1_000_000), 32)).toBe(32);
});

test("walks a parsed value of any depth without a call for each level", () => {
  expect(nestsDeeper(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), 50)).toBe(true);
});

/** Levels of a value as a walk finds them. */
const levels = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levels)) : 0;

test("of any JSON it says what a walk of the value finds", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 0, max: 10 }), (value, max) => {
      expect(deepestAt(JSON.stringify(value), max) === null).toBe(levels(value) <= max);
      expect(nestsDeeper(value, max)).toBe(levels(value) > max);
    }),
  );
});
