/** What *Port* works out before it draws: places on the plan, states, differences, times, and the log's export. */
import { describe, expect, test } from "vitest";
import type { AssetRow, CraneCard, CraneRow, VendorSessionRow } from "../../../api/types.js";
import type { PlanFeature, PlanGeometry } from "../../../model/index.js";
import { craneState } from "./crane-state.js";
import { differenceOf, longUs } from "./difference.js";
import { machinesOf, namesByAddress } from "./machines-of-crane.js";
import { placeCranes } from "./plan-cranes.js";
import { pathOf, placeOf, planWidth, projectionOf } from "./plan-projection.js";
import { moved, scaled, wholeView } from "./plan-window.js";
import { lengthInWords } from "./port-words.js";
import { sessionsCsv } from "./sessions-csv.js";
import { byTime, fieldInstant, localField, standingOf } from "./work-times.js";

const nowUs = Date.UTC(2026, 10, 27, 12) * 1000;
const hourUs = 3600e6;

const feature = (
  geometry: PlanGeometry,
  properties: Partial<PlanFeature["properties"]> = {},
): PlanFeature => ({
  type: "Feature",
  properties: { name: "", kind: "other", terminal: "", crane: "", ...properties },
  geometry,
});
const at = (longitude: number, latitude: number) =>
  feature({ type: "Point", coordinates: [longitude, latitude] });

describe("the projection", () => {
  test("has north above, east to the right, and a degree of longitude as short as it is there", () => {
    const square = [at(4.9, 60), at(4.94, 60), at(4.9, 60.02), at(4.94, 60.02)];
    const projection = projectionOf(square);
    const points = square.map(({ geometry }) => placeOf(geometry, projection));
    const [southWest, southEast, northWest] = points;
    if (southWest === undefined || southEast === undefined || northWest === undefined) throw new Error();
    expect(southEast.x).toBeGreaterThan(southWest.x);
    expect(northWest.y).toBeLessThan(southWest.y);
    // At 60 degrees 0.04 degrees of longitude are as long as 0.02 of latitude.
    const [across, up] = [southEast.x - southWest.x, southWest.y - northWest.y];
    expect(across / up).toBeCloseTo(1, 2);
    for (const { x, y } of points) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(planWidth);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(projection.height);
    }
  });

  test("holds a port that lies across the antimeridian together", () => {
    const projection = projectionOf([at(179.99, -17), at(-179.99, -17)]);
    const [west, east] = [at(179.99, -17), at(-179.99, -17)].map(
      ({ geometry }) => placeOf(geometry, projection).x,
    ) as [number, number];
    expect(east - west).toBeGreaterThan(planWidth / 2);
  });

  test("draws one crane alone in the middle, and nothing as nothing", () => {
    const alone = at(4.9, 56);
    const projection = projectionOf([alone]);
    expect(placeOf(alone.geometry, projection)).toEqual({
      x: 500,
      y: projection.height / 2,
      width: 0,
      height: 0,
    });
    expect(projectionOf([]).height).toBeGreaterThan(0);
  });

  test("closes outlines and leaves lines open", () => {
    const line: PlanGeometry = {
      type: "LineString",
      coordinates: [
        [4, 56],
        [4.1, 56],
      ],
    };
    const ring = [...line.coordinates, [4.1, 56.1], [4, 56]] as const;
    const projection = projectionOf([feature(line)]);
    expect(pathOf(line, projection)).toMatch(/^M[\d. -]+L[\d. -]+$/);
    const outline: PlanGeometry = { type: "MultiPolygon", coordinates: [[ring], [ring]] };
    expect(pathOf(outline, projection).match(/Z/g)).toHaveLength(2);
    expect(pathOf(at(4, 56).geometry, projection)).toBe("");
  });
});

test("the window on the plan never leaves it, and keeps its middle when it is scaled", () => {
  const whole = wholeView(1000, 500);
  expect(scaled(whole, 0.5)).toEqual(whole);
  const near = scaled(whole, 4);
  expect([near.x, near.y, near.width, near.height]).toEqual([375, 187.5, 250, 125]);
  expect(moved(near, -9_999, 9_999)).toMatchObject({ x: 0, y: 375 });
  expect(scaled(near, 1_000).width).toBe(1000 / 16);
});

