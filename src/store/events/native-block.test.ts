import { describe, expect, test } from "vitest";
import type { BatchMeta, Event } from "../../model/index.js";
import type { FinishedBlock } from "./block-builder.js";
import { newBlockBuilder } from "./native-block.js";
import { packBlock, unpackBlock } from "./packed-block.js";
import { readBlock } from "./testing.js";

const receivedUs = Date.UTC(2026, 10, 22, 12) * 1000;
const dayUs = 86_400e6;

const meta: BatchMeta = {
  id: "b",
  memberId: "m",
  door: "http",
  origin: "o",
  receivedUs,
  bytes: 0,
  mark: null,
};

function eventAt(timeUs: number | null, native: Record<string, unknown> = {}): Event {
  const end = { address: "192.0.2.1", port: 1 };
  return {
    timeUs,
    log: "zeek-conn",
    source: end,
    destination: end,
    protocol: "tcp",
    service: "",
    action: "",
    carried: [],
    native,
  };
}

describe("a batch becomes one Native block, split by day, at most a million rows", () => {
  test("one day is one block, several days are several, in the order they were met", () => {
    const builder = newBlockBuilder();
    for (const timeUs of [receivedUs, receivedUs - dayUs, receivedUs + 1])
      builder.append(eventAt(timeUs), meta);
    expect(builder.rows).toBe(3);
    const blocks = builder.finish();
    expect(blocks.map(({ day, rows }) => [day, rows])).toEqual([
      ["2026-11-22", 2],
      ["2026-11-21", 1],
    ]);
    expect(blocks[0]?.firstTimeUs).toBe(receivedUs);
    expect(builder.rows).toBe(0);
    expect(builder.finish()).toEqual([]);
  });

  test("a block ends at the bound of rows and at the bound of bytes", () => {
    const byRows = newBlockBuilder({ rowsMax: 10 });
    for (let i = 0; i < 25; i++) byRows.append(eventAt(receivedUs), meta);
    expect(byRows.finish().map((block) => block.rows)).toEqual([10, 10, 5]);

    const byBytes = newBlockBuilder({ bytesMax: 10_000 });
    for (let i = 0; i < 9; i++) byBytes.append(eventAt(receivedUs, { text: "x".repeat(4_000) }), meta);
    expect(byBytes.finish().map((block) => block.rows)).toEqual([3, 3, 3]);
  });

  test("a mark is a partition of its own", () => {
    const builder = newBlockBuilder();
    builder.append(eventAt(receivedUs), meta);
    builder.append(eventAt(receivedUs), { ...meta, mark: "sample" });
    expect(builder.finish().map(({ mark, rows }) => [mark, rows])).toEqual([
      ["", 1],
      ["sample", 1],
    ]);
  });

  test("times a sender made up do not make files: far days go to the received one, and days are bounded", () => {
    const far = newBlockBuilder();
    for (const timeUs of [
      0,
      1,
      receivedUs - 400 * dayUs,
      receivedUs + 3 * dayUs,
      Date.UTC(2190, 0, 1) * 1000,
    ])
      far.append(eventAt(timeUs), meta);
    expect(far.finish().map(({ day, rows }) => [day, rows])).toEqual([["2026-11-22", 5]]);

    const many = newBlockBuilder({ daysMax: 4 });
    for (let i = 0; i < 300; i++) many.append(eventAt(receivedUs - i * dayUs), meta);
    const blocks = many.finish();
    expect(blocks.length).toBe(4);
    expect(blocks.reduce((sum, block) => sum + block.rows, 0)).toBe(300);
  });

  test("a builder that served one batch starts the next from nothing", () => {
    const builder = newBlockBuilder();
    builder.append(eventAt(receivedUs, { a: 1 }), meta);
    const [first] = builder.finish();
    const bytes = Buffer.concat(first?.pieces ?? []);
    expect(bytes.length).toBe(first?.byteLength);
    first?.release();
    builder.append(eventAt(receivedUs, { a: 1 }), meta);
    const [second] = builder.finish();
    expect(Buffer.compare(bytes, Buffer.concat(second?.pieces ?? []))).toBe(0);
  });

  test("a finished block is not touched by what is appended later, until it is released", () => {
    const builder = newBlockBuilder({ rowsMax: 2 });
    for (let i = 0; i < 5; i++) builder.append(eventAt(receivedUs + i, { i }), meta);
    const blocks = builder.finish();
    const texts = () => blocks.map((block) => readBlock(block).map((row) => row["native"]));
    const before = [['{"i":0}', '{"i":1}'], ['{"i":2}', '{"i":3}'], ['{"i":4}']];
    expect(texts()).toEqual(before);
    const other = newBlockBuilder();
    other.append(eventAt(receivedUs, { other: true }), meta);
    const [taken] = other.finish();
    expect(texts()).toEqual(before);
    // releasing twice must not give the same columns to two builders
    taken?.release();
    taken?.release();
    const pair = [newBlockBuilder(), newBlockBuilder()].map((next, nth) => {
      next.append(eventAt(receivedUs, { nth }), meta);
      return next.finish()[0] as FinishedBlock;
    });
    expect(pair.map((block) => readBlock(block)[0]?.["native"])).toEqual(['{"nth":0}', '{"nth":1}']);
  });

  test("packed for another thread and unpacked, a block is the same", () => {
    const builder = newBlockBuilder();
    for (let i = 0; i < 3; i++) builder.append(eventAt(receivedUs + i, { i }), meta);
    const block = builder.finish()[0] as FinishedBlock;
    const rows = readBlock(block);
    const unpacked = unpackBlock(structuredClone(packBlock(block)));
    expect(readBlock(unpacked)).toEqual(rows);
    const { day, mark, firstTimeUs, byteLength } = block;
    expect(unpacked).toMatchObject({ day, mark, firstTimeUs, byteLength, rows: 3 });
    const ids = unpacked.pieces[unpacked.idPiece];
    expect(Buffer.from(ids ?? []).readBigUInt64LE(16)).toBe(2n);
  });

  test("a dictionary's indexes grow with its texts, and the next block begins small again", () => {
    const builder = newBlockBuilder();
    const logs = (count: number) => Array.from({ length: count }, (_, i) => `log ${i % count}`);
    const sizes = [3, 256, 257, 65_537, 2].map((count) => {
      for (const log of logs(count)) builder.append({ ...eventAt(receivedUs), log }, meta);
      const block = builder.finish()[0] as FinishedBlock;
      expect(readBlock(block).map((row) => row["log"])).toEqual(logs(count));
      block.release();
      return block.byteLength;
    });
    expect(sizes.at(-1)).toBeLessThan(sizes[0] as number);
  });
});
