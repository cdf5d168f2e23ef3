/** What is held against the terminal's own lists: borders, vendors' sessions, values, silences. Orders explain, and suppress nothing. */
import { describe, expect, test } from "vitest";
import type { ListedAsset, Point, SiteLists, WorkOrder } from "../../../model/index.js";
import { type Detector, noSurroundings, type Surroundings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { dayUs, factOf, hourUs, minuteUs, play, testStartUs } from "../../behaviour/testing.js";
import { compileSite, emptyLists } from "../site.js";
import { rateOfChange } from "./rate-of-change.js";
import { silentController } from "./silent-controller.js";
import { stuckValue } from "./stuck-value.js";
import { valueRange } from "./value-range.js";
import { vendorSession } from "./vendor-session.js";
import { zoneCrossing } from "./zone-crossing.js";

const plc = "10.9.0.5";
const hmi = "10.9.0.9";
type Given = NonNullable<Parameters<typeof factOf>[0]>;

const siteOf = (lists: Partial<SiteLists>): Surroundings => {
  const site = compileSite({ ...emptyLists("member-1", 14), ...lists });
  return { ...noSurroundings, siteOf: () => site };
};
const modbus = (given: Given = {}): Fact =>
  factOf({
    log: "zeek-modbus",
    source: hmi,
    destination: plc,
    destinationPort: 502,
    ...given,
    ot: { function: "READ_HOLDING_REGISTERS", kind: "read", ...given.ot },
  });
const connects = (source: string, destination: string, destinationPort: number, given: Given = {}): Fact =>
  factOf({ source, destination, destinationPort, connection: {}, ...given });
const said = (detector: Detector, facts: Iterable<Fact>, surroundings?: Surroundings) => {
  const options = surroundings === undefined ? {} : { surroundings };
  const all = [...facts];
  const { findings } = play(detector, all, options);
  // A kill after every third fact changes nothing.
  expect(play(detector, all, { ...options, saveEvery: 3 }).findings).toEqual(findings);
  return findings.map(({ about, level, fields }) => ({ about, level, fields }));
};

const zone = (id: string, kind: "control" | "enterprise" | "vendor", network: string) => ({
  id,
  name: id,
  kind,
  networks: [network],
});
const zones = [zone("cranes", "control", "10.9.0.0/24"), zone("office", "enterprise", "10.1.0.0/16")];
const crane = (id: string) => ({
  id,
  name: id,
  maker: "",
  model: "",
  terminal: "",
  berth: "",
  directiveStatus: "not applicable" as const,
  note: "",
});
const asset = (address: string, craneId: string | null, isCritical = false): ListedAsset => ({
  id: `asset ${address}`,
  name: `machine ${address}`,
  addresses: [address],
  mac: "",
  role: "plc",
  vendor: "",
  product: "",
  firmware: "",
  craneId,
  isCritical,
});

describe("zone-crossing", () => {
  test("tells of a machine of the control network that asks outside, with no list at all, once", () => {
    const dns = connects(plc, "198.51.100.53", 53, { protocol: "udp", connection: { state: "unanswered" } });
    const query = { ...dns, log: "zeek-dns", connection: null };
    expect(said(zoneCrossing, [dns])).toEqual([]);
    expect(said(zoneCrossing, [modbus(), dns, query, dns])).toMatchObject([
      { level: "high", about: `to the internet: ${plc} to 198.51.100.53, dns` },
    ]);
    // A station that merely asks controllers is graver only where a list says what it is.
    expect(said(zoneCrossing, [modbus(), connects(hmi, "198.51.100.9", 443)])).toMatchObject([
      { level: "medium" },
    ]);
    expect(said(zoneCrossing, [modbus(), connects("198.51.100.9", plc, 80)])).toMatchObject([
      { about: `from the internet: 198.51.100.9 to ${plc}, tcp/80` },
    ]);
    expect(said(zoneCrossing, [modbus(), connects("10.1.0.1", "198.51.100.9", 443)])).toEqual([]);
  });

  test("tells of a path around the conduits while it is learned as well, and is silent on one they allow", () => {
    const conduit = { id: "c", fromZoneId: "office", toZoneId: "cranes", note: "" };
    const via = { ...conduit, allows: ["tcp/502"], via: ["10.1.0.7"] };
    const around = (lists: Partial<SiteLists>, ...facts: Fact[]) =>
      said(zoneCrossing, facts, siteOf({ zones, ...lists })).map(({ about, level }) => [about, level]);
    expect(around({ conduits: [via] }, connects("10.1.0.7", plc, 502))).toEqual([]);
    expect(
      around({ conduits: [via] }, connects("10.1.0.8", plc, 502), connects("10.1.0.7", plc, 102)),
    ).toEqual([
      [`around the conduits: 10.1.0.8 to ${plc}, tcp/502`, "high"],
      [`around the conduits: 10.1.0.7 to ${plc}, tcp/102`, "high"],
    ]);
    expect(
      around({ conduits: [via] }, connects("10.1.0.8", plc, 502, { connection: { state: "refused" } })),
    ).toEqual([]);
  });

  test("learns conversations between zones where no conduit is listed", () => {
    const early = connects("10.1.0.8", plc, 502);
    const late = { timeUs: testStartUs + 20 * dayUs };
    expect(
      said(
        zoneCrossing,
        [modbus(), early, connects("10.1.0.8", plc, 502, late), connects("10.1.0.9", plc, 502, late)],
        siteOf({ zones }),
      ),
    ).toMatchObject([{ level: "medium", about: `new between zones: 10.1.0.9 to ${plc}, tcp/502` }]);
  });
});

describe("vendor-session", () => {
  const vendors = [{ id: "v", vendor: "Maker", accounts: ["maker-service"], networks: ["198.51.100.0/24"] }];
  const lists = {
    vendors,
    cranes: [crane("STS 1"), crane("STS 2")],
    assets: [asset(plc, "STS 1"), asset(hmi, "STS 2")],
  };
  const order = (change: Partial<WorkOrder> = {}): WorkOrder => ({
    id: "o",
    number: "WO-7",
    title: "Drive",
    craneIds: ["STS 1"],
    assetIds: [],
    vendor: "maker",
    startUs: testStartUs - hourUs,
    endUs: testStartUs + hourUs,
    ...change,
  });
  const comesIn = (to: string, given: Given = {}) => connects("198.51.100.7", to, 3389, given);
  const verdicts = (facts: Fact[], workOrders: WorkOrder[]) =>
    said(vendorSession, facts, siteOf({ ...lists, workOrders })).map(({ about, level }) => [about, level]);

  test("is silent where an order of that vendor for that crane is under way", () => {
    expect(verdicts([comesIn(plc), comesIn(plc, { timeUs: testStartUs + minuteUs })], [order()])).toEqual([]);
  });

  test("tells once of one without an order, for another crane, or past its end", () => {
    expect(verdicts([comesIn(plc), comesIn(plc)], [])).toEqual([["Maker: no order", "high"]]);
    expect(verdicts([comesIn(plc)], [order({ vendor: "Another" })])).toEqual([["Maker: no order", "high"]]);
    expect(verdicts([comesIn(plc), comesIn(hmi)], [order()])).toEqual([["Maker: other crane", "high"]]);
    const long = comesIn(plc, { connection: { durationUs: 3 * hourUs } });
    expect(verdicts([long], [order()])).toEqual([["Maker: past its end", "medium"]]);
  });

  test("knows a vendor by its account, and does not count what failed", () => {
    const login = (outcome: "failed" | "succeeded") =>
      factOf({
        log: "zeek-ssh",
        source: "10.8.0.3",
        destination: plc,
        login: { user: "Maker-Service", outcome },
      });
    expect(verdicts([login("failed")], [])).toEqual([]);
    expect(verdicts([login("succeeded")], [])).toEqual([["Maker: no order", "high"]]);
  });

  test("a change on a crane that no order names is told", () => {
    const write = modbus({
      source: "198.51.100.7",
      destination: hmi,
      ot: { kind: "program", function: "DOWNLOAD" },
    });
    expect(verdicts([comesIn(plc), write], [order()])).toEqual([["Maker: other crane", "high"]]);
  });
});

describe("values", () => {
  const point = (change: Partial<Point>): Point => ({
    id: "p",
    name: "hoist load",
    address: plc,
    point: "1 holding 100",
    least: null,
    most: null,
    mostPerSecond: null,
    stuckAfterS: null,
    unit: "t",
    isSafety: false,
    ...change,
  });
  const read = (value: number, atUs: number): Fact =>
    modbus({ timeUs: testStartUs + atUs, ot: { points: [{ point: "1 holding 100", value }] } });
  const abouts = (detector: Detector, change: Partial<Point>, facts: Fact[]) =>
    said(detector, facts, siteOf({ points: [point(change)] })).map(({ about, level }) => [about, level]);

  test("outside an engineered range: once when it leaves it, graver for a safety point", () => {
    const facts = [
      read(40, 0),
      read(70, 1e6),
      read(71, 2e6),
      read(40, 3e6),
      read(70, 4e6),
      read(1, 2 * hourUs),
    ];
    expect(abouts(valueRange, { least: 5, most: 65 }, facts)).toEqual([
      ["hoist load: above its range", "high"],
      ["hoist load: below its range", "high"],
    ]);
    expect(abouts(valueRange, { most: 65, isSafety: true }, [read(70, 0)])).toEqual([
      ["hoist load: above its range", "critical"],
    ]);
  });

  test("outside a learned range, with a tenth of margin, after it was learned", () => {
    const facts = [read(10, 0), read(60, 1e6), read(64, 15 * dayUs), read(66, 15 * dayUs + 1e6)];
    expect(abouts(valueRange, {}, facts)).toEqual([["hoist load: above its range", "medium"]]);
  });

  test("changing too fast, and stuck", () => {
    expect(abouts(rateOfChange, { mostPerSecond: 10 }, [read(10, 0), read(15, 1e6), read(40, 2e6)])).toEqual([
      ["hoist load: changes too fast", "medium"],
    ]);
    const still = [0, 1, 2, 3, 4].map((minute) => read(10, minute * minuteUs));
    expect(abouts(stuckValue, { stuckAfterS: 120, isSafety: true }, still)).toEqual([
      ["hoist load: stuck", "high"],
    ]);
    expect(
      abouts(stuckValue, { stuckAfterS: 120 }, [read(10, 0), read(10, hourUs), read(10, 2 * hourUs)]),
    ).toEqual([]);
  });
});

describe("silent-controller", () => {
  const other = "10.9.0.6";
  function* heard(to: string, fromUs: number, untilUs: number): Generator<Fact> {
    for (let atUs = fromUs; atUs < untilUs; atUs += minuteUs)
      yield modbus({ destination: to, timeUs: testStartUs + atUs });
  }
  const both = function* (untilUs: number, goesOnUntilUs: number): Generator<Fact> {
    for (let atUs = 0; atUs < goesOnUntilUs; atUs += minuteUs) {
      if (atUs < untilUs) yield modbus({ timeUs: testStartUs + atUs });
      yield modbus({ destination: other, timeUs: testStartUs + atUs });
    }
  };

  test("tells of one that falls silent while others talk, learned silences apart", () => {
    const critical = siteOf({ assets: [asset(plc, null, true)] });
    expect(said(silentController, both(3 * hourUs, 4 * hourUs), critical)).toMatchObject([
      { about: "no longer heard", level: "high", fields: { controller: plc, machine: `machine ${plc}` } },
    ]);
    expect(said(silentController, both(3 * hourUs, 4 * hourUs))).toEqual([]);
    expect(said(silentController, both(3 * hourUs, 4 * hourUs), siteOf({ learningDays: 0 }))).toMatchObject([
      { level: "medium" },
    ]);
  });

  test("tells of the sensor where nothing is heard any more while other logs go on", () => {
    const goesOn = connects("10.1.0.1", "10.1.0.2", 80, { timeUs: testStartUs + 4 * hourUs });
    expect(said(silentController, [...heard(plc, 0, 2 * hourUs), goesOn])).toMatchObject([
      { about: "the control network is no longer heard", level: "high" },
    ]);
  });
});
