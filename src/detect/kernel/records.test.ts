import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { eve } from "../../intake/formats/eve.js";
import { zeekJson } from "../../intake/formats/zeek-json.js";
import { zeekTsv } from "../../intake/formats/zeek-tsv.js";
import type { JsonSievePlan, TsvSievePlan } from "../../intake/index.js";
import { nextHead, type TsvHead } from "../../intake/zeek/tsv-head.js";
import { type Event, observe } from "../../model/index.js";
import { hostWithin } from "../meeting.js";
import { wantedKeys } from "./plan.js";
import { askedByKernel, askedByReference, askedFor } from "./reference/asked.js";
import { hostileTarget, hostileText, plainText } from "./reference/hostile-texts.js";
import { type ChunkView, KernelView, withOneLog } from "./reference/kernel-view.js";
import { readRecord } from "./reference/record.js";
import { looksHidden } from "./reference/sieve.js";

const view = new KernelView();

/** Everything the slow path would look up of an event must be asked for, or the line goes the slow way. */
function expectAll({ slow, values }: ChunkView, event: Event | Problem): void {
  if (slow.size > 0 || event instanceof Problem) return;
  const asked = values.map(askedByKernel);
  for (const { field, meaning, text } of event.carried) {
    const observable = observe(meaning, text);
    if (observable === null) continue;
    const host = hostWithin(observable);
    for (const each of [observable, host].filter((one) => one !== null))
      expect(asked, `${field}: ${each.type} ${each.value}`).toContain(askedFor(view.hash, each));
  }
}

const blank = fc.oneof(
  { arbitrary: fc.constant(""), weight: 40 },
  { arbitrary: fc.constantFrom(" ", " ", "  ", "\t"), weight: 1 },
);
const texts = fc.oneof(
  { arbitrary: plainText, weight: 3 },
  { arbitrary: hostileText, weight: 1 },
  { arbitrary: hostileTarget, weight: 1 },
);
const fewKeys = "host hostname uri url http dns grouped answers A name ip id san x".split(" ");

/** A value as JSON: a text, a list, something else, or an object with more fields. */
function json(keys: readonly string[], depth: number): fc.Arbitrary<string> {
  const text = texts.map((each) => JSON.stringify(each));
  const plain = fc.oneof(
    { arbitrary: text, weight: 6 },
    {
      arbitrary: fc.constantFrom("null", "7", "true", "[]", "{}", '""', '"-"', '"\\u0065xample.com"'),
      weight: 1,
    },
  );
  if (depth === 0) return plain;
  const inner = json(keys, depth - 1);
  const list = fc
    .tuple(blank, fc.array(inner, { maxLength: 3 }))
    .map(([gap, all]) => `[${gap}${all.join(`,${gap}`)}]`);
  return fc.oneof(
    { arbitrary: plain, weight: 5 },
    { arbitrary: list, weight: 1 },
    { arbitrary: object(keys, depth - 1), weight: 3 },
  );
}

function object(keys: readonly string[], depth: number): fc.Arbitrary<string> {
  const field = fc
    .tuple(fc.oneof(fc.constantFrom(...keys), fc.constantFrom(...fewKeys)), blank, blank, json(keys, depth))
    .map(([key, before, after, value]) => `${JSON.stringify(key)}${before}:${after}${value}`);
  return fc
    .tuple(fc.array(field, { maxLength: 5 }), blank)
    .map(([fields, gap]) => `{${gap}${fields.join(`,${gap}`)}}`);
}

/** Paths as they may be written: in one key or nested; what is left of a path nested in objects is random. */
function keysOf(plan: JsonSievePlan): string[] {
  const paths = [...Object.keys(plan.fields), plan.target.path];
  return [...new Set(paths.flatMap((path) => [path, path.replaceAll(".", "_"), ...path.split(".")]))];
}

/** A record with some of the plan's paths, whole or nested, and whatever else. */
function record(plan: JsonSievePlan, first: string): fc.Arbitrary<string> {
  const paths = [
    ...Object.keys(plan.fields),
    plan.target.path,
    plan.target.host,
    plan.target.path,
    plan.target.host,
  ];
  const nested = fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom("nested", "list", ".", "_"), json(keysOf(plan), 1))
    .map(([path, way, value]) => {
      if (way === "." || way === "_") return `${JSON.stringify(path.replaceAll(".", way))}:${value}`;
      const names = path.split(".").reverse();
      return names.reduce((inner, name, at) => {
        const whole = `${JSON.stringify(name)}:${way === "list" ? `[${inner}]` : inner}`;
        return at === names.length - 1 ? whole : `{${whole}}`;
      }, value);
    });
  const pair = fc.tuple(texts, hostileTarget).map(([host, target]) => {
    const parts = [plan.target.host, plan.target.path].map((path) => path.split("."));
    const fields = parts.map(
      (names, at) => `${JSON.stringify(names.at(-1))}:${JSON.stringify(at === 0 ? host : target)}`,
    );
    return parts[0]?.length === 1
      ? fields.join(",")
      : `${JSON.stringify(parts[0]?.[0])}:{${fields.join(",")}}`;
  });
  const field = fc.oneof({ arbitrary: nested, weight: 3 }, { arbitrary: pair, weight: 2 });
  return fc
    .tuple(fc.array(field, { maxLength: 4 }), object(keysOf(plan), 2), fc.boolean())
    .map(([fields, rest, atEnd]) => {
      const more = rest.slice(1, -1).trim();
      const all = [first, ...(atEnd ? [...fields, more] : [more, ...fields])].filter((each) => each !== "");
      return `{${all.join(",")}}`;
    });
}

