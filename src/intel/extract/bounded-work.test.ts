/**
 * Texts made to hurt. No time is measured: a step that looks again at what was looked at before would not end within
 * the test's own bound by orders of magnitude.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractText } from "./extract-text.js";
import { logicalLines } from "./join-lines.js";
import { lineCharactersMax, textCharactersMax } from "./limits.js";
import { Sheet } from "./reading/sheet.js";
import { wholeLine } from "./whole-line.js";

/** A line is cut at 16 KiB, so what grows too fast shows within a few of them. */
const size = 2 ** 17;
const filled = (part: string, length = size) => part.repeat(Math.ceil(length / part.length)).slice(0, length);

const parts = [
  "[",
  "[.",
  "(",
  ".",
  "a.",
  "@",
  "a@",
  ":",
  "://",
  "hxxp:",
  "http://",
  "http://a.bc/?x=1&\n",
  "hxxp://a.bc/?q=hxxp://c.de&",
  " dot ",
  "a dot ",
  " at ",
  "a at b dot c ",
  "\u200b",
  "．",
  "0123456789abcdef",
  "abcdef01\n",
  "1.2.3.4/",
  "a::b ",
  "\\",
  "\\\\a",
  "/a",
  "reference: ",
  "# x\n",
  "REFERENCES:\n",
  "|",
  "|a.com|",
  "\n",
  "\r",
  "\t",
  " ",
  "é",
  "🚢",
  "http://a.bc/(",
  "CVE-",
  "safelinks.protection.outlook.com/?url=",
];

describe("a long text of anything", () => {
  test.each(parts.map((part) => [JSON.stringify(part), part]))("of %s is answered", async (_name, part) => {
    const { observables, text } = await extractText(filled(part), {});
    expect(text).toHaveLength(size);
    expect(observables.length).toBeLessThan(50);
  });

  test("of hostile parts mixed is answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { minLength: 2, maxLength: 12 }), async (mix) => {
        const { notes } = await extractText(filled(mix.join(""), size / 4), {});
        expect(Array.isArray(notes)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test("the work grows with the text: lines are cut, and every character is in one of them", () => {
    for (const part of parts) {
      const lengths = [...logicalLines(filled(part).split("\n"))].map(({ text }) => text.length);
      expect(lengths.reduce((longest, length) => Math.max(longest, length), 0)).toBeLessThan(
        2 * lineCharactersMax + 64,
      );
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(size);
    }
  });
});

describe("any text", () => {
  test("is answered, and every text of an observable stands in the input", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 400 }), async (text) => {
        const { observables } = await extractText(text, {});
        for (const one of observables) expect(text).toContain(one.text);
      }),
      { numRuns: 500 },
    );
  });

  test("is made whole with a source for every character", () => {
    const unit = fc.constantFrom(
      "a",
      "1",
      ".",
      "[",
      "]",
      "(",
      ")",
      "hxxp",
      ":",
      "/",
      " dot ",
      "\u200b",
      "．",
      "@",
      "\\",
      " ",
      "é",
      "\ud83d",
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
        const line = units.join("");
        const whole = wholeLine(line);
        for (let at = 0; at < whole.text.length; at++) {
          const from = whole.from[at] as number;
          const to = whole.to[at] as number;
          expect(from < to && to <= line.length).toBe(true);
          if (at > 0) expect(from).toBeGreaterThanOrEqual(whole.from[at - 1] as number);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("that is too long is cut, and that is said", async () => {
    const { notes, text } = await extractText(filled("word ", textCharactersMax + 10), {});
    expect(text).toHaveLength(textCharactersMax);
    expect(notes[0]).toContain("Only the first");
    const sheet = new Sheet();
    for (let at = 0; at < 10; at++) sheet.write(filled("word ", textCharactersMax / 8));
    expect(sheet.text.length).toBeLessThanOrEqual(textCharactersMax + 16);
    expect(sheet.notes).toHaveLength(1);
  });
});
