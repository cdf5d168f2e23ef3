/** Times and values as people read them. */
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test, vi } from "vitest";
import { heldNowMs, onTick } from "./clock.js";
import { Told } from "./told.js";
import { defang } from "./value.js";
import { hourInWords, relativeTime } from "./when.js";
import { whereInWords } from "./where.js";

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

test("an hour, of which the minute is not told, reads as one", () => {
  const us = new Date(2026, 10, 26, 14, 0).getTime() * 1000;
  expect(hourInWords(us)).toBe("between 14:00 and 15:00 on 26 Nov 2026");
});

test("a defanged value can't be visited by a click", () => {
  expect(defang("https://a.example/x?m=b@c.example")).toBe("hxxps://a[.]example/x?m=b[@]c[.]example");
  expect(defang("203.0.113.9")).toBe("203[.]0[.]113[.]9");
});

describe("the page's clock", () => {
  test("moves a moment every five seconds below a minute, every thirty above, and never back", () => {
    const ages = Array.from({ length: 200 }, (_, second) => heldNowMs(0, second * 1000));
    expect([...new Set(ages)].slice(0, 15).map((ms) => ms / 1000)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 90, 120,
    ]);
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
  });

  test("is one timer for all, and none when nobody looks", () => {
    vi.useFakeTimers();
    try {
      const calls = [0, 0];
      const stops = calls.map((_, at) => onTick(() => calls.splice(at, 1, (calls[at] ?? 0) + 1)));
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(60_000);
      expect(calls).toEqual([12, 12]);
      for (const stop of stops) stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("where a record stood does not read as a port", () => {
  expect(whereInWords({ origin: "127.0.0.1", line: 1 })).toBe("127.0.0.1, line 1");
});

test("an operator reads a sentence as told to a member, the member reads it plain", () => {
  const sentence = "A computer at your company is talking to a known attack server.";
  const shown = (center: Parameters<typeof Told>[0]["warning"]["center"]) =>
    renderToStaticMarkup(createElement(Told, { warning: { sentence, center, language: "en" } }));
  const center = { recipient: { id: "k", name: "Korvane" }, origins: [], sightingIds: [], released: true };
  expect(shown(null)).toBe(`<span lang="en">${sentence}</span>`);
  expect(shown(center)).toMatch(/Told to Korvane:.*A computer at your company/);
  expect(shown({ ...center, released: false })).toContain("Held back from Korvane:");
});
