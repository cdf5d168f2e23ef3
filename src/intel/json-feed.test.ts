import fc from "fast-check";
import { expect, test } from "vitest";
import { brokenAt, readJson } from "./json-feed.js";

test.each([
  ['{"a":1,}', 7],
  ["[1,2,]", 5],
  ['{"a" 1}', 5],
  ["[01]", 1],
  ['{"a":tru}', 5],
  ['["a\nb"]', 1],
  ["[1] x", 4],
  ["[1", 2],
  ["", 0],
  ['{"a":"\\x"}', 5],
])("%j stops being JSON at %i", (text, at) => {
  expect(brokenAt(text)).toBe(at);
  expect(() => JSON.parse(text)).toThrow();
});

test("a place is found exactly where JSON.parse refuses, and never in valid JSON", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(brokenAt(text)).toBe(text.length); // wanting more after the end is where it ends
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom("}", "]", ",", ":", '"', "x"), (text, at, extra) => {
      const bent = text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1));
      let valid = true;
      try {
        JSON.parse(bent);
      } catch {
        valid = false;
      }
      const place = brokenAt(bent);
      if (!valid) expect(place).toBeLessThanOrEqual(bent.length);
      else expect(place).toBe(bent.length);
    }),
  );
});

test("the refusal names line and column", () => {
  const [refused] = [...readJson('{\n  "a": [\n    1,\n  ]\n}')];
  expect(refused).toMatchObject({ line: 4, problem: { code: "intel.json-invalid" } });
  expect((refused as { problem: { detail: string } }).problem.detail).toContain("Line 4, column 3");
});

test("depth is bounded, also where strings hold brackets", () => {
  expect([...readJson("[".repeat(100))]).toMatchObject([{ problem: { code: "intel.json-too-deep" } }]);
  expect([...readJson(JSON.stringify({ a: "[".repeat(100) }))]).toMatchObject([{ line: 1 }]);
});
