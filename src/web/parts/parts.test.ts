/** Times and values as people read them. */
import { describe, expect, test } from "vitest";
import { defang } from "./value.js";
import { relativeTime } from "./when.js";

describe("a moment, relative", () => {
  const nowMs = 1_800_000_000_000;
  test.each([
    [-15, "just now"],
    [3, "just now"],
    [42, "42 seconds ago"],
    [60, "a minute ago"],
    [600, "10 minutes ago"],
    [7_200, "2 hours ago"],
    [86_400 * 1.5, "yesterday"],
    [86_400 * 3, "3 days ago"],
  ])("%d seconds past reads %s", (seconds, words) => {
    expect(relativeTime((nowMs - seconds * 1000) * 1000, nowMs)).toBe(words);
  });
});

test("a defanged value can't be visited by a click", () => {
  expect(defang("https://a.example/x?m=b@c.example")).toBe("hxxps://a[.]example/x?m=b[@]c[.]example");
  expect(defang("203.0.113.9")).toBe("203[.]0[.]113[.]9");
});
