import fc from "fast-check";
import { expect, test } from "vitest";
import { answerTypes, parseInt8, parseNumeric } from "./answers.js";

test("an integer comes out exactly or not at all", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const safe = value >= -(2n ** 53n - 1n) && value <= 2n ** 53n - 1n;
      for (const parse of [parseInt8, parseNumeric]) {
        if (safe) expect(BigInt(parse(value.toString()))).toBe(value);
        else expect(() => parse(value.toString())).toThrow(/2\^53/);
      }
    }),
  );
});

const int8Array: number = 1016;

test("fractions are numbers; what this page does not name is left to pg", () => {
  expect(parseNumeric("-1.50")).toBe(-1.5);
  const bool = answerTypes.getTypeParser(16, "text") as (text: string) => unknown;
  expect([bool("t"), bool("f")]).toEqual([true, false]);
  const bigs = answerTypes.getTypeParser(int8Array, "text") as (text: string) => unknown;
  expect(bigs("{1,NULL,-3}")).toEqual([1, null, -3]);
});
