import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readBatches } from "../intake/index.js";
import type { BatchMeta, Observable } from "../model/index.js";
import { newBlockBuilder } from "../store/index.js";
import { scanBatch } from "./fast-scanner.js";
import { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { emptyCounts, type ScanCounts, type ScanSink, scanBatchSlowly } from "./scanner.js";

const claim = {
  source: "feed",
  confidence: 80,
  validFromUs: null,
  validUntilUs: null,
  tlp: "TLP:RED",
  labels: [],
} as const;

const rowsMeta: BatchMeta = {
  id: "b",
  memberId: null,
  door: "http",
  origin: "test",
  receivedUs: 0,
  bytes: 0,
  mark: null,
};

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function scanned(index: IndicatorIndex, records: readonly object[], scan: typeof scanBatch) {
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const hits: string[] = [];
  const counts: ScanCounts = emptyCounts();
  for await (const batch of readBatches(bytesOf(text), { fileName: "eve.json", receivedUs: 0 }))
    scan(
      batch,
      index,
      {
        onHit: (hit, { line }) => hits.push(`${line} ${hit.field} ${hit.indicator.observable.value}`),
        onRefused: () => {},
      },
      counts,
    );
  return { hits, counts };
}

const event = (type: string, more: object) => ({
  timestamp: "2026-11-22T00:00:00.000000+0000",
  event_type: type,
  src_ip: "10.0.0.1",
  dest_ip: "10.0.0.2",
  ...more,
});

describe("keyed entries", () => {
  const key = Buffer.alloc(32, 7);
  const seed = Buffer.from("8 bytes!");
  const secret: readonly Observable[] = [
    { type: "domain", value: "secret.example" },
    { type: "ipv4", value: "203.0.113.9" },
    { type: "url", value: "http://plain.example/gate.php" },
    { type: "sha256", value: "ab".repeat(32) },
  ];

  test("are met by values, names below them and URLs, in both paths alike", async () => {
    const index = new IndicatorIndex(undefined, { seed, key });
    for (const observable of secret) {
      const digest = createHmac("sha256", key).update(`${observable.type} ${observable.value}`).digest();
      index.addKeyed(observable.type, index.locatorOf(observable), digest, claim);
    }
    const records = [
      event("dns", { dns: { rrname: "www.secret.example" } }),
      event("flow", { dest_ip: "203.0.113.9" }),
      event("http", { http: { hostname: "plain.example", url: "/gate.php?id=1" } }),
      event("fileinfo", { fileinfo: { sha256: "AB".repeat(32) } }),
      event("dns", { dns: { rrname: "www.other.example" } }),
    ];
    const fast = await scanned(index, records, scanBatch);
    expect(fast.hits).toEqual([
      "1 dns.rrname secret.example",
      "2 dest_ip 203.0.113.9",
      "3 http.url http://plain.example/gate.php",
      `4 fileinfo.sha256 ${"ab".repeat(32)}`,
    ]);
    expect((await scanned(index, records, scanBatchSlowly)).hits).toEqual(fast.hits);
  });
});

describe("what goes the slow way", () => {
  test("is counted by why, and a log nobody knows is learned with its first chunk", async () => {
    const index = new IndicatorIndex();
    index.add({ type: "domain", value: "bad.example" }, claim);
    const { counts } = await scanned(
      index,
      [
        event("dns", { dns: { rrname: "a.example" } }),
        event("dns", { dns: { rrname: "b.example" } }),
        event("dns", { dns: { rrname: "www.bad.example" } }),
        event("dns", { dns: { rrname: "caf\\u00e9.example" } }),
        event("dns", { dns: { rrname: "é.example" } }),
        event("new", { new: { name: "c.example" } }),
        event("sip", { sip: { uri: "sip:100@192.0.2.1" } }),
        event("sip", { sip: { uri: "sip:100@192.0.2.1" } }),
      ],
      scanBatch,
    );
    expect(Object.fromEntries(counts.slow)).toEqual({ log: 1, candidate: 1, escaped: 2, field: 2 });
    expect(counts).toMatchObject({ records: 8, refused: 0, hits: 1 });
  });
});

describe("names of logs that nobody knows", () => {
  const named = (type: string, count: number) => Array.from({ length: count }, () => event(type, {}));
  const junk = (round: number, count = 300) =>
    Array.from({ length: count }, (_, i) => event(`junk${round}x${i}`, {}));

  test("however many a sender makes up, slow nobody for ever", async () => {
    const index = new IndicatorIndex();
    const slowOf = async (records: readonly object[]) => {
      const { counts } = await scanned(index, records, scanBatch);
      expect(counts).toMatchObject({ records: records.length, refused: 0 });
      expect(counts.logs).toEqual((await scanned(index, records, scanBatchSlowly)).counts.logs);
      return counts.slow.get("log") ?? 0;
    };
    for (let round = 0; round < 4; round++) {
      expect(await slowOf(junk(round))).toBe(300);
      expect(await slowOf([...named("late", 1), ...named("dns", 3)])).toBeLessThanOrEqual(1);
      expect(await slowOf([...named("late", 500), ...named("dns", 500)])).toBe(0);
      expect(await slowOf([...junk(round, 20), ...named("late", 500)])).toBeLessThanOrEqual(20);
    }
  });
});

describe("what a batch refuses before any format sees it", () => {
  const index = new IndicatorIndex();
  index.add({ type: "domain", value: "bad.example" }, claim);
  const meets = JSON.stringify(event("dns", { dns: { rrname: "bad.example" } }));
  const misses = JSON.stringify(event("dns", { dns: { rrname: "fine.example" } }));
  const lines = [meets, '{"a":"\0"}', "{torn", misses, meets, '{"a":"\\ud800\0"}', "{torn", meets, "\0"];
  const pretty = `[${[meets, `{"a":"\0"}`, misses, "[]x", meets].join("\n,\n")}]`;

  test.each([
    ["lines", `${lines.join("\n")}\n`, ["1 hit", "2 nul", "3", "5 hit", "6 nul", "7", "8 hit", "9 nul"]],
    ["a document", pretty, ["1 hit", "3 nul", "7 not", "9 hit"]],
  ])("comes among the hits and refusals of its neighbours, in the order of %s", async (_of, text, wanted) => {
    const short: Record<string, string> = { "record-nul": " nul", "json-not-object": " not" };
    for (const scan of [scanBatch, scanBatchSlowly])
      for (const rows of [false, true]) {
        const seen: string[] = [];
        const counts = emptyCounts();
        const sink: ScanSink = {
          onHit: (_hit, { line }) => seen.push(`${line} hit`),
          onRefused: (line, { code }) => seen.push(`${line}${short[code.slice(7)] ?? ""}`),
          ...(rows ? { rows: { builder: newBlockBuilder(), meta: rowsMeta } } : {}),
        };
        for await (const batch of readBatches(bytesOf(text), { fileName: "eve.json", receivedUs: 0 }))
          scan(batch, index, sink, counts);
        expect(seen).toEqual(wanted);
        expect(counts.refused).toBe(wanted.filter((one) => !one.endsWith("hit")).length);
      }
  });
});

describe("a hostile chunk", () => {
  const key = Buffer.alloc(32, 7);

  test("that is all flags loses nobody's record: values of three bytes that meet three times over", async () => {
    const index = new IndicatorIndex(undefined, { key });
    const any: Observable = { type: "ipv6", value: "::" };
    index.add(any, claim);
    index.add({ type: "cidr", value: "::/32" }, claim);
    const digest = createHmac("sha256", key).update("ipv6 ::").digest();
    index.addKeyed("ipv6", index.locatorOf(any), digest, claim);
    const row = (hosts: string) => `1.0\t${hosts}\n`;
    const text =
      "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tfiles\n" +
      "#fields\tts\ttx_hosts\n#types\ttime\tset[addr]\n" +
      row("::,".repeat(41_000)) +
      row("10.0.0.1").repeat(400);
    const counts = emptyCounts();
    for await (const batch of readBatches(bytesOf(text), { fileName: "files.log", receivedUs: 0 }))
      scanBatch(batch, index, { onHit: () => {}, onRefused: () => {} }, counts);
    expect(counts).toMatchObject({ records: 401, refused: 0, hits: 1 });
  });

  test("of thousands of targets and several hosts in one record is one record", async () => {
    const record = `{"_path":"http","ts":1.0,"a":{${'"uri":"/",'.repeat(12_000)}${'"host":"x",'.repeat(3)}"host":"x"}}`;
    const index = new IndicatorIndex();
    const counts = emptyCounts();
    for await (const batch of readBatches(bytesOf(`${record}\n`), { fileName: "http.log", receivedUs: 0 }))
      scanBatch(batch, index, { onHit: () => {}, onRefused: () => {} }, counts);
    expect(counts.records).toBe(1);
  });
});
