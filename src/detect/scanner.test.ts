import { describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import type { Format, RecordBatch } from "../intake/index.js";
import type { Carried, Event, Hit, Meaning, Observable } from "../model/index.js";
import { newBlockBuilder } from "../store/index.js";
import { recordCharsMax } from "./evidence.js";
import { scanBatch } from "./fast-scanner.js";
import { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { detectBatch, refusalsMax } from "./outcome.js";
import { emptyCounts, type ScanSink } from "./scanner.js";

/** A format of this test: `time;log;meaning=text;…`, and `!` for a record that can't be read. */
const toy = {
  id: "toy",
  title: "Toy",
  framing: "lines",
  sniff: () => 0,
  read(record): Event | Problem {
    if (record.startsWith("!")) return new Problem("toy.bad", "Bad", record, "Mend it.", 400);
    const [time, log, ...pairs] = record.split(";");
    const carried = pairs.map((pair): Carried => {
      const at = pair.indexOf("=");
      const meaning = pair.slice(0, at) as Meaning;
      return { field: meaning === "address" ? "answers[]" : meaning, meaning, text: pair.slice(at + 1) };
    });
    return {
      timeUs: time === "" ? null : Number(time),
      log: log as string,
      source: { address: "10.0.0.1", port: 1024 },
      destination: null,
      protocol: "",
      service: "",
      action: "",
      carried,
      native: {},
    };
  },
} satisfies Format;

function batchOf(...records: readonly string[]): RecordBatch {
  return {
    format: toy,
    head: null,
    headProblem: null,
    origin: { fileName: "", receivedUs: 1000 },
    bytes: Buffer.from(records.map((record) => `${record}\n`).join("")),
    firstLine: 1,
    lines: null,
    cutLine: 0,
    refusals: [],
  };
}

function indexOf(listed: readonly (Observable & { readonly until?: number })[]): IndicatorIndex {
  const index = new IndicatorIndex();
  for (const { type, value, until } of listed) {
    for (const [source, confidence] of [
      ["b", 80],
      ["a", 20],
    ] as const) {
      index.add(
        { type, value },
        {
          source,
          confidence,
          validFromUs: null,
          validUntilUs: until ?? null,
          tlp: source === "a" ? "TLP:GREEN" : "TLP:CLEAR",
          labels: [source, "bot"],
        },
      );
    }
  }
  return index;
}

function scanned(batch: RecordBatch, index: IndicatorIndex, more: Partial<ScanSink> = {}) {
  const lines: string[] = [];
  const counts = emptyCounts();
  const onHit = (hit: Hit, { line }: { line: number }) =>
    lines.push(`${line} ${hit.field} ${hit.observable.value} ${hit.indicator.observable.value}`);
  const onRefused = (line: number, problem: Problem, sample: string) =>
    lines.push(`${line} refused ${problem.code} ${sample}`);
  scanBatch(batch, index, { onHit, onRefused, ...more }, counts);
  return { lines, counts };
}

const index = indexOf([
  { type: "domain", value: "example.com" },
  { type: "ipv4", value: "192.0.2.1" },
  { type: "cidr", value: "192.0.2.0/24" },
]);

describe("scanning a batch", () => {
  test("hits come in order of records and fields, refusals are counted and do not stop the rest", () => {
    const { lines, counts } = scanned(
      batchOf(
        "1;a;domain=www.example.com;url=http://192.0.2.1/",
        "!torn",
        "2;b;domain=example.org",
        "3;a;host=192.0.2.9",
      ),
      index,
    );
    expect(lines).toEqual([
      "1 domain www.example.com example.com",
      "1 url 192.0.2.1 192.0.2.1",
      "2 refused toy.bad !torn",
      "4 host 192.0.2.9 192.0.2.0/24",
    ]);
    expect({ ...counts, logs: [...counts.logs], slow: [...counts.slow] }).toEqual({
      records: 3,
      refused: 1,
      slow: [],
      hits: 3,
      logs: [
        ["a", 2],
        ["b", 1],
      ],
    });
  });

  test("a field that carries several values hits once for each, and once for the same value twice", () => {
    const { lines } = scanned(batchOf("1;a;address=192.0.2.1;address=192.0.2.2;address=192.0.2.1"), index);
    expect(lines).toEqual(["1 answers[] 192.0.2.1 192.0.2.1", "1 answers[] 192.0.2.2 192.0.2.0/24"]);
  });

  test("an event without a time is judged by when it came in", () => {
    const short = indexOf([{ type: "domain", value: "example.com", until: 999 }]);
    expect(scanned(batchOf(";a;domain=example.com"), short).lines).toEqual([]);
    expect(scanned(batchOf("999;a;domain=example.com"), short).lines).toHaveLength(1);
  });

  test("every event becomes a row where rows are wanted", () => {
    const builder = newBlockBuilder();
    const meta = { id: "b", memberId: null, door: "http", origin: "", receivedUs: 0, bytes: 0, mark: null };
    scanned(batchOf("1;a", "!", "2;b;domain=example.com"), index, { rows: { builder, meta } });
    expect(builder.rows).toBe(2);
  });
});

describe("the outcome of a batch", () => {
  const meta = {
    id: "batch",
    memberId: null,
    door: "http",
    origin: "test",
    receivedUs: 5000,
    bytes: 0,
    mark: null,
  };

  test("keeps a hit with all that is known, and its record as evidence", () => {
    const long = "x".repeat(3000);
    const outcome = detectBatch([batchOf(`;a;domain=${"w.".repeat(3)}example.com;ja4=${long}`)], index, meta);
    expect(outcome).toMatchObject({ meta, records: 1, refused: 0, logs: { a: 1 } });
    expect(outcome.hits).toHaveLength(1);
    const hit = outcome.hits[0];
    expect(hit).toMatchObject({
      observable: { type: "domain", value: "w.w.w.example.com" },
      indicator: { type: "domain", value: "example.com" },
      confidence: 80,
      sources: ["a", "b"],
      labels: ["a", "b", "bot"],
      tlps: ["TLP:CLEAR", "TLP:GREEN"],
      allowedBy: null,
    });
    expect(hit?.evidence).toMatchObject({
      timeUs: 5000,
      log: "a",
      field: "domain",
      sourceAddress: "10.0.0.1",
    });
    expect(hit?.evidence.record).toHaveLength(recordCharsMax);
  });

  test("counts all refusals and keeps the first hundred; hands every event on", () => {
    const bad = Array.from({ length: refusalsMax + 20 }, (_, i) => `!${i}`);
    const builder = newBlockBuilder();
    const outcome = detectBatch([batchOf(...bad), batchOf("1;a", "2;a")], index, meta, builder);
    expect(outcome.refused).toBe(refusalsMax + 20);
    expect(outcome.refusals).toHaveLength(refusalsMax);
    expect(outcome.refusals[0]).toEqual({ line: 1, code: "toy.bad", detail: "!0", sample: "!0" });
    expect(builder.rows).toBe(2);
  });
});
