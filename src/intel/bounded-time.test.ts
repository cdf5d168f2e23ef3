/**
 * Feeds are read in the center's own process, so no text may take time by its square: each shape is read at one
 * length and at four times that length, and the longer one may take at most some ten times as long.
 */
import { describe, expect, test } from "vitest";
import { readAllowList } from "./allow-lists.js";
import { readValue } from "./read-value.js";
import { refang } from "./refang.js";

const fillers = [
  " ",
  "\t",
  ".",
  "a.",
  "[",
  "(",
  '"',
  "'",
  ",",
  '"",',
  "/",
  ":",
  "#",
  "\\",
  "[.]",
  " dot ",
  "hxxp://",
];
const readers: readonly [string, (text: string) => unknown][] = [
  ["a value", readValue],
  ["a defanged text", refang],
  ["a plain allow list", (text) => readAllowList(text, "whitelist.txt")],
];

/** Of the processor, so that what runs beside this counts for nothing. */
function milliseconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("time grows with length and not with its square", () => {
  test.each(readers)("%s", (_name, read) => {
    for (const filler of fillers) {
      const text = (length: number) => `a${filler.repeat(length / filler.length)}x`;
      const short = Math.min(...[1, 2, 3].map(() => milliseconds(() => read(text(50_000)))));
      const long = milliseconds(() => read(text(200_000)));
      expect(long, JSON.stringify(filler)).toBeLessThan(Math.max(250, short * 10));
    }
  });
});
