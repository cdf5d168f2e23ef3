import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { parsePattern } from "../../intel/index.js";
import type { EventRow, EventStore, SearchTerm } from "../../store/index.js";
import { neededEvents } from "./needed-events.js";
import { patternEventsMax, searchPattern } from "./search-pattern.js";

const startUs = 1_800_000_000_000_000;
let next = 0;
function row(second: number, more: Partial<EventRow>): EventRow {
  next++;
  return {
    id: String(next),
    timeUs: startUs + second * 1e6,
    timed: true,
    receivedUs: startUs,
    memberId: "m1",
    door: "http",
    origin: "",
    mark: null,
    log: "zeek-conn",
    source: { address: "192.0.2.10", port: 40_000 },
    destination: { address: "198.51.100.7", port: 443 },
    protocol: "tcp",
    service: "",
    action: "",
    names: [],
    addresses: [],
    urls: [],
    hashes: [],
    mails: [],
    user: "",
    message: "",
    native: "{}",
    ...more,
  };
}

const texts: Partial<Record<SearchTerm["field"], (one: EventRow) => readonly string[]>> = {
  member: (one) => [one.memberId ?? ""],
  address: (one) => [one.source.address, one.destination.address, ...one.addresses],
  name: (one) => one.names,
  url: (one) => one.urls,
  hash: (one) => one.hashes,
  mail: (one) => one.mails,
};

/** The event store's search over rows in memory, newest first. */
function storeOf(rows: readonly EventRow[]): Pick<EventStore, "search"> & { asked: SearchTerm[][] } {
  const newest = [...rows].sort((a, b) => b.timeUs - a.timeUs || Number(b.id) - Number(a.id));
  const asked: SearchTerm[][] = [];
  return {
    asked,
    async search({ fromUs, toUs, terms, limit, before }) {
      asked.push([...terms]);
      const meets = (one: EventRow) =>
        terms.every(({ field, op, value }) =>
          texts[field]?.(one).some((text) => (op === "is" ? text === value : text.startsWith(value))),
        );
      const older = (one: EventRow) =>
        before === undefined ||
        one.timeUs < before.timeUs ||
        (one.timeUs === before.timeUs && Number(one.id) < Number(before.id));
      const found = newest.filter(
        (one) => one.timeUs >= fromUs && one.timeUs < toUs && older(one) && meets(one),
      );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        rows: page,
        next: last === undefined || found.length <= limit ? null : { timeUs: last.timeUs, id: last.id },
      };
    },
  };
}

async function search(rows: readonly EventRow[], pattern: string, more: object = {}) {
  const found = await searchPattern(storeOf(rows), {
    pattern,
    fromUs: startUs,
    toUs: startUs + 1e12,
    terms: [],
    matchesMax: 20,
    ...more,
  });
  if (found instanceof Problem) throw new Error(found.detail);
  return found;
}
const ids = (matches: readonly (readonly EventRow[])[]) => matches.map((match) => match.map(({ id }) => id));