const asLine = (text: string) => Buffer.from(text).toString("latin1");
const origin = (fileName: string) => ({ fileName, receivedUs: 0 });
const head = (lines: readonly string[]): TsvHead =>
  lines.reduce<TsvHead | null>((before, line) => {
    const next = nextHead(line, before);
    if (next instanceof Problem) throw new Error(next.detail);
    return next;
  }, null) as TsvHead;

const zeekPlan = (fileName: string) => zeekJson.sieve(origin(fileName)) as JsonSievePlan;
const sets = [
  {
    name: "EVE",
    plan: eve.sieve() as JsonSievePlan,
    first: '"event_type":"http"',
    read: (line: string) => eve.read(line),
  },
  ...["http.log", "dns.log"].map((file) => ({
    name: `Zeek's ${file}`,
    plan: zeekPlan(file),
    first: "",
    read: (line: string) => zeekJson.read(line, origin(file)),
  })),
];

describe.each(sets)("records of $name", ({ plan, first, read }) => {
  // Logs that records name go the slow way until they are learned: here all are of the one log they came from.
  const oneLog = withOneLog(plan);
  const wanted = wantedKeys(oneLog);

  test("are read as in the plain reading, and nothing the slow path would look up is left out", () => {
    let settled = 0;
    fc.assert(
      fc.property(record(plan, first), (line) => {
        const chunk = view.scan(oneLog, `${line}\n`);
        expectAll(chunk, read(line));
        const expected = readRecord(asLine(line), wanted, oneLog.targetAlone === "slow");
        const isOdd = chunk.slow.size > 0;
        if (isOdd !== (expected === "odd"))
          expect(isOdd && looksHidden(line), `odd ${[...chunk.slow]}`).toBe(true);
        if (isOdd || expected === "odd") return;
        settled++;
        const hashes = expected.map((value) => askedByReference(view.hash, value));
        // What stands in a section within another is one question or two, and the same answer.
        const once = (questions: readonly unknown[]) => [...new Set(questions)].sort();
        expect(once(chunk.values.map(askedByKernel))).toEqual(once(hashes));
      }),
      { numRuns: 700 },
    );
    expect(settled).toBeGreaterThan(70);
  });
});

