import { describe, expect, test } from "vitest";
import {
  listedInWords,
  listInWords,
  numberInWords,
  shortValue,
  spanInWords,
  timesInWords,
} from "./wording.js";

const at = (text: string) => Date.parse(text) * 1000;

describe("the words of a warning", () => {
  test.each([
    [1, "one", "once"],
    [2, "two", "twice"],
    [10, "ten", "ten times"],
    [14, "14", "14 times"],
    [1204, "1,204", "1,204 times"],
  ])("%d is %s and %s", (count, number, times) => {
    expect(numberInWords(count)).toBe(number);
    expect(timesInWords(count)).toBe(times);
  });

  test.each([
    ["2026-11-22T10:04:00Z", "2026-11-22T10:04:59Z", "on 22 November 2026, 10:04 UTC"],
    ["2026-11-22T10:04:00Z", "2026-11-22T10:10:00Z", "on 22 November 2026 between 10:04 and 10:10 UTC"],
    [
      "2026-11-21T23:59:00Z",
      "2026-11-22T00:01:00Z",
      "between 21 November 2026, 23:59 UTC and 22 November 2026, 00:01 UTC",
    ],
  ])("from %s to %s", (first, last, words) => {
    expect(spanInWords(at(first), at(last))).toBe(words);
  });

  test("a time no calendar has is said, not thrown", () => {
    expect(spanInWords(8.7e18, 8.7e18)).toBe("on at an unknown time");
  });

  test.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
    [["a", "b", "c", "d", "e"], "a, b, c and two more"],
  ])("%j", (items, words) => {
    expect(listInWords(items)).toBe(words);
  });

  test("who lists it, as what", () => {
    expect(listedInWords(["x"], [], "name")).toBe("One source lists that name as hostile.");
    expect(listedInWords(["x", "y"], ["emotet"], "name")).toBe("Two sources list that name as emotet.");
  });

  test("a value of ten thousand characters does not fill the sentence", () => {
    expect(shortValue("x".repeat(10_000)).length).toBeLessThan(130);
  });
});
