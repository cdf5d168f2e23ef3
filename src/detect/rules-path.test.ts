/**
 * Rules on both paths over the same files: what holds by reading every record is heard on the fast path too, in the
 * same order, with the same hits between; and no record is read more often for it than the slow path reads it.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draw } from "../base/index.js";
import type { CompiledTable } from "../intake/carried/carried-table.js";
import { eveTable } from "../intake/eve/fields.js";
import { type RecordBatch, readBatches } from "../intake/index.js";
import { zeekTable } from "../intake/zeek/fields.js";
import type { Event } from "../model/index.js";
import { newBlockBuilder } from "../store/index.js";
import { scanBatch } from "./fast-scanner.js";
import { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { referenceCandidates } from "./kernel/reference/predicates.js";
import { compileRules } from "./kernel/rule-keys.js";
import { fieldTexts } from "./predicates/field-texts.js";
import { type FieldText, leafOf, type RuleShape } from "./predicates/rule-shape.js";
import { drawRulesOf } from "./predicates/testing.js";
import { type RuleRecord, ruleRecordsInto } from "./rule-record.js";
import { emptyCounts, type ScanSink, scanBatchSlowly } from "./scanner.js";
import type { Scan } from "./testing/comparing.js";
import type { Field } from "./testing/field-texts.js";
import { drawFile, type FastFormat, type KnownFields, type TestFile } from "./testing/files.js";
import { worlds } from "./testing/worlds.js";

const receivedUs = 1_710_000_000_000_000;
const meta = {
  id: "b",
  memberId: "m",
  door: "file",
  origin: "o",
  receivedUs,
  bytes: 0,
  mark: null,
} as const;

function fieldsOf({ root }: CompiledTable): Field[] {
  const walk = (node: typeof root, path: string): Field[] => [
    ...(node.reading === null ? [] : [{ path, reading: node.reading }]),
    ...[...node.children].flatMap(([name, child]) => walk(child, path === "" ? name : `${path}.${name}`)),
  ];
  return walk(root, "");
}

const known: KnownFields = {
  eve: fieldsOf(eveTable),
  zeekLogs: ["conn", "dns", "http", "ssl", "smtp", "files", "notice", "open_conn", "my_own"],
  zeek: (log) => fieldsOf(zeekTable(log)),
};

async function batchesOf({ bytes, chunkBytes, ...options }: TestFile): Promise<RecordBatch[]> {
  const portions = async function* () {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  };
  const batches: RecordBatch[] = [];
  for await (const batch of readBatches(portions(), { ...options, receivedUs })) batches.push(batch);
  return batches;
}

function holding(rules: readonly RuleShape[], texts: readonly FieldText[]): number[] {
  return referenceCandidates(
    rules,
    texts.map(([field, text]) => [leafOf(field), text === null ? [] : [text]]),
  );
}

/** What a path says, in order; and how often each record was read. */
interface Heard {
  readonly said: string[];
  readonly reads: Map<string, number>;
  /** Records that were heard, and of these the ones of which nothing was known. */
  readonly records: { heard: number; all: number };
}

function listen(
  scan: Scan,
  batches: readonly RecordBatch[],
  index: IndicatorIndex,
  { rules, withRows = false }: { rules: readonly RuleShape[]; withRows?: boolean },
): Heard {
  const heard: Heard = { said: [], reads: new Map(), records: { heard: 0, all: 0 } };
  const { said, reads, records } = heard;
  const compiled = compileRules(rules);
  const sink: ScanSink = {
    onHit: (hit, { line }) => said.push(`${line} hit ${hit.field} ${hit.observable.value}`),
    onRefused: (line) => said.push(`${line} refused`),
    ...(withRows ? { rows: { builder: newBlockBuilder(), meta } } : {}),
    rules: {
      compiled,
      onCandidates(candidates, { event, record, line }) {
        records.heard++;
        if (candidates === "all") records.all++;
        const held = holding(rules, fieldTexts(event.native)).filter(
          (rule) => candidates === "all" || candidates.includes(rule),
        );
        if (held.length > 0) said.push(`${line} rules ${held.join()} ${event.log} ${record.slice(0, 60)}`);
      },
    },
  };
  for (const batch of batches) {
    const read = (text: string, ...rest: [RecordBatch["origin"], unknown]) => {
      const place = `${batches.indexOf(batch)} ${text}`;
      reads.set(place, (reads.get(place) ?? 0) + 1);
      return batch.format.read(text, ...rest);
    };
    scan({ ...batch, format: { ...batch.format, read } }, index, sink, emptyCounts());
  }
  return heard;
}

