/**
 * A feed that is taken as lines must end as one that is read value by value: the same entries with the same claims,
 * the same refusals of the same lines. The way by values is the reference.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type FeedSink, type LoadOptions, type LoadReport, loadFeeds } from "../../intel/index.js";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { hostileText } from "../kernel/reference/hostile-texts.js";
import { indexSink } from "./index-sink.js";
import { IndicatorIndex } from "./indicator-index.js";

const folder = mkdtempSync(join(tmpdir(), "breakwater-add-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
/** A file of its own for each feed, as properties may still run where a test was ended. */
function write(feed: string | Uint8Array): string {
  const path = join(folder, `feed-${++files}.txt`);
  writeFileSync(path, feed);
  return path;
}

const other: IndicatorClaim = {
  source: "another",
  confidence: 10,
  validFromUs: 1,
  validUntilUs: null,
  tlp: "TLP:RED",
  labels: ["before"],
};

interface Loaded {
  readonly index: IndicatorIndex;
  readonly report: LoadReport;
  readonly entries: readonly { readonly observable: Observable; readonly line: number }[];
  readonly refusals: readonly string[];
  /** Lines that were taken as such. */
  readonly taken: number;
}

async function load(
  path: string,
  asLines: boolean,
  before: readonly Observable[] = [],
  options: LoadOptions = { format: "plain-list" },
): Promise<Loaded> {
  const index = new IndicatorIndex();
  for (const observable of before) index.add(observable, other);
  const sink = indexSink(index);
  const entries: { observable: Observable; line: number }[] = [];
  const refusals: string[] = [];
  let taken = 0;
  const byValue: FeedSink = {
    entry(observable, claim, line) {
      entries.push({ observable, line });
      sink.entry(observable, claim, line);
    },
    problem: (_path, line, problem) => refusals.push(`${line} ${problem.code} ${problem.detail}`),
  };
  const byLine: FeedSink = {
    ...byValue,
    expect: sink.expect,
    lines(lines, claim) {
      const answer = sink.lines(lines, claim);
      taken += answer.taken;
      return answer;
    },
  };
  const report = await loadFeeds([path], asLines ? byLine : byValue, options);
  return { index, report, entries, refusals, taken };
}

/** Loads what is in the file both ways, and compares all that can be seen of it. */
async function compare(feed: string | Uint8Array, before: readonly Observable[] = []): Promise<Loaded> {
  const path = write(feed);
  const byValue = await load(path, false, before);
  const byLine = await load(path, true, before);
  expect(byLine.report).toEqual(byValue.report);
  expect(byLine.refusals).toEqual(byValue.refusals);
  expect(byLine.taken + byLine.entries.length).toBe(byValue.entries.length);
  const { index } = byLine;
  expect([index.size, index.claims, index.version]).toEqual([
    byValue.index.size,
    byValue.index.claims,
    byValue.index.version,
  ]);
  for (const { observable } of byValue.entries)
    expect(index.lookup(observable, null)).toEqual(byValue.index.lookup(observable, null));
  return byLine;
}

