/** All detectors of control networks together, fed with what nobody should send: bounded, and the same over any restart. */
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BehaviourEngine, type Said } from "../behaviour/engine.js";
import type { Fact } from "../behaviour/fact.js";
import { dayUs, factOf, hourUs, minuteUs, testStartUs } from "../behaviour/testing.js";
import { detectors } from "./detectors/index.js";
import { AssetBook } from "./inventory/asset-book.js";
import { otMessageOf } from "./read-message.js";
import { otReaders } from "./readers/index.js";
import { messageOf } from "./record-ends.js";
import { compileSite, emptyLists } from "./site.js";
import { SessionBook } from "./vendor/session-book.js";

const vendor = { id: "v1", vendor: "Maker", accounts: ["maker"], networks: ["203.0.113.0/24"], note: "" };
const point = {
  id: "p1",
  name: "Hoist limit",
  address: "10.0.1.1",
  point: "1 holding 100",
  least: 0,
  most: 10,
  mostPerSecond: 1,
  stuckAfterS: 60,
  unit: "t",
  isSafety: true,
};
const site = compileSite({
  ...emptyLists("member-1", 1),
  vendors: [vendor as never],
  points: [point],
});
const surroundings = { placeOf: () => null, siteOf: () => site };

/** A fact as a reader makes it of a record's own fields, whatever stands in them. */
function read(given: Parameters<typeof factOf>[0] & { readonly native?: Fact["native"] }): Fact {
  const plain = factOf(given);
  return { ...plain, ot: otMessageOf(plain) };
}

const protocols = ["modbus", "s7comm", "dnp3", "cip", "bacnet", "opcua"] as const;
const kinds = ["write", "stop", "identify", "unknown", "select", "operate", "read", "program"] as const;
const logs = [...otReaders.flatMap((reader) => reader.logs), "zeek-conn", "zeek-ssh"];
const keys = [
  "func",
  "function",
  "Command",
  "rosctr_name",
  "function_name",
  "fc_request",
  "fc_reply",
  "function_type",
  "req_identifier_str",
  "pdu_service",
  "pdu_type",
  "cip_service",
  "command",
  "unit",
  "unit_id",
  "Slave_Addr",
  "exception",
  "exception_code",
  "error_code",
  "is_orig",
  "address",
  "request_values",
  "srcmac",
  "dstmac",
  "variant_metadata_link_id",
  "variant_source_data_link_id",
  "variant_data_link_id",
  "orig_l2_addr",
];
const value = fc.oneof(
  fc.constantFrom<unknown>(
    "WRITE_SINGLE_COIL",
    "PLC Stop",
    "COLD_RESTART",
    "SELECT",
    "OPERATE",
    "WriteRequest",
    "reinitialize-device",
    "x".repeat(5_000),
    "",
    null,
    true,
    -1,
    1e300,
    [1, "2", null],
    { deep: [] },
    "02:00:00:00:00:01",
  ),
  fc.integer({ min: 0, max: 400 }).map((at) => `made up ${at}`),
);
const native = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6 });
const address = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }).map((at) => `10.0.1.${at}`) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }).map((at) => `203.0.113.${at}`) },
  { weight: 1, arbitrary: fc.constantFrom("", "10.0.1.255", "a".repeat(3_000)) },
);
/** Minutes from one record to the next: mostly on, some back, some to where no clock can be. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: 0, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-30, -3_000, 700, 3_000, 6e6, -3e7) },
);
const record = fc.record({
  log: fc.constantFrom(...logs),
  step,
  source: address,
  destination: address,
  ports: fc.constantFrom([50_000, 502], [502, 50_000], [50_000, 443], [0, 0], [50_000, 20_000], [50_000, 53]),
  service: fc.constantFrom("", "modbus", "ssh", "http", "y".repeat(3_000)),
  native,
  times: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 14 }) },
    { weight: 1, arbitrary: fc.constant(90) },
  ),
  /** A message as a reader makes it, in place of what one makes of `native`. */
  said: fc.option(
    fc.record({
      protocol: fc.constantFrom(...protocols),
      kind: fc.constantFrom(...kinds),
      function: fc.constantFrom("one", "other", "n".repeat(400)),
      unit: fc.constantFrom("", "1", "u".repeat(400)),
      error: fc.constantFrom("", "", "ILLEGAL"),
      isRequest: fc.boolean(),
      /** Each of its times another function, unit and point. */
      differs: fc.boolean(),
      value: fc.constantFrom(5, 50, -1e308),
    }),
    { freq: 3 },
  ),
});

const facts = fc.array(record, { minLength: 1, maxLength: 60 }).map((records) => {
  let nowUs = testStartUs + 100 * dayUs;
  const all: Fact[] = [];
  for (const { step: minutes, destination, ports, native: fields, times, said, ...given } of records) {
    const timeUs = Math.floor(nowUs + minutes * minuteUs);
    if (minutes > 0 && minutes < 4_000) nowUs = timeUs;
    for (let at = 0; at < times; at++) {
      const fact = read({
        ...given,
        timeUs: timeUs + at * 1_000,
        receivedUs: nowUs + 5e6,
        destination: at > 0 && destination.length < 12 ? `${destination}${at % 10}` : destination,
        sourcePort: ports[0] ?? 0,
        destinationPort: ports[1] ?? 0,
        native: fields,
        ...(given.log === "zeek-conn" ? { connection: {} } : {}),
      });
      const other = said?.differs === true ? ` ${at}` : "";
      const ot =
        said === null
          ? fact.ot
          : messageOf(fact, {
              ...said,
              function: said.function + other,
              unit: said.unit + other,
              points: [{ point: `1 holding 100${other}`, value: said.value }],
            });
      all.push({ ...fact, ot });
    }
  }
  return all;
});