/** What the records of a file say, by the slow path. */
function textsOf(batches: readonly RecordBatch[]): FieldText[][] {
  const texts: FieldText[][] = [];
  const none = new IndicatorIndex();
  const onCandidates = (_: unknown, { event }: { readonly event: Event }) =>
    void texts.push(fieldTexts(event.native));
  const sink = { onHit() {}, onRefused() {}, rules: { compiled: compileRules([]), onCandidates } };
  for (const batch of batches) scanBatchSlowly(batch, none, sink, emptyCounts());
  return texts;
}

/** Rules that hold for some of the records, none of which every record may meet unless one is wanted. */
function rulesAbout(draw: Draw, texts: readonly FieldText[][], count: number): RuleShape[] {
  const rules = drawRulesOf(draw, texts, count);
  const { always } = compileRules(rules);
  return draw.chance(5) ? rules : rules.filter((_, number) => !always.includes(number));
}

const formats = ["eve", "zeek-json", "zeek-tsv"] as const;

describe.each(formats)("rules over generated files of %s", (format: FastFormat) => {
  test("are heard alike on both paths, with and without rows", { timeout: 120_000 }, async () => {
    const sum = { said: 0, heard: 0, all: 0 };
    const seeds = fc.array(fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })), {
      minLength: 1,
      maxLength: 40,
      size: "max",
    });
    await fc.assert(
      fc.asyncProperty(fc.integer(), seeds, fc.boolean(), async (seed, lineSeeds, withRows) => {
        const draw = new Draw(seed);
        const world = draw.pick(worlds());
        const batches = await batchesOf(drawFile(format, world, known, draw.next(), lineSeeds));
        const texts = textsOf(batches);
        if (texts.length === 0) return;
        const rules = rulesAbout(draw, texts, draw.between(1, 12));
        const slow = listen(scanBatchSlowly, batches, world.index, { rules, withRows });
        const fast = listen(scanBatch, batches, world.index, { rules, withRows });
        expect(fast.said).toEqual(slow.said);
        for (const [place, times] of fast.reads)
          expect(times, place).toBeLessThanOrEqual(slow.reads.get(place) ?? 0);
        sum.said += slow.said.filter((each) => each.includes(" rules ")).length;
        sum.heard += fast.records.heard;
        sum.all += fast.records.all;
      }),
      { numRuns: 60 },
    );
    expect(sum.said).toBeGreaterThan(200);
    expect(sum.all).toBeLessThan(sum.heard);
  });
});