describe("a pattern over stored events", () => {
  test("two fields of one event", async () => {
    const rows = [row(1, { destination: { address: "198.51.100.7", port: 22 } }), row(2, {})];
    const pattern = "[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 22]";
    expect(ids((await search(rows, pattern)).matches)).toEqual([[rows[0]?.id]]);
  });

  test("one after the other within a time; each match has events of its own, the earliest first", async () => {
    const dns = (second: number) => row(second, { service: "dns", names: ["bad.example"] });
    const hash = (second: number) => row(second, { hashes: ["d41d8cd98f00b204e9800998ecf8427e"] });
    const rows = [dns(0), hash(50), dns(100), hash(120), hash(500), dns(510)];
    const pattern =
      "([domain-name:value = 'bad.example'] FOLLOWEDBY [file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']) WITHIN 60 SECONDS";
    expect(ids((await search(rows, pattern)).matches)).toEqual([
      [rows[0]?.id, rows[1]?.id],
      [rows[2]?.id, rows[3]?.id],
    ]);
  });

  test("as often as asked, and no oftener than asked for", async () => {
    const rows = Array.from({ length: 7 }, (_, n) => row(n, { urls: ["http://bad.example/a"] }));
    const pattern = "[url:value = 'http://bad.example/a'] REPEATS 3 TIMES";
    expect((await search(rows, pattern)).matches.map((match) => match.length)).toEqual([3, 3]);
    expect((await search(rows, pattern, { matchesMax: 1 })).matches).toHaveLength(1);
  });

  test("what a name was answered with, and whom HTTP was for", async () => {
    const rows = [
      row(1, { service: "dns", names: ["a.example", "b.example"], addresses: ["203.0.113.9"] }),
      row(2, { service: "http", names: ["c.example"] }),
    ];
    const answered = "[domain-name:resolves_to_refs[*].value = '203.0.113.9']";
    expect(ids((await search(rows, answered)).matches)).toEqual([[rows[0]?.id]]);
    const host = "[network-traffic:extensions.'http-request-ext'.request_header.Host = 'c.example']";
    expect(ids((await search(rows, host)).matches)).toEqual([[rows[1]?.id]]);
  });

  test("a network holds for its addresses", async () => {
    const rows = [row(1, {}), row(2, { destination: { address: "203.0.113.1", port: 1 } })];
    for (const network of ["198.51.100.0/24", "198.51.100.0/27"])
      expect((await search(rows, `[ipv4-addr:value = '${network}'] REPEATS 1 TIMES`)).matches).toHaveLength(
        1,
      );
  });

  test("conditions on whose events hold for every search", async () => {
    const store = storeOf([row(1, {}), row(2, { memberId: "m2" })]);
    const terms = [{ field: "member", op: "is", value: "m2" }] as const;
    const asked = { fromUs: startUs, toUs: startUs + 1e12, terms, matchesMax: 9 };
    const found = await searchPattern(store, { ...asked, pattern: "[ipv4-addr:value = '198.51.100.7']" });
    expect(found).toMatchObject({ events: 1, matches: [[{ memberId: "m2" }]] });
    expect(store.asked.every(([first]) => first?.field === "member")).toBe(true);
  });

  test("says since when it is complete, where events are too many", async () => {
    const many = patternEventsMax + 1500;
    const rows = Array.from({ length: many }, (_, n) => row(n, {}));
    const found = await search(rows, "[network-traffic:dst_port = 443] REPEATS 2 TIMES", { matchesMax: 1 });
    // Of the oldest second fetched there may be more.
    expect(found.events).toBe(patternEventsMax - 1);
    expect(found.completeSinceUs).toBe(startUs + 1500e6 + 1);
    const few = await search(rows.slice(0, 10), "[network-traffic:dst_port = 443]", { matchesMax: 1 });
    expect(few.completeSinceUs).toBe(startUs);
  });

  test("says what no telemetry carries", async () => {
    const found = await search([row(1, {})], "[process:name = 'a'] AND [ipv4-addr:value = '198.51.100.7']");
    expect(found).toMatchObject({ matches: [], beyondTelemetry: ["process:name"] });
  });

  test("names the place of what is no pattern, and refuses what can't be met in linear time", async () => {
    const over = { fromUs: 0, toUs: 1, terms: [], matchesMax: 1 };
    expect(await searchPattern(storeOf([]), { ...over, pattern: "[ipv4-addr:value = ]" })).toMatchObject({
      code: "detect.pattern-unreadable",
      detail: expect.stringContaining("column 20"),
    });
    const lookAround = "[url:value MATCHES '(?<=a)b']";
    expect(await searchPattern(storeOf([]), { ...over, pattern: lookAround })).toBeInstanceOf(Problem);
  });

  test("what is fetched holds whatever a match may be made of", async () => {
    const values = ["198.51.100.7", "203.0.113.9", "bad.example", "worse.example"] as const;
    const expression = fc.constantFrom(
      "[ipv4-addr:value = '198.51.100.7']",
      "[ipv4-addr:value IN ('203.0.113.9', '198.51.100.7')]",
      "[domain-name:value = 'bad.example']",
      "[domain-name:value = 'worse.example' OR ipv4-addr:value = '203.0.113.9']",
      "[ipv4-addr:value = '203.0.113.0/24']",
    );
    const event = fc.record({ second: fc.integer({ min: 0, max: 20 }), value: fc.constantFrom(...values) });
    await fc.assert(
      fc.asyncProperty(
        expression,
        fc.constantFrom("AND", "OR", "FOLLOWEDBY"),
        expression,
        fc.array(event, { maxLength: 8 }),
        async (a, join, b, given) => {
          const rows = given.map(({ second, value }) =>
            value.endsWith("example")
              ? row(second, { names: [value] })
              : row(second, { destination: { address: value, port: 1 } }),
          );
          const text = `${a} ${join} ${b}`;
          const pattern = parsePattern(text);
          if ("error" in pattern) throw new Error(pattern.error);
          expect(neededEvents(pattern)).not.toBeNull();
          // The same pattern with an expression that makes it look at everything, and is always met.
          const all = `(${text}) AND [network-traffic:src_port = 1]`;
          const anchor = row(30, {
            source: { address: "192.0.2.1", port: 1 },
            destination: { address: "", port: 0 },
          });
          const narrow = await search(rows, text, { matchesMax: 1 });
          const whole = await search([...rows, anchor], all, { matchesMax: 1 });
          expect(narrow.matches.length).toBe(whole.matches.length);
        },
      ),
    );
  });
});