const row = (change: Partial<CraneRow> = {}, crane: Partial<CraneRow["crane"]> = {}): CraneRow => ({
  memberId: "m",
  memberName: "Pier Seven",
  crane: {
    id: "c1",
    name: "STS-1",
    maker: "",
    model: "",
    terminal: "Pier 7",
    berth: "",
    directiveStatus: "open",
    note: "",
    ...crane,
  },
  machines: 3,
  lastUs: nowUs - 60e6,
  questions: 0,
  detections: { informational: 0, low: 0, medium: 0, high: 0, critical: 0 },
  warnings: 0,
  ...change,
});

test("the most urgent of a crane is its state, and what is low, as most that is learned, is none", () => {
  const detections = row().detections;
  for (const [change, state] of [
    [{}, "quiet"],
    [{ detections: { ...detections, informational: 4, low: 4 } }, "quiet"],
    [{ questions: 1 }, "question"],
    [{ questions: 1, lastUs: nowUs - hourUs - 1 }, "silent"],
    [{ lastUs: null }, "silent"],
    [{ lastUs: null, detections: { ...detections, medium: 1 } }, "detected"],
    [{ warnings: 1, detections: { ...detections, medium: 1 } }, "warning"],
  ] as const)
    expect([change, craneState(row(change), nowUs)]).toEqual([change, state]);
});

describe("a mark on the plan", () => {
  const mark = (crane: string, terminal = "") =>
    feature({ type: "Point", coordinates: [4.9, 56] }, { kind: "crane", crane, terminal });
  const placed = (marks: readonly PlanFeature[], rows: readonly CraneRow[]) =>
    placeCranes({ type: "FeatureCollection", features: marks }, rows);

  test("is the crane of its name at its terminal", () => {
    const here = row();
    const there = row({}, { id: "c2", terminal: "Pier 8" });
    const { placed: found, unplaced } = placed([mark("sts-1", "pier 8")], [here, there]);
    expect(found.map((each) => each.row?.crane.id)).toEqual(["c2"]);
    expect(unplaced).toEqual([here]);
  });

  test("is none where two could be meant, or where its name was kept back", () => {
    const rows = [row(), row({}, { id: "c2" })];
    expect(placed([mark("STS-1")], rows).placed[0]?.row).toBeNull();
    expect(placed([mark("")], [row({}, { name: "" })]).placed[0]?.row).toBeNull();
    expect(placeCranes(null, rows)).toEqual({ placed: [], unplaced: rows });
  });
});

test("a relation differs by what a person said, then by what is new, then by its silence", () => {
  const known = { review: "new", isNew: false, newFunctions: [], lastUs: nowUs } as const;
  for (const [change, difference] of [
    [{}, "none"],
    [{ lastUs: nowUs - longUs }, "none"],
    [{ lastUs: nowUs - longUs - 1 }, "silent"],
    [{ newFunctions: ["WRITE_COILS"], lastUs: 1 }, "functions"],
    [{ isNew: true, newFunctions: ["WRITE_COILS"] }, "new"],
    [{ isNew: true, review: "not expected" }, "not expected"],
  ] as const)
    expect([change, differenceOf({ ...known, ...change }, nowUs)]).toEqual([change, difference]);
});