describe("a plain log", () => {
  const conn = (n: number) => ({
    ts: 1_700_000_000.5 + n,
    uid: `C${n}`,
    "id.orig_h": `10.0.0.${n % 200}`,
    "id.orig_p": 40_000 + n,
    "id.resp_h": n % 50 === 0 ? "203.0.113.7" : "10.1.0.1",
    "id.resp_p": n % 10 === 0 ? 502 : 443,
    proto: "tcp",
    local_orig: true,
  });
  const count = 500;
  const records = Array.from({ length: count }, (_, n) => conn(n));
  const files: readonly TestFile[] = [
    { format: "zeek-json", text: records.map((record) => JSON.stringify(record)) },
    {
      format: "zeek-tsv",
      text: [
        `#fields\t${Object.keys(conn(0)).join("\t")}`,
        "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tbool",
        ...records.map((record) =>
          Object.values(record)
            .map((value) =>
              value === true ? "T" : typeof value === "number" && value % 1 ? value.toFixed(6) : value,
            )
            .join("\t"),
        ),
      ],
    },
  ].map(({ format, text }) => ({
    format: format as FastFormat,
    fileName: "conn.log",
    bytes: Buffer.from(text.map((line) => `${line}\n`).join("")),
    chunkBytes: 1 << 20,
    batchBytes: 1 << 18,
  }));
  const rules: RuleShape[] = [
    {
      id: "modbus",
      required: [
        [{ field: "id.resp_p", op: "equals", value: "502" }],
        [{ field: "local_orig", op: "equals", value: "true" }],
      ],
    },
    { id: "never", required: [[{ field: "proto", op: "equals", value: "udp" }]] },
  ];
  const index = new IndicatorIndex();
  index.add(
    { type: "ipv4", value: "203.0.113.7" },
    { source: "s", confidence: 80, validFromUs: null, validUntilUs: null, tlp: "TLP:CLEAR", labels: [] },
  );

  test.each(files)(
    "of $format has only the records read that a rule or an indicator may hold for",
    async (file) => {
      const batches = await batchesOf(file);
      for (const withRows of [false, true]) {
        const fast = listen(scanBatch, batches, index, { rules, withRows });
        expect(fast.records).toEqual({ heard: count / 10, all: 0 });
        expect([...fast.reads.values()]).toEqual(Array(count / 10).fill(1));
        expect(fast.said.filter((each) => each.includes("hit"))).toHaveLength(count / 50);
        expect(fast.said).toEqual(listen(scanBatchSlowly, batches, index, { rules, withRows }).said);
      }
    },
  );

  test.each(files)("of $format is counted alike, by why it was read", async (file) => {
    const counts = emptyCounts();
    const records: RuleRecord[] = [];
    const sink = { onHit() {}, onRefused() {}, rules: ruleRecordsInto(records, compileRules(rules)) };
    for (const batch of await batchesOf(file)) scanBatch(batch, index, sink, counts);
    expect(counts).toMatchObject({ records: count, refused: 0, hits: count / 50 });
    expect(Object.fromEntries(counts.slow)).toEqual({ candidate: count / 50, rule: count / 10 - count / 50 });
    expect(records.map(({ rules }) => rules)).toEqual(Array(count / 10).fill([0]));
    const first = file.format === "zeek-tsv" ? 3 : 1;
    expect(records.map(({ line }) => line)).toEqual(
      Array.from({ length: count / 10 }, (_, n) => first + n * 10),
    );
  });

  test("with a rule that every record may meet is heard whole", async () => {
    const all = [...rules, { id: "any", required: [] }];
    const records: RuleRecord[] = [];
    const compiled = compileRules(all);
    for (const batch of await batchesOf(files[1] as TestFile))
      scanBatch(
        batch,
        index,
        { onHit() {}, onRefused() {}, rules: ruleRecordsInto(records, compiled) },
        emptyCounts(),
      );
    expect(records.map(({ rules }) => rules)).toEqual(records.map((_, n) => (n % 10 === 0 ? [0, 2] : [2])));
    expect(records).toHaveLength(count);
  });

  test("is scanned without rules after it was scanned with them", async () => {
    const batches = await batchesOf(files[1] as TestFile);
    listen(scanBatch, batches, index, { rules });
    const counts = emptyCounts();
    for (const batch of batches) scanBatch(batch, index, { onHit() {}, onRefused() {} }, counts);
    expect(Object.fromEntries(counts.slow)).toEqual({ candidate: count / 50 });
    expect(index.scanner().ruleCandidates).toBeNull();
  });
});