const copy = (state: unknown): unknown => deserialize(serialize(state));
const spoken = (all: readonly Said[]) => all.map(({ detection }) => detection);

describe("whatever is heard", () => {
  test("the same is found over any restarts, and the same is known then", () => {
    fc.assert(
      fc.property(facts, fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 6 }), (all, restarts) => {
        const open = (saved: unknown = null) =>
          new BehaviourEngine({ detectors, surroundings }, saved === null ? null : copy(saved));
        const whole = open();
        const expected = [...spoken(whole.see(all)), ...spoken(whole.end())];
        let engine = open();
        const found: Said["detection"][] = [];
        for (const [at, fact] of all.entries()) {
          if (restarts.includes(at)) engine = open(engine.save());
          found.push(...spoken(engine.see([fact])));
        }
        engine = open(engine.save());
        found.push(...spoken(engine.end()));
        expect(found).toEqual(expected);
        expect(copy(engine.save())).toEqual(copy(whole.save()));
        expect(engine.figures()).toEqual(whole.figures());
      }),
      { numRuns: 60 },
    );
  });

  test("the books of assets and sessions tell the same over any restarts", () => {
    fc.assert(
      fc.property(facts, fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 6 }), (all, restarts) => {
        const bounds = { assets: 8, relations: 8, macs: 4 };
        const assets = (saved: unknown = null) => new AssetBook(saved, () => site, bounds);
        const sessions = (saved: unknown = null) => new SessionBook(saved, () => site);
        let [book, log] = [assets(), sessions()];
        const [wholeBook, wholeLog] = [assets(), sessions()];
        for (let from = 0, at = 0; from < all.length; from += 20, at++) {
          if (restarts.includes(at)) {
            [book, log] = [assets(copy(book.save())), sessions(copy(log.save()))];
            book.place();
          }
          for (const fact of all.slice(from, from + 20)) {
            for (const one of [book, log, wholeBook, wholeLog]) one.see(fact);
          }
          expect(book.take()).toEqual(wholeBook.take());
          expect(log.take()).toEqual(wholeLog.take());
        }
        expect(book.take(true)).toEqual(wholeBook.take(true));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a flood at one moment, of which each record has another name", () => {
  /** Of all kinds, with long texts wherever there is one, all of one second, so that no minute passes. */
  function* flood(count: number): Generator<Fact> {
    for (let at = 0; at < count; at++) {
      const name = `${at} ${"n".repeat(400)}`;
      const plain = factOf({
        log: at % 9 === 0 ? "zeek-conn" : at % 9 === 1 ? "zeek-ssh" : "zeek-modbus",
        timeUs: testStartUs + 10 * dayUs + (at % 1000),
        receivedUs: testStartUs + 10 * dayUs + hourUs,
        source: at % 9 === 1 ? `203.0.${113 + (at % 2)}.${at % 250}` : `10.${at % 250}.${(at >> 8) % 250}.1`,
        destination: `10.7.${(at >> 3) % 250}.${at % 250}`,
        sourcePort: 50_000,
        destinationPort: at % 9 === 0 ? 502 : 20_001,
        service: at % 9 === 0 ? name : "",
        native: { text: "z".repeat(3_000) },
        ...(at % 9 === 0 ? { connection: {} } : {}),
        ...(at % 9 === 1 ? { login: { outcome: "succeeded", user: `maker ${name}`, service: "ssh" } } : {}),
      });
      if (at % 9 < 2) {
        yield plain;
        continue;
      }
      const ot = messageOf(plain, {
        protocol: protocols[at % protocols.length] ?? "modbus",
        kind: kinds[at % kinds.length] ?? "read",
        function: name,
        unit: name,
        error: at % 3 === 0 ? name : "",
        isRequest: at % 7 !== 0,
        points: Array.from({ length: 9 }, (_, each) => ({ point: `${each} ${name}`, value: 1e300 })),
        identity: { vendor: name, product: name, firmware: name, serial: name, name },
      });
      yield { ...plain, ot };
    }
  }

  test("stays within what each detector states, and what goes over it is counted", {
    timeout: 60_000,
  }, () => {
    const engine = new BehaviourEngine({ detectors, surroundings });
    const book = new AssetBook(null, () => site);
    for (const fact of flood(16_000)) {
      engine.see([fact]);
      book.see(fact);
    }
    const states = engine.learnedOf("member-1");
    let dropped = 0;
    for (const { id, stateBytesMax } of detectors) {
      const bytes = serialize(states.get(id)).byteLength;
      const { held, dropped: gone } = engine.figures().detectors.get(id) ?? { held: 0, dropped: 0 };
      expect.soft(bytes, id).toBeLessThan(stateBytesMax);
      // So that a map that is not full yet stays below it, too: each key, and the records that show what waits.
      expect.soft(bytes, `${id} with ${held}`).toBeLessThan(held * 1_700 + 3 * 2 ** 20);
      dropped += gone;
    }
    expect(dropped).toBeGreaterThan(0);
    expect(serialize(book.save()).byteLength).toBeLessThan(40 * 2 ** 20);
    let [told, takes] = [0, 0];
    for (;;) {
      const { assets, relations } = book.take();
      if (assets.length + relations.length === 0) break;
      told += assets.length + relations.length;
      takes++;
    }
    expect(told).toBeLessThanOrEqual(25_000);
    expect(takes).toBeGreaterThan(1);
  });
});
