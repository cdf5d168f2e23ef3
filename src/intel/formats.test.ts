/**
 * Runs the golden cases of every feed format, and each case again cut off, with flipped bits and far too long: the
 * answer is items or problems, never a throw, in bounded time. In a case `␉` stands for a tab, `␍` for a carriage
 * return and `␀` for a byte order mark, so that editors leave them alone; `file: name` may follow the sentence.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeedFormat } from "./feed-format.js";
import { feedFormats } from "./formats/index.js";
import { lineLengthMax } from "./limits.js";
import { sniffFeed } from "./sniff.js";

interface Case {
  readonly sentence: string;
  readonly fileName: string;
  readonly input: string;
  readonly expected: string;
}

function casesOf(format: FeedFormat): readonly Case[] {
  const path = join(import.meta.dirname, "formats", `${format.id}.cases.txt`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split(/^={10}\n/m)
    .map((block) => {
      const [head = "", expected = ""] = block.split(/^-{10}\n/m);
      const newline = head.indexOf("\n");
      const [sentence = "", fileName = ""] = head.slice(0, newline).split(" file: ");
      const raw = head.slice(newline + 1).replace(/\n$/, "");
      const input = raw.replaceAll("␉", "\t").replaceAll("␍", "\r").replaceAll("␀", "\ufeff");
      return { sentence, fileName, input, expected };
    });
}

/** Items as the cases write them. */
function readCase(format: FeedFormat, text: string, fileName: string): unknown[] {
  return [...format.read(text, fileName)].map((item) => {
    if (item.kind === "problem") return { line: item.line, problem: item.problem.code.replace("intel.", "") };
    if (item.kind === "kept")
      return { line: item.kept.line, kept: item.kept.pattern, reason: item.kept.reason };
    if (item.kind === "gone") return { gone: `${item.observable.type} ${item.observable.value}` };
    const { line, observable, claim } = item.entry;
    return { line, ...observable, ...(Object.keys(claim).length > 0 && { claim }) };
  });
}

const seconds = 2;

function readBounded(format: FeedFormat, text: string, fileName: string): void {
  const before = process.cpuUsage(); // not the time of day: other programs run beside this one
  for (const item of format.read(text, fileName))
    if (!["entry", "kept", "gone", "problem"].includes(item.kind))
      throw new Error(`an item of kind ${item.kind}`);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(seconds * 1e6);
}

for (const format of feedFormats) {
  describe(format.id, () => {
    const cases = casesOf(format);
    test("has golden cases", () => expect(cases.length).toBeGreaterThan(0));
    for (const { sentence, fileName, input, expected } of cases) {
      test(sentence, () => {
        expect(readCase(format, input, fileName)).toEqual(JSON.parse(expected));
        if (!sentence.includes("(named)")) expect(sniffFeed(input, fileName)?.id).toBe(format.id);
      });
      test(`${sentence} — cut, bent and stretched`, () => {
        for (let cut = 0; cut < input.length; cut += Math.max(1, Math.floor(input.length / 20)))
          readBounded(format, input.slice(0, cut), fileName);
        fc.assert(
          fc.property(fc.nat(Math.max(0, input.length - 1)), fc.nat(255), (at, bits) => {
            const bytes = Buffer.from(input);
            bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ bits;
            readBounded(format, bytes.toString("utf8"), fileName);
          }),
          { numRuns: 25 },
        );
        readBounded(format, input.repeat(Math.ceil(200_000 / Math.max(1, input.length))), fileName);
        readBounded(format, input.replaceAll("\n", " ").padEnd(lineLengthMax * 4, input), fileName);
      });
    }
    test("any text at all is read without a throw", () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) =>
          readBounded(format, text, "x.txt"),
        ),
        { numRuns: 25 },
      );
      for (const nest of ["[", '{"a":', "(", '"', "||", "address=/", "- ", "`", "\\", "['"])
        readBounded(format, nest.repeat(50_000), "x.txt");
    });
  });
}

test("the first claim wins however the sample is cut", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(sniffFeed(text, "x")?.id).toBe(sniffFeed(text, "x")?.id);
    }),
    { numRuns: 50 },
  );
});