describe("records of Zeek's TSV", () => {
  const fields =
    "ts id.orig_h id.resp_h host uri referrer tx_hosts san.dns cert_chain_fps subject label".split(" ");
  const types =
    "time addr addr string string string set[addr] vector[string] vector[string] string string".split(" ");
  const heads = ["http", "x509"].map((path) =>
    head([
      "#separator \\x09",
      `#path\t${path}`,
      `#fields\t${fields.join("\t")}`,
      `#types\t${types.join("\t")}`,
    ]),
  );

  test.each(heads)("nothing the slow path would look up is left out (%#)", (head) => {
    const plan = zeekTsv.sieve(origin(""), head) as TsvSievePlan;
    const cell = texts.map((each) => each.replace(/[\t\n\r]/g, "") || "-");
    const path = fc.tuple(
      cell,
      hostileTarget.map((each) => each.replace(/[\t\n\r]/g, "") || "-"),
    );
    const line = fc
      .tuple(
        cell,
        cell,
        path,
        cell,
        fc.array(fc.array(cell, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
        cell,
        fc.boolean(),
      )
      .map(([from, to, [host, uri], referrer, lists, subject, isLabelled]) =>
        [
          ...[
            "1.0",
            from,
            to,
            host,
            uri,
            referrer,
            ...lists.map((list) => list.join(",") || "(empty)"),
            subject,
          ],
          ...(isLabelled ? ["Benign"] : []),
        ].join("\t"),
      );
    fc.assert(
      fc.property(line, (text) => {
        expectAll(view.scan(plan, `${text}\n`), zeekTsv.read(text, origin(""), head));
      }),
      { numRuns: 300 },
    );
  });
});

/** Each was once left out, or might be. */
describe("records that are easily misread", () => {
  const eveOneLog = withOneLog(eve.sieve());
  const zeekHttp = withOneLog(zeekPlan("http.log"));
  const server = '"id.resp_h":"192.0.2.7","id.resp_p":80';
  test.each([
    '"src_ip":"::10.0.0.1"',
    '"src_ip":"::ffff:10.0.0.1"',
    '"src_ip":"1.2.3.4::"',
    '"dns":{"grouped":[{"A":["192.0.2.7"]}]}',
    '"dns":{"rdata":"a.b.c.d1"}',
    '"http":{"hostname":"example.org","url":"httpd.conf"}',
    '"http":{"hostname":"example.org","url":"-"}',
    '"http":{"hostname":"-","url":"/x"}',
    '"http":{"hostname":"fe80::1","url":"/x"}',
    '"http":{"hostname":"192.0.2.7..","url":"/x"}',
    '"http":{"http_refer":"http://192.0.2.7../x"}',
    `"tls":{"subject":"CN=${" ".repeat(310)}example.organisation"}`,
  ])("EVE: %s", (fields) => {
    const line = `{"event_type":"http",${fields}}`;
    expectAll(view.scan(eveOneLog, `${line}\n`), eve.read(line));
  });

  test.each([
    '"server_name":"192.0.2.7"',
    '"host_name":"192.0.2.7:80"',
    `${server},"uri":"/x"`,
    `${server},"uri":"/x","request":{"host":"example.org"}`,
    `${server},"uri":"/x","request.host":"example.org"`,
    `${server},"uri":"/x","host":"example.org","host":""`,
    `${server},"uri":"/x","host":"example.org","host":null`,
    `${server},"uri":"/x","host":["example.org"]`,
    `${server},"uri":"/x","host":{"host":"example.org"}`,
  ])("Zeek: %s", (fields) => {
    const line = `{${fields}}`;
    expectAll(view.scan(zeekHttp, `${line}\n`), zeekJson.read(line, origin("http.log")));
  });

  test("a set's URL that ends in dots before the next one", () => {
    const lines = ["#separator \\x09", "#path\tx509", "#fields\tsan.uri", "#types\tvector[string]"];
    const x509 = head(lines);
    const text = "http://example.org/a/..,http://example.org/a/.,http://example.org/b";
    const chunk = view.scan(zeekTsv.sieve(origin(""), x509) as TsvSievePlan, `${text}\n`);
    expectAll(chunk, zeekTsv.read(text, origin(""), x509));
  });

  test("an address with one of its characters escaped, wherever the dots are", () => {
    const parts = ["9", "98", "198"];
    for (const a of parts)
      for (const b of parts)
        for (const c of parts)
          for (const d of parts) {
            const text = [a, b, c, d].join(".");
            const lines = [...text].map((char, at) => {
              const code = `\\u00${char.charCodeAt(0).toString(16)}`;
              return `{"src_ip":"${text.slice(0, at)}${code}${text.slice(at + 1)}"}\n`;
            });
            expect(view.scan(eveOneLog, lines.join("")).slow.size, text).toBe(text.length);
          }
  });
});

describe("settling", () => {
  const plan = zeekPlan("conn.log");
  const whyOf = (line: string) => view.scan(plan, `${line}\n`).slow.get(0);

  test("records of a log that is not known, or is named so that nobody can be sure, go the slow way", () => {
    expect(whyOf('{"ts":1}')).toBeUndefined();
    for (const line of [
      '{"_path":"never-heard-of","ts":1}',
      '{"_path":"conn","_path":"smtp"}',
      '{"@stream":"conn","_path":"smtp"}',
      '{"x":{"_path":"conn"}}',
    ])
      expect(whyOf(line), line).toBe("log");
    for (const line of ['{"_path":null}', '{"_path":[],"@stream":"conn"}', '{"_path":7}', '{"_path":{}}'])
      expect(whyOf(line), line).toBe("shape");
    expect(whyOf('{"_path":"c\\u006fnn"}')).toBe("escaped");
    expect(whyOf('{"_p\\u0061th":"smtp"}')).toBe("key");
    expect(whyOf('{"_path" :"smtp"}')).toBe("key");
  });

  test("what is not one object from brace to brace goes the slow way; blank lines are nobody's", () => {
    for (const line of [' {"ts":1}', '{"ts":1} ', '{"ts":1', '[{"ts":1}]', '{"ts":1}{"ts":2}', "x", " "])
      expect(whyOf(line), line).toBe("shape");
    expect(view.scan(plan, '\n\r\n{"ts":1}\r\n\n').slow).toEqual(new Map());
  });
});
