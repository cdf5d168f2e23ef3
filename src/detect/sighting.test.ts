import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evidenceMax, type HitRecord, type Sighting, sightingWindowUs } from "../model/index.js";
import { insideOf } from "./inside.js";
import { directionOf, groupHits, mergeSighting, sightingKey, windowStart } from "./sighting.js";

const inside = insideOf(["203.0.113.0/24"], false);
let made = 0;
const newId = () => `id-${++made}`;

interface Told {
  readonly timeUs: number;
  readonly value: string;
  readonly source: string;
  readonly destination: string;
}

function hit({ timeUs, value, source, destination }: Told): HitRecord {
  const address = /^[0-9.]+$/.test(value);
  const observable = { type: address ? "ipv4" : "domain", value } as const;
  return {
    observable,
    indicator: { type: observable.type, value: value.replace("www.", "") },
    confidence: timeUs % 100,
    sources: [`feed-${timeUs % 3}`],
    labels: [],
    tlps: timeUs % 2 === 0 ? ["TLP:AMBER"] : ["TLP:CLEAR"],
    allowedBy: null,
    evidence: {
      timeUs,
      log: "zeek-conn",
      field: "id.resp_h",
      sourceAddress: source,
      sourcePort: 1,
      destinationAddress: destination,
      destinationPort: 2,
      record: `${timeUs} ${source} ${destination}`,
    },
  };
}

const addresses = ["203.0.113.5", "203.0.113.6", "198.51.100.1", "192.0.2.9"];
const anyHit = fc
  .record({
    timeUs: fc.integer({ min: 0, max: 3 * sightingWindowUs }),
    value: fc.constantFrom("198.51.100.1", "www.example.com", "example.com"),
    source: fc.constantFrom(...addresses),
    destination: fc.constantFrom(...addresses),
  })
  .map(hit);

function gather(batches: readonly (readonly HitRecord[])[]): Map<string, Sighting> {
  const stored = new Map<string, Sighting>();
  for (const hits of batches) {
    for (const group of groupHits("m", hits)) {
      const key = sightingKey(group.memberId, group.observable, group.windowStartUs);
      stored.set(key, mergeSighting(stored.get(key) ?? null, group, inside, null, newId));
    }
  }
  return stored;
}

/** What must not depend on the order of arrival. */
function settled(sightings: Map<string, Sighting>): unknown {
  return [...sightings]
    .map(([key, { id, insideAddresses, ...rest }]) => ({
      key,
      ...rest,
      insideAddresses: [...insideAddresses].sort(),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

describe("gathering hits into sightings", () => {
  test("the same hits in any order and any batches make the same sightings", () => {
    fc.assert(
      fc.property(
        fc.array(anyHit, { maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (hits, seed, size) => {
          const mixed = hits
            .map((each, i) => ({ each, rank: Math.imul(i + seed, 0x9e3779b1) >>> 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ each }) => each);
          const batches = [];
          for (let i = 0; i < mixed.length; i += size) batches.push(mixed.slice(i, i + size));
          const [whole, parts] = [gather([hits]), gather(batches)];
          expect(settled(parts)).toEqual(settled(whole));
          expect([...whole.values()].reduce((sum, each) => sum + each.count, 0)).toBe(hits.length);
          for (const each of whole.values()) {
            expect(each.evidence.length).toBe(Math.min(each.count, evidenceMax));
            expect(windowStart(each.firstUs)).toBe(each.windowStartUs);
            expect(windowStart(each.lastUs)).toBe(each.windowStartUs);
            expect(each.firstUs).toBeLessThanOrEqual(each.lastUs);
          }
        },
      ),
    );
  });

  test("a count stays at what can be read again, however much is added", () => {
    const [one] = [
      hit({ timeUs: 5, value: "198.51.100.1", source: "10.0.0.1", destination: "198.51.100.1" }),
    ];
    const many = {
      ...(one as HitRecord),
      gathered: { count: 9e15, lastUs: 5, direction: "outbound" },
    } as const;
    const [sighting] = [...gather([[many, many], [many]]).values()];
    expect(sighting?.count).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("hits on two names under a listed domain are one sighting of that domain", () => {
    const told = { timeUs: 5, source: "203.0.113.5", destination: "192.0.2.9" };
    const stored = gather([
      [hit({ ...told, value: "www.example.com" }), hit({ ...told, value: "example.com" })],
    ]);
    expect([...stored.values()]).toMatchObject([
      { observable: { type: "domain", value: "example.com" }, count: 2, insideAddresses: ["203.0.113.5"] },
    ]);
  });

  test("times before 1970 and on the edge fall into their own window", () => {
    expect(windowStart(-1)).toBe(-sightingWindowUs);
    expect(windowStart(sightingWindowUs)).toBe(sightingWindowUs);
    expect(windowStart(sightingWindowUs - 1)).toBe(0);
  });

  test.each([
    ["203.0.113.5", "198.51.100.1", "outbound"],
    ["198.51.100.1", "203.0.113.5", "inbound"],
    ["198.51.100.1", "192.0.2.9", "unknown"],
    ["192.0.2.9", "198.51.100.1", "unknown"],
  ])("an outside address: %s to %s is %s", (source, destination, expected) => {
    expect(directionOf(hit({ timeUs: 0, value: "198.51.100.1", source, destination }), inside)).toBe(
      expected,
    );
  });

  test.each([
    ["203.0.113.5", "203.0.113.6", "outbound"],
    ["203.0.113.5", "192.0.2.9", "outbound"],
    ["192.0.2.9", "203.0.113.5", "inbound"],
    ["192.0.2.9", "198.51.100.1", "unknown"],
  ])("a name asked for: %s to %s is %s, whatever resolver is between", (source, destination, expected) => {
    expect(directionOf(hit({ timeUs: 0, value: "example.com", source, destination }), inside)).toBe(expected);
  });

  test("a listed address of the member itself: inside to inside is internal", () => {
    const told = { timeUs: 0, value: "203.0.113.6", source: "203.0.113.5", destination: "203.0.113.6" };
    expect(directionOf(hit(told), inside)).toBe("internal");
  });
});

describe("inside addresses", () => {
  test("private ones only where the telemetry is the member's own", () => {
    expect(insideOf(["203.0.113.0/24", "2001:db8::/32"], false)("10.0.0.1")).toBe(false);
    const own = insideOf(["203.0.113.0/24", "2001:db8::/32"], true);
    expect(["10.0.0.1", "203.0.113.9", "2001:db8::9", "8.8.8.8", "", "not an address"].map(own)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
