import fc from "fast-check";
import { expect, test } from "vitest";
import { compareTimestamps, isTimestamp, timestampOf, timestampUs } from "./timestamp.js";

test.each([
  ["2016-02-29T08:17:27.000Z", true],
  ["2016-01-01T00:00:00Z", true],
  ["2016-12-31T23:59:60Z", true],
  ["2016-01-01T00:00:00.123456789012Z", true],
  ["2015-02-29T08:17:27Z", false],
  ["2016-09-31T08:17:27.000Z", false],
  ["2016-13-01T00:00:00Z", false],
  ["2016-01-01T24:00:00Z", false],
  ["2016-01-01T10:00:60Z", false],
  ["2016-01-01T00:00:00.Z", false],
  ["2016-01-01T00:00:00+00:00", false],
  ["2016-01-01", false],
])("%s: %s", (text, is) => {
  expect(isTimestamp(text)).toBe(is);
});

test("every digit counts, and trailing zeros say nothing", () => {
  const [a, b] = ["2016-01-01T00:00:00.0000001Z", "2016-01-01T00:00:00Z"];
  expect(compareTimestamps(a, b)).toBe(1);
  expect(compareTimestamps(b, a)).toBe(-1);
  expect(compareTimestamps("2016-01-01T00:00:00.100Z", "2016-01-01T00:00:00.1Z")).toBe(0);
});

test("microseconds come back as they were", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (us) => {
      expect(isTimestamp(timestampOf(us))).toBe(true);
      expect(timestampUs(timestampOf(us))).toBe(us);
    }),
  );
  expect(timestampUs("soon")).toBeNull();
});
