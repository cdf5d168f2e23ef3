/**
 * The engine against an interpreter that tries every rule on every event: over drawn rules (written as YAML, so that reading
 * them is part of it) and drawn records, read by their formats and scanned by the kernel.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readBatches } from "../../intake/index.js";
import type { Event } from "../../model/index.js";
import { scanBatch } from "../fast-scanner.js";
import { IndicatorIndex } from "../indicator-index/indicator-index.js";
import { emptyCounts, scanBatchSlowly } from "../scanner.js";
import { SigmaEngine } from "./engine.js";
import { readRules } from "./read-rules.js";
import type { SigmaRule } from "./rule.js";
import { ownTaxonomies, readTaxonomy } from "./taxonomy.js";
import { interpret } from "./testing.js";

const taxonomy = readTaxonomy(
  `
title: For tests
about: Fields that come from several places.
fields:
  some:
    alpha: [query, dns.rrname, deep.alpha]
    beta: ["@source.address", beta, "any.*.beta"]
    page: { field: query, part: path }
covers:
  - logsource: { category: test }
    logs: [zeek-dns, eve-dns, json, json-x]
    fields: [some]
    within: ["", deep]
    keywords: [query, dns.rrname, word, deep.word]
  - logsource: { category: part, product: "*" }
    logs: [json, "json-*"]
    when: [{ beta: [one, 10.1.2.3] }, { gamma: "7" }]
    fields: [some]
  - logsource: { service: rdp }
    logs: [zeek-dns, eve-dns]
    keywords: [query, dns.rrname]
`,
  "test",
);

const words = [
  "one",
  "Two",
  "cmd.exe",
  "\\cmd.exe",
  "a*b",
  "a?b",
  "x\\y",
  "/p/q.exe?z=1",
  "10.1.2.3",
  "fe80::1",
  "7",
  "7.0",
  "true",
  "ſk",
  "ÄÖ",
  "😀!",
  "",
];
const fields = ["alpha", "beta", "gamma", "word", "deep.word", "page", "list", "query", "Z"];
const pieces = fc.constantFrom(
  "*",
  "?",
  "\\*",
  "\\?",
  "\\\\",
  "\\",
  "cmd",
  "one",
  "a",
  "b",
  ".exe",
  "Ä",
  "😀",
  "/p",
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join("")) },
);
const value = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 7, 0, 12, true, false, 7.5) },
);
const many = (one: fc.Arbitrary<unknown>) => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }));

const item = fc.constantFrom(...fields).chain((field) =>
  fc.oneof(
    { weight: 4, arbitrary: many(value).map((values) => [field, values] as const) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            "contains",
            "startswith",
            "endswith",
            "contains|all",
            "contains|cased",
            "windash|contains",
            "cased",
            "neq",
            "contains|neq",
            "endswith|windash",
          ),
          many(text),
        )
        .map(([modifier, values]) => [`${field}|${modifier}`, values] as const),
    },
    {
      weight: 2,
      arbitrary: fc.oneof(
        fc.boolean().map((wanted) => [`${field}|exists`, wanted] as const),
        fc
          .constantFrom("10.0.0.0/8", "10.1.2.0/23", "10.1.2.3/32", "fe80::/10")
          .map((network) => [`${field}|cidr`, network] as const),
        fc
          .tuple(fc.constantFrom("lt", "lte", "gt", "gte"), fc.constantFrom(0, 7, 7.5))
          .map(([op, number]) => [`${field}|${op}`, number] as const),
        fc
          .constantFrom("cmd\\.exe$", "^on+e", "o|a", "[a-z]{3}", "(?:x)?cmd", "\\d+\\.1")
          .chain((source) => fc.constantFrom("re", "re|i").map((re) => [`${field}|${re}`, source] as const)),
        fc
          .constantFrom(...fields)
          .chain((other) =>
            fc
              .constantFrom("fieldref", "fieldref|contains", "fieldref|startswith")
              .map((ref) => [`${field}|${ref}`, other] as const),
          ),
      ),
    },
  ),
);
const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items));
const keyword = text.filter((word) => word !== "");
const search = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 7, true).map((Z) => ({ Z })) },
  { weight: 5, arbitrary: map },
  { weight: 1, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(keyword, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(keyword, { minLength: 1, maxLength: 2 }).map((all) => ({ "|all": all })) },
);
const condition = fc.constantFrom(
  "s1",
  "s1 and s2",
  "s1 or s2",
  "s1 and not s2",
  "not s1",
  "not (s1 and s2)",
  "1 of s*",
  "all of them",
  "2 of s*",
  "s1 and (s2 or not s3)",
  "not s1 or s2 and s3",
  "s1 and not (s2 or s3)",
);
const logSource = fc.constantFrom(
  { category: "test" },
  { category: "part", product: "linux" },
  { category: "dns" },
  { product: "zeek", service: "dns" },
  { service: "rdp" },
  { product: "nothing-known" },
);
const rule = fc
  .record({ s1: search, s2: search, s3: search, condition, logsource: logSource })
  .map(({ logsource, ...detection }) => ({
    title: "drawn",
    logsource,
    detection,
  }));

const recordValue = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<unknown>(...words, ...words.map((word) => word.toUpperCase())) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 7, 0, 12.5, true, false, [], {}) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom<unknown>(...words, null, 7), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.tuple(text, text).map(([a, b]) => a + b) },
);
const plain = fc.dictionary(
  fc.constantFrom("alpha", "beta", "gamma", "word", "list", "query", "Z", "deep.word", "page"),
  recordValue,
  { maxKeys: 5 },
);
const record = fc
  .record({ plain, deep: fc.option(plain, { nil: undefined }), any: fc.option(plain, { nil: undefined }) })
  .map(({ plain: own, deep, any }) => ({
    ...own,
    ...(deep === undefined ? {} : { deep }),
    ...(any === undefined ? {} : { any: { k: any } }),
  }));
const line = fc
  .tuple(fc.constantFrom("json", "zeek", "eve"), record, fc.constantFrom(...words))
  .map(([kind, own, name]) => {
    if (kind === "json") return { ...own, src_ip: "10.1.2.3" };
    if (kind === "zeek")
      return { _path: "dns", ts: 1_700_000_000, uid: "C", "id.orig_h": "10.1.2.3", query: name, ...own };
    return {
      timestamp: "2026-01-01T00:00:00Z",
      event_type: "dns",
      src_ip: "10.1.2.3",
      dns: { rrname: name },
      ...own,
    };
  });

type Scan = typeof scanBatch;

async function found(
  format: string,
  lines: readonly object[],
  engine: SigmaEngine,
  scan: Scan,
): Promise<string[]> {
  const said: string[] = [];
  const source = async function* () {
    yield Buffer.from(lines.map((each) => `${JSON.stringify(each)}\n`).join(""));
  };
  for await (const batch of readBatches(source(), { fileName: "x.log", format, receivedUs: 1 }))
    scan(
      batch,
      new IndicatorIndex(),
      {
        onHit() {},
        onRefused() {},
        rules: engine.sink(
          ({ rule: each }, { line: at }) => void said.push(`${at} ${engine.rules.indexOf(each)}`),
        ),
      },
      emptyCounts(),
    );
  return said.sort();
}

async function interpreted(
  format: string,
  lines: readonly object[],
  rules: readonly SigmaRule[],
  taxonomies: readonly ReturnType<typeof readTaxonomy>[],
): Promise<string[]> {
  const said: string[] = [];
  const source = async function* () {
    yield Buffer.from(lines.map((each) => `${JSON.stringify(each)}\n`).join(""));
  };
  const events: [Event, number][] = [];
  const none = SigmaEngine.of([], taxonomies);
  for await (const batch of readBatches(source(), { fileName: "x.log", format, receivedUs: 1 }))
    scanBatchSlowly(
      batch,
      new IndicatorIndex(),
      {
        onHit() {},
        onRefused() {},
        rules: {
          compiled: none.compiled,
          onCandidates: (_, { event, line: at }) => void events.push([event, at]),
        },
      },
      emptyCounts(),
    );
  for (const [event, at] of events)
    for (const [number, each] of rules.entries())
      if (interpret(each, taxonomies, event)) said.push(`${at} ${number}`);
  return said.sort();
}

const formats = { json: "json-lines", zeek: "zeek-json", eve: "eve" } as const;
const kindOf = (each: object) => ("_path" in each ? "zeek" : "event_type" in each ? "eve" : "json");

describe("the engine", () => {
  test("finds what an interpreter finds, with the kernel and without", { timeout: 60_000 }, async () => {
    const sum = { rules: 0, found: 0 };
    const taxonomies = [taxonomy, ...ownTaxonomies().filter(({ id }) => id === "dns" || id === "zeek")];
    await fc.assert(
      fc.asyncProperty(
        fc.array(rule, { minLength: 1, maxLength: 12 }),
        fc.array(line, { minLength: 1, maxLength: 12 }),
        async (drawn, lines) => {
          const { documents, refusals } = readRules(
            drawn.map((each) => `---\n${stringify(each)}`).join(""),
            "drawn.yml",
          );
          expect(refusals.filter(({ kind }) => kind !== "modifier-misused")).toEqual([]);
          const rules = documents as readonly SigmaRule[];
          const engine = SigmaEngine.of(rules, taxonomies);
          const again = new SigmaEngine(structuredClone(engine.parts));
          sum.rules += rules.length;
          for (const kind of ["json", "zeek", "eve"] as const) {
            const some = lines.filter((each) => kindOf(each) === kind);
            if (some.length === 0) continue;
            const wanted = await interpreted(formats[kind], some, rules, taxonomies);
            expect(await found(formats[kind], some, engine, scanBatch)).toEqual(wanted);
            expect(await found(formats[kind], some, again, scanBatchSlowly)).toEqual(wanted);
            sum.found += wanted.length;
          }
        },
      ),
      { numRuns: 80 },
    );
    expect(sum.found).toBeGreaterThan(300);
  });
});
