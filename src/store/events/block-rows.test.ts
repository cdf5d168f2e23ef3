import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BatchMeta, Event } from "../../model/index.js";
import { blockBytes, readBlockRows } from "./block-rows.js";
import { newBlockBuilder } from "./native-block.js";
import { packBlock, unpackBlock } from "./packed-block.js";
import { readBlock } from "./testing.js";

const meta: BatchMeta = {
  id: "b",
  memberId: "m",
  door: "http",
  origin: "o",
  receivedUs: Date.UTC(2026, 10, 22, 12) * 1000,
  bytes: 0,
  mark: null,
};

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom("", "zeek-conn", "tcp"));
const events = fc.array(
  fc.record({
    timeUs: fc.option(
      fc.integer({ min: 0, max: 86_399_000_000 }).map((us) => meta.receivedUs - us),
      { nil: null },
    ),
    log: text,
    address: text,
    port: fc.integer({ min: 0, max: 65_535 }),
    protocol: text,
    names: fc.array(fc.constantFrom("a.example", "b.example"), { maxLength: 3 }),
    user: text,
  }),
  { maxLength: 40 },
);

const columns = [
  "log",
  "source_address",
  "destination_address",
  "protocol",
  "service",
  "member",
  "names",
  "addresses",
  "urls",
  "hashes",
  "user",
  "message",
  "native",
] as const;

describe("a block read back", () => {
  test("says of every row what was put in, also when it has been packed for another thread", () => {
    fc.assert(
      fc.property(events, (list) => {
        const builder = newBlockBuilder({ daysMax: 0 });
        for (const { timeUs, log, address, port, protocol, names, user } of list)
          builder.append(
            {
              timeUs,
              log,
              source: { address, port },
              destination: null,
              protocol,
              service: "",
              action: "",
              carried: names.map((name) => ({ field: "n", meaning: "domain", text: name })),
              native: { user },
            } satisfies Event,
            meta,
          );
        for (const block of builder.finish()) {
          const expected = readBlock(block);
          for (const bytes of [blockBytes(block), blockBytes(unpackBlock(packBlock(block)))]) {
            const rows = readBlockRows(bytes);
            expect(rows.rows).toBe(expected.length);
            for (const [row, one] of expected.entries()) {
              expect(rows.time.at(row)).toBe(one["time"]);
              expect(rows.timed.at(row)).toBe(one["timed"]);
              expect(rows.source_port.at(row)).toBe(one["source_port"]);
              for (const column of columns) expect(rows[column].at(row), column).toEqual(one[column]);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a block that is cut is an error of the program, told at once", () => {
    const builder = newBlockBuilder();
    const event = {
      timeUs: meta.receivedUs,
      log: "x",
      source: null,
      destination: null,
      protocol: "",
      service: "",
      action: "",
      carried: [],
      native: { a: "b".repeat(200) },
    } satisfies Event;
    builder.append(event, meta);
    const [block] = builder.finish();
    const bytes = blockBytes(block as NonNullable<typeof block>);
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => readBlockRows(bytes.subarray(0, length))).toThrow();
  });
});
