import fc from "fast-check";
import { expect, test } from "vitest";
import { parseStix } from "./text.js";

test.each([
  ['{"a":1,"a":2}', "duplicate-key"],
  ['{"x":{"a":1,"b":[{"a":1},{"a":1,"\\u0061":2}]}}', "duplicate-key"],
  ['{"a":"\\"a\\":","b":{"a":1}}', null],
  ['[{"a":1},{"a":1}]', null],
  ['\ufeff{"a":1}', null],
  ['{"a":1,}', "json"],
  ["", "json"],
  [`${"[".repeat(500)}${"]".repeat(500)}`, "json"],
])("%s: %s", (text, rule) => {
  expect(parseStix(text).problem?.rule ?? null).toBe(rule);
});

test("what JSON.stringify writes is read as it was", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseStix(text).value).toEqual(JSON.parse(text));
    }),
  );
});

test("no text is thrown at", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseStix(text)));
});