test("a crane's machines are its list's and what was heard beside it, firmware compared", () => {
  const identity = { vendor: "Sample", product: "SA", firmware: "2.9.5", serial: "", name: "" };
  const heard = (change: object) =>
    ({
      listedId: null,
      role: "modem",
      address: "10.0.0.9",
      macVendor: "Maker",
      lastUs: 5,
      review: "new",
      identity,
      ...change,
    }) as AssetRow;
  const listed = [
    {
      id: "a",
      name: "plc",
      addresses: ["10.0.0.1"],
      role: "plc",
      vendor: "Sample",
      product: "SA",
      firmware: "2.9.4",
      isCritical: true,
    },
    {
      id: "b",
      name: "hmi",
      addresses: ["10.0.0.2"],
      role: "hmi",
      vendor: "",
      product: "",
      firmware: "",
      isCritical: false,
    },
  ] as unknown as CraneCard["listed"];
  const machines = machinesOf({
    listed,
    machines: [heard({ id: "x", listedId: "a", lastUs: 7 }), heard({ id: "y" })],
  });
  expect(machines.map(({ name, role, lastUs, isListed }) => [name, role, lastUs, isListed])).toEqual([
    ["plc", "plc", 7, true],
    ["hmi", "hmi", null, true],
    ["", "modem", 5, false],
  ]);
  expect(machines[0]).toMatchObject({ firmware: "2.9.4", firmwareHeard: "2.9.5" });
  expect(machines[2]).toMatchObject({ product: "Sample SA", firmware: "2.9.5", firmwareHeard: "" });
  expect(["10.0.0.1", "10.0.0.9", "10.0.0.7"].map(namesByAddress(machines))).toEqual([
    "plc",
    "10.0.0.9",
    "10.0.0.7",
  ]);
});

test("work that lasts stands first, then what comes, then what is over; a field's time is the same instant", () => {
  const work = (name: string, from: number, until: number) => ({
    name,
    startUs: nowUs + from * hourUs,
    endUs: nowUs + until * hourUs,
  });
  const all = [
    work("old", -9, -8),
    work("later", 5, 6),
    work("now", -1, 1),
    work("past", -3, 0),
    work("next", 2, 3),
  ];
  expect(byTime(all, nowUs).map(({ name }) => name)).toEqual(["now", "next", "later", "past", "old"]);
  expect(standingOf(work("begins", 0, 1), nowUs)).toBe("now");
  expect(fieldInstant(localField(nowUs))).toBe("2026-11-27T12:00:00.000Z");
  expect(fieldInstant("")).toBe("");
});

test("lengths are told as people tell them", () => {
  expect([10e6, 60e6, 40 * 60e6, 2 * hourUs, 125 * 60e6, 72 * hourUs].map(lengthInWords)).toEqual([
    "less than a minute",
    "1 minute",
    "40 minutes",
    "2 hours",
    "2 hours 5 minutes",
    "3 days",
  ]);
});

test("the export of vendors' sessions quotes what needs it and is no formula", () => {
  const session: VendorSessionRow = {
    id: "s",
    memberId: "m",
    vendor: 'Crane "Works", Inc.',
    accounts: ["=cmd|'/c calc'!A1"],
    source: "198.18.40.3",
    targets: ["10.71.40.10", "10.71.40.11"],
    services: ["rdp"],
    craneIds: ["c1"],
    startUs: nowUs,
    endUs: nowUs + hourUs,
    isOpen: false,
    orders: [{ id: "o", number: "WO-1", title: "Encoder" }],
    verdict: "matched",
    changes: [{ receiver: "10.71.40.10", function: "Request Download", kind: "program", count: 2 }],
    mark: null,
  };
  const csv = sessionsCsv(
    [session, { ...session, isOpen: true, orders: [], verdict: "no order", changes: [] }],
    {
      memberOf: () => "Pier Seven",
      craneOf: () => "STS-1",
    },
  );
  const [head, first, second, end] = csv.split("\r\n");
  expect(head).toMatch(/^start,end,minutes,member,vendor,/);
  expect(first).toBe(
    `2026-11-27T12:00:00.000Z,2026-11-27T13:00:00.000Z,60,Pier Seven,"Crane ""Works"", Inc.",'=cmd|'/c calc'!A1,` +
      "198.18.40.3,10.71.40.10 | 10.71.40.11,rdp,STS-1,WO-1,Matches a work order,10.71.40.10 Request Download × 2",
  );
  expect(second).toMatch(/^2026-11-27T12:00:00\.000Z,,60,.*,STS-1,,No work order,$/);
  expect(end).toBe("");
});