const names = [
  "evil.example",
  "a.b-c.d_e.example.co",
  "xn--mnchen-3ya.example",
  "0.example",
  "deadbeef.ab",
  "1.2.x3",
];
const plain: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...names),
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat(70_000)).map(([address, port]) => `${address}:${port}`),
  fc
    .tuple(
      fc.constantFrom("2001:db8::", "2001:DB8::", "2001:db8:0::", "::", "2000::", "ff00::1", "::ffff:0:0"),
      fc.nat(130),
    )
    .map(([address, prefix]) => `${address}/${prefix}`),
  fc
    .tuple(fc.constantFrom("10.0.0.0", "10.32.0.0", "0.0.0.0", "010.0.0.0"), fc.nat(34))
    .map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(fc.ipV4(), fc.nat(33)).map(([address, prefix]) => `${address}/${prefix}`),
  fc.constantFrom(32, 40, 64, 128, 33).chain((length) => {
    const digit = fc.constantFrom(..."0123456789abcdefABCDEF");
    return fc.array(digit, { minLength: length, maxLength: length }).map((digits) => digits.join(""));
  }),
  fc
    .tuple(
      fc.constantFrom("http://", "https://", "ftp://", "hxxp://", ""),
      fc.constantFrom(...names, "203.0.113.9", "08.1.1.1", "name"),
      fc.constantFrom("", ":80", ":443", ":8080", ":08", ":65536", ":", "@x.example"),
      fc.constantFrom(
        "",
        "/",
        "/a/b.php",
        "//a",
        "/a/./b",
        "/.a",
        "/%2e/",
        "/a?b=/../c",
        "/a?b='c'",
        "?q",
        "/a(b)",
        "/a;",
      ),
      fc.constantFrom("", "#top", ",", "?x=1&y=%20"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(fc.constantFrom("box", "a.b", "a+b", "A", "", "a@b"), fc.constantFrom(...names))
    .map((p) => p.join("@")),
  fc.domain(),
  fc.webUrl({ withQueryParameters: true }),
  fc.emailAddress(),
);
const around = fc.constantFrom(
  "",
  "",
  "",
  " ",
  "\t",
  "\r",
  " # seen",
  " ; SBL1",
  ",",
  '"',
  ".",
  "[.]",
  "\u00a0",
  "é",
  "\ufeff",
);
const bent = fc
  .tuple(plain, fc.nat(60), fc.constantFrom(..." .:/@-_%?#[](),;\\X0g\0\u2028é"))
  .map(([text, at, char]) => text.slice(0, at) + char + text.slice(at));
const line: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: plain, weight: 6 },
  { arbitrary: fc.tuple(around, plain, around).map((parts) => parts.join("")), weight: 3 },
  { arbitrary: bent, weight: 3 },
  { arbitrary: hostileText, weight: 2 },
  {
    arbitrary: fc.constantFrom("", "# comment", "indicator", "192.0.2.4-192.0.2.19", "a".repeat(17_000)),
    weight: 1,
  },
);
const feed = fc
  .tuple(
    fc.array(line, { maxLength: 40, size: "max" }),
    fc.constantFrom("\n", "\r\n"),
    fc.constantFrom("", "\n", "\ufeff"),
  )
  .map(
    ([lines, end, last]) => (last === "\ufeff" ? last : "") + lines.join(end) + (last === "\n" ? last : ""),
  );

