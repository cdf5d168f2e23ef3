import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonPieces, jsonPieces } from "./json-pieces.js";

/** Values of any kind within a value, and itself. */
const values = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce((sum: number, each) => sum + values(each), 1)
    : 1;

test("counts nothing within strings, and stops over the bound", () => {
  expect(jsonPieces('{"a,[{":"\\",[","b":[1,2]}', 100)).toBe(4);
  expect(jsonPieces("[],".repeat(1_000_000), 10)).toBe(11);
  expect(jsonPieces('"never ends,,,', 100)).toBe(0);
});

test("no JSON has more values than pieces and one", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const pieces = jsonPieces(JSON.stringify(value), 1e9);
      expect(values(value)).toBeLessThanOrEqual(pieces + 1);
      expect(pieces).toBeLessThanOrEqual(2 * values(value));
    }),
  );
});

test("parts have as many as the whole", () => {
  fc.assert(
    fc.property(fc.json(), fc.array(fc.nat({ max: 40 }), { maxLength: 4 }), (text, cuts) => {
      const counting = new JsonPieces();
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
      const sum = places
        .slice(1)
        .reduce((all, to, at) => all + counting.add(text.slice(places[at], to), 1e9), 0);
      expect(sum).toBe(jsonPieces(text, 1e9));
    }),
  );
});
