import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { insideOf } from "../../detect/index.js";
import type { HitRecord } from "../../model/index.js";
import {
  blindSource,
  bytesOf,
  byUrgency,
  gather,
  gatherHits,
  seenIn,
  squeeze,
  type Waiting,
} from "./gathering.js";

const timeUs = 1_795_000_000_000_000;
const hit = (change: Partial<HitRecord> = {}, evidence: Partial<HitRecord["evidence"]> = {}): HitRecord => ({
  observable: { type: "ipv4", value: "203.0.113.66" },
  indicator: { type: "ipv4", value: "203.0.113.66" },
  confidence: 90,
  sources: ["a list"],
  labels: ["botnet"],
  tlps: ["TLP:GREEN"],
  allowedBy: null,
  evidence: {
    timeUs,
    log: "zeek-conn",
    field: "id.resp_h",
    sourceAddress: "10.1.2.3",
    sourcePort: 50_000,
    destinationAddress: "203.0.113.66",
    destinationPort: 443,
    record: "secret raw line",
    ...evidence,
  },
  ...change,
});
const view = { inside: insideOf([], true), digest: ({ value }: { value: string }) => `hash of ${value}` };
const sightingsOf = (...asked: Parameters<typeof gatherHits>) =>
  gatherHits(...asked).flatMap((each) => ("sighting" in each ? [each] : []));

const waiting: fc.Arbitrary<Waiting> = fc.record({
  urgent: fc.boolean(),
  sighting: fc.record({
    type: fc.constant("ipv4" as const),
    value: fc.constantFrom("203.0.113.66", "203.0.113.67", "203.0.113.68"),
    direction: fc.constantFrom("outbound" as const, "inbound" as const),
    count: fc.integer({ min: 1, max: 1000 }),
    firstUs: fc.integer({ min: timeUs, max: timeUs + 20 * 86_400e6 }),
    lastUs: fc.constant(timeUs + 20 * 86_400e6),
    source: fc.constantFrom("10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"),
    destinationPort: fc.integer({ min: 1, max: 20 }),
  }),
});
const total = (all: readonly Waiting[]) => all.reduce((sum, each) => sum + seenIn(each).count, 0);

describe("gathering", () => {
  test("hits of one pair in ten minutes are one sighting, without the record and the changing port", () => {
    const hits = [
      hit(),
      hit({}, { timeUs: timeUs + 5e6, sourcePort: 50_001 }),
      hit({}, { destinationPort: 80 }),
    ];
    const all = sightingsOf(hits, timeUs, view);
    expect(all.map(({ sighting }) => sighting.count)).toEqual([2, 1]);
    expect(all[0]).toEqual({
      urgent: true,
      sighting: {
        type: "ipv4",
        value: "203.0.113.66",
        direction: "outbound",
        count: 2,
        firstUs: timeUs,
        lastUs: timeUs + 5e6,
        log: "zeek-conn",
        field: "id.resp_h",
        source: "10.1.2.3",
        destination: "203.0.113.66",
        destinationPort: 443,
      },
    });
    expect(JSON.stringify(all)).not.toContain("secret");
  });

  test("the name below a listed domain goes along, a whole address of a page does not", () => {
    const below = hit({
      observable: { type: "domain", value: "a.evil.example" },
      indicator: { type: "domain", value: "evil.example" },
    });
    const page = hit({
      observable: { type: "url", value: "http://evil.example/a?session=secret" },
      indicator: { type: "url", value: "http://evil.example/a" },
    });
    const [first, second] = sightingsOf([below, page], timeUs, view);
    expect(first?.sighting).toMatchObject({ met: { type: "domain", value: "a.evil.example" } });
    expect(JSON.stringify(second)).not.toContain("session");
  });

  test("a hashed value goes as its hash alone; what it is stays beside it for the member's own rules", () => {
    const [one] = sightingsOf([hit({ sources: [blindSource] })], timeUs, view);
    expect(one).toEqual({
      urgent: true,
      value: { type: "ipv4", value: "203.0.113.66" },
      sighting: {
        blind: "hash of 203.0.113.66",
        direction: "outbound",
        count: 1,
        firstUs: timeUs,
        lastUs: timeUs,
      },
    });
  });

  test("times that are none are those of receipt", () => {
    for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, 9.1e15])
      expect(sightingsOf([hit({}, { timeUs: odd })], timeUs, view)[0]?.sighting.firstUs).toBe(timeUs);
  });

  test("no count is lost by gathering, whatever the window", () => {
    fc.assert(
      fc.property(
        fc.array(waiting, { maxLength: 60 }),
        fc.integer({ min: 1, max: 1e12 }),
        (all, windowUs) => {
          const gathered = gather(all, windowUs);
          expect(total(gathered)).toBe(total(all));
          expect(gather(gathered, windowUs).length).toBe(gathered.length);
          const firsts = (some: readonly Waiting[]) => some.map((each) => seenIn(each).firstUs);
          if (all.length > 0) expect(Math.min(...firsts(gathered))).toBe(Math.min(...firsts(all)));
        },
      ),
    );
  });

  test("squeezed, it has room, and every hit is there or counted as dropped; it drops only at the very end", () => {
    fc.assert(
      fc.property(fc.array(waiting, { maxLength: 80 }), fc.integer({ min: 0, max: 20_000 }), (all, room) => {
        const { waiting: kept, dropped } = squeeze(all, room);
        expect(kept.reduce((sum, each) => sum + bytesOf(each), 0)).toBeLessThanOrEqual(room);
        expect(total(kept) + dropped).toBe(total(all));
        // Three values, each with two directions: without places, in windows of a week, that is all there can be.
        if (room >= 6 * 4 * 250) expect(dropped).toBe(0);
      }),
    );
  });

  test("the urgent come first, then the latest", () => {
    fc.assert(
      fc.property(fc.array(waiting, { minLength: 2, maxLength: 20 }), (all) => {
        const sorted = [...all].sort(byUrgency);
        for (let at = 1; at < sorted.length; at++) {
          const [a, b] = [sorted[at - 1] as Waiting, sorted[at] as Waiting];
          expect(Number(a.urgent)).toBeGreaterThanOrEqual(Number(b.urgent));
          if (a.urgent === b.urgent) expect(seenIn(a).lastUs).toBeGreaterThanOrEqual(seenIn(b).lastUs);
        }
      }),
    );
  });
});