describe("lines of a feed", () => {
  test("come into the index as they do one by one, whatever stands in them", async () => {
    await fc.assert(
      fc.asyncProperty(feed, async (text) => {
        await compare(text);
      }),
      { numRuns: 120 },
    );
  });

  test("at the edge of what is plain are read with care", async () => {
    const edges = [
      "http://a.example:80/",
      "https://a.example:443/",
      "http://a.example:0/",
      "http://a.example/b,",
      "http://a.example/b;",
      "http://a.example/b/../c",
      "http://a.example/%2e%2e/c",
      "http://xn--a.example/",
      "http://a.example/(b)",
      "a.example-",
      "a.ex_ample",
      "a..example",
      `${"a".repeat(64)}.example`,
      "a.1example",
      "192.0.2.01",
      "192.0.2.1:0",
      "192.0.2.1:65536",
      "192.0.2.1/24",
      "192.0.2.0/032",
      "8.0.0.0/7",
      "2001:db8:0:0::1",
      "::ffff:c000:201",
      "2001:db8::/128",
      "2001:db8::1/64",
      "2000::/18",
      "a+b@a.example",
      "a@b@a.example",
      "a:b@a.example",
    ];
    for (const each of edges) await compare(each);
    const { taken } = await compare(edges.join("\n"));
    expect(taken).toBe(0);
  });

  test("of any bytes as well", async () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            bytes,
            plain.map((text) => Buffer.from(text)),
          ),
          { maxLength: 8 },
        ),
        async (lines) => {
          await compare(Buffer.concat(lines.flatMap((each) => [each, Buffer.from("\n")])));
        },
      ),
      { numRuns: 60 },
    );
    for (const encoding of ["utf16le", "utf8"] as const)
      await compare(Buffer.from("\ufeffevil.example\n\ufeff192.0.2.1\n", encoding));
  });

  test("join what other sources said before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { maxLength: 20 }), fc.nat(), async (lines, seed) => {
        const { entries } = await load(write(lines.join("\n")), false);
        await compare(
          [...lines, ...lines].join("\n"),
          entries.map(({ observable }) => observable).filter((_, at) => ((seed >> (at % 30)) & 1) === 0),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("that are plainly values are all taken, and grow the index from nothing", async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => {
      const hex = (Math.imul(i + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
      return [
        `h${hex}.example${i % 900}.com`,
        `${1 + (i % 220)}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
        `http://h${i % 500}.example:8080/${hex}/${i}.php?id=${i}`,
        `https://198.51.100.7/directory-${i}/`,
        hex.repeat(4),
        hex.repeat(5),
        hex.repeat(8).toUpperCase(),
        hex.repeat(16),
        `2001:db8::${(i + 1).toString(16)}`,
        `box.${i}@mail${i % 50}.example`,
        `2001:db8:${(i + 1).toString(16)}::/${48 + (i % 80)}`,
        `10.${i >> 8}.${i & 255}.${(i & 3) << 6}/${26 + (i % 5)}`,
      ][i % 12];
    });
    const { index, taken, entries, refusals } = await compare(lines.join("\n"));
    expect([taken, entries.length, refusals.length]).toEqual([30_000, 0, 0]);
    expect(index.size).toBe(30_000);
    const directory: Observable = { type: "url", value: "https://198.51.100.7/directory-3/and/below" };
    expect(index.lookup(directory, null)?.indicator.observable.value).toBe(
      "https://198.51.100.7/directory-3/",
    );
  });

  test("grow an index that was not told how many come", () => {
    const index = new IndicatorIndex();
    const count = 40_000;
    for (let from = 0; from < count; from += 2000) {
      const names = Array.from({ length: 2000 }, (_, i) => `name${from + i}.example${i % 77}.com\n`);
      expect(index.addLines(Buffer.from(names.join("")), other)).toEqual({
        lines: 2000,
        taken: 2000,
        left: [],
      });
      for (
        let i = from;
        i < from + 2000;
        i += 3 // others take these numbers
      )
        index.remove({ type: "domain", value: `name${i}.example${(i - from) % 77}.com` }, other.source);
    }
    let found = 0;
    for (let i = 0; i < count; i++) {
      const observable: Observable = { type: "domain", value: `name${i}.example${(i % 2000) % 77}.com` };
      if (index.lookup(observable, null) !== null) found++;
    }
    expect(found).toBe(index.size);
    expect(index.claims).toBe(index.size);
    expect(index.size).toBe(count - (count / 2000) * Math.ceil(2000 / 3));
  });

  test("longer than a portion, and portions that end within a line, keep their numbers", async () => {
    const long = `${"x".repeat(70_000)}`;
    const many = Array.from({ length: 9000 }, (_, i) => (i % 500 === 499 ? "no value" : `name${i}.example`));
    const { refusals } = await compare([...many, long, ...many, long].join("\n"));
    expect(refusals).toContain(
      '500 intel.value-unknown Line 500: "no value" is no value that telemetry carries.',
    );
    expect(refusals.some((refusal) => refusal.startsWith("9001 intel.line-too-long"))).toBe(true);
    expect(refusals.some((refusal) => refusal.startsWith("18002 intel.line-too-long"))).toBe(true);
  });

  test("are handed over 64 KiB at a time", () => {
    expect(() => new IndicatorIndex().addLines(new Uint8Array(65_537), other)).toThrow("64 KiB at a time");
  });

  test("are found when they come into an index that was read back, before its texts are there", async () => {
    const first = new IndicatorIndex();
    const values = Array.from(
      { length: 60_000 },
      (_, i) => `${"long-label.".repeat(6)}${i}.host${i % 97}.example`,
    );
    for (const value of values) first.add({ type: "domain", value }, other);
    const saved = join(folder, "index");
    expect(await first.save(saved, "1")).toBe(null);
    const loaded = IndicatorIndex.load(saved);
    if (!("index" in loaded)) throw new Error(loaded.detail);
    const { index } = loaded;
    const claim: IndicatorClaim = { ...other, source: "feed" };
    const portion = values.filter((_, i) => i % 90 === 0);
    const answer = index.addLines(Buffer.from(`${portion.join("\n")}\nnew.example`), claim);
    expect(answer).toEqual({ lines: portion.length + 1, taken: portion.length + 1, left: [] });
    expect([index.size, index.claims]).toEqual([60_001, 60_001 + portion.length]);
    for (const value of portion)
      expect(index.lookup({ type: "domain", value }, null)?.indicator.claims).toEqual([other, claim]);
    expect(await index.whole).toBe(null);
  });
});
