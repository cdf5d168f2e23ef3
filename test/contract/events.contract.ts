/**
 * What every form of the event store must do, over the port alone: run for chDB now and for ClickHouse unchanged. The
 * tests named "rule n" hold the rules of `docs/decisions/0003-chdb-child-process.md`, each from a failure that
 * was seen.
 */
import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../src/base/index.js";
import type { EventRow, EventStore, SearchTerm } from "../../src/store/index.js";
import { Bench, eventOf, receivedUs, wide } from "./events-bench.js";

const hostileText = "line one\n\n\n; DROP TABLE event; --\n')\\'\u0000\t{p0:String}";

export function eventsContract(form: string, openStore: (folder: string) => Promise<EventStore>): void {
  describe(`events in ${form}`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await Bench.open(openStore);
    });
    afterAll(() => bench.close());

    test("rule 1: rows go in through files only; a blank line and SQL in a record are text like any other", async () => {
      const name = await bench.inserted([eventOf({ native: { text: hostileText } }), eventOf()]);
      const rows = await bench.rows(name);
      expect(rows.length).toBe(2);
      expect(rows.map((row) => JSON.parse(row.native).text)).toContain(hostileText);
    });

    test("values in a search never become SQL", async () => {
      const name = await bench.inserted([eventOf({ log: hostileText.slice(0, 40) }), eventOf()]);
      const logs = (value: string) => bench.rows(name, [{ field: "log", op: "is", value }]);
      expect((await logs(hostileText.slice(0, 40))).length).toBe(1);
      expect(await logs("' OR 1 = 1 --")).toEqual([]);
      expect(await bench.rows(name, [{ field: "source_port", op: "is", value: "1 OR 1 = 1" }])).toEqual([]);
    });

    test("a row comes back as the event it was", async () => {
      const event = eventOf({
        timeUs: receivedUs + 123_457,
        source: { address: "2001:db8::1", port: 65_535 },
        carried: [
          { field: "a", meaning: "address", text: "2001:db8::1" },
          { field: "b", meaning: "address", text: "198.51.100.7" },
          { field: "c", meaning: "host", text: "WWW.Example.org." },
          { field: "d", meaning: "url", text: "http://example.org/a?b" },
          { field: "e", meaning: "hash", text: "D41D8CD98F00B204E9800998ECF8427E" },
          { field: "f", meaning: "email", text: "A@Example.org" },
          { field: "g", meaning: "domain", text: "not a name" },
        ],
        native: { user: "anna", message: "grüße", n: [1, { x: null }] },
      });
      const name = await bench.inserted([event], { memberId: "m1", door: "syslog-udp", mark: "sample" });
      expect(await bench.rows(name)).toEqual([
        {
          id: expect.stringMatching(/^[0-9]+$/),
          timeUs: receivedUs + 123_457,
          timed: true,
          receivedUs,
          memberId: "m1",
          door: "syslog-udp",
          origin: name,
          mark: "sample",
          log: "zeek-conn",
          source: event.source,
          destination: event.destination,
          protocol: "tcp",
          service: "tls",
          action: "allowed",
          names: ["www.example.org"],
          addresses: ["198.51.100.7"],
          urls: ["http://example.org/a?b"],
          hashes: ["d41d8cd98f00b204e9800998ecf8427e"],
          mails: ["a@example.org"],
          user: "anna",
          message: "grüße",
          native: JSON.stringify(event.native),
        },
      ]);
      await bench.events.deleteMarked("sample");
    });

    test("an event without a time has the time it came in at, and says so", async () => {
      const name = await bench.inserted([eventOf({ timeUs: null }), eventOf({ timeUs: -5 })]);
      const rows = await bench.rows(name);
      expect(rows.map(({ timeUs, timed }) => [timeUs, timed])).toEqual([
        [receivedUs, false],
        [receivedUs, false],
      ]);
    });

    test("whatever texts a record has, they come back (property)", async () => {
      const text = fc.oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.constantFrom(
          "",
          "\u0000",
          "x".repeat(127),
          "x".repeat(128),
          "é".repeat(100),
          "漢".repeat(6_000),
          "y".repeat(17_000),
        ),
      );
      const event = fc.record({
        text,
        log: fc.constantFrom("a", "b", ""),
        port: fc.nat(65_535),
        at: fc.nat(1e9),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (list) => {
          const name = await bench.inserted(
            list.map(({ text, log, port, at }) =>
              eventOf({
                timeUs: receivedUs + at,
                log,
                source: { address: text.slice(0, 200), port },
                native: { text },
              }),
            ),
          );
          const byId = (a: EventRow, b: EventRow) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1);
          const rows = [...(await bench.rows(name))].sort(byId);
          expect(rows.length).toBe(list.length);
          for (const [index, { text, log, port, at }] of list.entries())
            expect(rows[index]).toMatchObject({
              log,
              timeUs: receivedUs + at,
              source: { address: text.slice(0, 200), port },
              native: JSON.stringify({ text }),
            });
        }),
        { numRuns: 25 },
      );
    });

    test("many values in a low-cardinality column come back (more than 256, more than 65,536)", async () => {
      for (const distinct of [300, 70_000]) {
        const list = Array.from({ length: distinct }, (_, i) => eventOf({ service: `service-${i}` }));
        const name = await bench.inserted(list);
        const value = `service-${distinct - 1}`;
        expect((await bench.rows(name, [{ field: "service", op: "is", value }])).length).toBe(1);
        const answer = await bench.events.query(
          "SELECT uniqExact(service), count() FROM event WHERE origin = {name:String}",
          { name },
        );
        expect(answer).toMatchObject({ rows: [[distinct, distinct]] });
      }
    });

    test("several files are one insert; each is asked for by its own first row", async () => {
      const batches = [];
      for (let i = 0; i < 5; i++)
        batches.push(await bench.spooled([eventOf({ timeUs: receivedUs + i }), eventOf()]));
      const blocks = batches.flatMap((batch) => batch.blocks);
      const present = () => Promise.all(blocks.map(({ first }) => bench.events.has(first.timeUs, first.id)));
      expect(await present()).toEqual([false, false, false, false, false]);
      await bench.events.insert(...blocks);
      expect(await present()).toEqual([true, true, true, true, true]);
      expect(await bench.events.has(blocks[0]!.first.timeUs + 1, blocks[0]!.first.id)).toBe(false);
    });

    test("an insert of which one file is missing inserts none", async () => {
      const [one, two] = [await bench.spooled([eventOf()]), await bench.spooled([eventOf()])];
      const before = await bench.events.count();
      await rm(two.blocks[0]!.path);
      const cut = { ...two.blocks[0]!, path: two.blocks[0]!.path };
      await expect(bench.events.insert(cut)).rejects.toMatchObject({ name: "Refusal" });
      await bench.events.insert(one.blocks[0]!);
      expect(await bench.events.count()).toBe(before + 1);
    });

    test("pages go from the newest to the oldest, none twice, none left out, though times are equal", async () => {
      const list = Array.from({ length: 57 }, (_, i) => eventOf({ timeUs: receivedUs + Math.floor(i / 9) }));
      const name = await bench.inserted(list);
      const seen: EventRow[] = [];
      for (let before: EventRow | undefined; ; ) {
        const { rows, next } = await bench.events.search({
          ...wide,
          terms: [{ field: "origin", op: "is", value: name }],
          limit: 10,
          ...(before === undefined ? {} : { before: { timeUs: before.timeUs, id: before.id } }),
        });
        seen.push(...rows);
        before = rows.at(-1);
        expect(next).toEqual(seen.length < 57 ? { timeUs: before?.timeUs, id: before?.id } : null);
        if (next === null) break;
      }
      expect(new Set(seen.map((row) => row.id)).size).toBe(57);
      const order = seen.map((row) => [row.timeUs, BigInt(row.id)] as const);
      for (const [index, [timeUs, id]] of order.entries()) {
        const newer = order[index - 1];
        expect(newer === undefined || newer[0] > timeUs || (newer[0] === timeUs && newer[1] > id)).toBe(true);
      }
    });

    test.each<[SearchTerm["field"], SearchTerm["op"], string, number]>([
      ["address", "is", "198.51.100.7", 1],
      ["address", "is", "10.9.9.9", 1],
      ["address", "starts-with", "198.51.", 1],
      ["address", "is-not", "198.51.100.7", 1],
      ["name", "is", "a.example.org", 1],
      ["name", "ends-with", ".example.org", 1],
      ["text", "contains", "NEEDLE", 1],
      ["source_port", "is", "53", 1],
      ["source_port", "at-least", "54", 1],
      ["source_port", "at-most", "53", 1],
      ["source_port", "is-not", "nonsense", 2],
      ["member", "is", "finder", 2],
      ["action", "is", "blocked", 1],
    ])("search finds by %s %s %s", async (field, op, value, found) => {
      const carried = [
        { field: "a", meaning: "address", text: "198.51.100.7" },
        { field: "n", meaning: "domain", text: "a.example.org" },
      ] as const;
      const source = { address: "10.9.9.9", port: 53 };
      const name = await bench.inserted(
        [eventOf({ carried, source, native: { x: "a needle" }, action: "blocked" }), eventOf()],
        { memberId: "finder" },
      );
      expect((await bench.rows(name, [{ field, op, value }])).length).toBe(found);
    });

    test("rule 6: timestamps are quoted, so a range is exact to the microsecond", async () => {
      const name = await bench.inserted([
        eventOf({ timeUs: receivedUs + 1 }),
        eventOf({ timeUs: receivedUs + 2 }),
      ]);
      const terms: SearchTerm[] = [{ field: "origin", op: "is", value: name }];
      const times = async (fromUs: number, toUs: number) =>
        (await bench.events.search({ fromUs, toUs, terms, limit: 9 })).rows.map(
          (row) => row.timeUs - receivedUs,
        );
      expect(await times(receivedUs + 1, receivedUs + 2)).toEqual([1]);
      expect(await times(receivedUs + 2, receivedUs + 3)).toEqual([2]);
      expect(await times(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual([2, 1]);
    });

    test("a histogram counts whole buckets, from the projection and without it, by key", async () => {
      const at = Date.UTC(2024, 1, 3) * 1000;
      const list = [0, 1, 299, 300, 3_599, 3_600].map((second, index) =>
        eventOf({ timeUs: at + second * 1e6, log: index % 2 === 0 ? "even" : "odd" }),
      );
      const name = await bench.inserted(list, { receivedUs: at, memberId: "counted" });
      const range = { fromUs: at, toUs: at + 3_601e6 };
      const member: SearchTerm = { field: "member", op: "is", value: "counted" };
      const origin: SearchTerm = { field: "origin", op: "is", value: name };
      for (const terms of [[member], [origin]]) {
        const hourly = await bench.events.histogram({ ...range, bucketMs: 3_600_000, terms, by: "log" });
        expect(hourly).toEqual([
          { startUs: at, key: "even", events: 3 },
          { startUs: at, key: "odd", events: 2 },
          { startUs: at + 3_600e6, key: "odd", events: 1 },
        ]);
        const fives = await bench.events.histogram({ ...range, bucketMs: 300_000, terms });
        expect(fives.map(({ startUs, events }) => [(startUs - at) / 1e6, events])).toEqual([
          [0, 3],
          [300, 1],
          [3_300, 1],
          [3_600, 1],
        ]);
      }
      const seconds = await bench.events.histogram({ ...range, bucketMs: 1_000, terms: [member] });
      expect(seconds.length).toBe(6);
    });

    test("a sample port goes without trace, and takes nothing else along", async () => {
      const kept = await bench.inserted([eventOf()]);
      const gone = await bench.inserted([eventOf(), eventOf({ timeUs: receivedUs - 86_400e6 * 3 })], {
        mark: "demo'); --",
      });
      expect((await bench.rows(gone)).length).toBe(2);
      await bench.events.deleteMarked("demo'); --");
      expect(await bench.rows(gone)).toEqual([]);
      expect((await bench.rows(kept)).length).toBe(1);
      await bench.events.deleteMarked("demo'); --");
    });

    test("rule 3: searches and inserts do not wait for a person's slow query, with parameters or without", async () => {
      const slow = bench.events.query(
        "SELECT sum(cityHash64(number, {salt:String})) FROM numbers(100000000000)",
        { salt: "x" },
        { timeMsMax: 6_000 },
      );
      const started = performance.now();
      const name = await bench.inserted([eventOf()]);
      expect((await bench.rows(name)).length).toBe(1);
      expect(await bench.events.query("SELECT {a:UInt8} + 1", { a: 1 })).toMatchObject({ rows: [[2]] });
      expect(performance.now() - started).toBeLessThan(5_000);
      expect(await slow).toMatchObject({ code: "store.query-stopped" });
    });

    test("rule 4: a query has bounds of memory, time and answer, and is cancelled from outside", async () => {
      const memory = await bench.events.query("SELECT groupArray(repeat('x', 1000)) FROM numbers(100000000)");
      expect(memory).toMatchObject({ code: "store.query-refused", detail: expect.stringMatching(/memory/i) });
      const endless = "SELECT sum(cityHash64(number)) FROM numbers(1000000000000)";
      const late = await bench.events.query(endless, {}, { timeMsMax: 300 });
      expect(late).toMatchObject({ code: "store.query-stopped" });

      const abort = new AbortController();
      const cancelled = bench.events.query(endless, {}, { signal: abort.signal });
      setTimeout(() => abort.abort(), 200);
      const started = performance.now();
      expect(await cancelled).toMatchObject({ code: "store.query-stopped" });
      expect(performance.now() - started).toBeLessThan(5_000);

      const cut = await bench.events.query("SELECT number FROM numbers(100)", {}, { rowsMax: 7 });
      expect(cut).toMatchObject({ cut: true, rows: [[0], [1], [2], [3], [4], [5], [6]] });
      const whole = await bench.events.query("SELECT number FROM numbers(7)", {}, { rowsMax: 7 });
      expect(whole).toMatchObject({ cut: false });
    });

    test("a query that failed leaves nothing in the next answer", async () => {
      for (let round = 0; round < 4; round++) {
        const failed = await bench.events.query("SELECT throwIf(number = 9000) FROM numbers(10000)");
        expect(failed).toBeInstanceOf(Problem);
        for (let i = 0; i < 3; i++)
          expect(await bench.events.query(`SELECT ${i}`)).toMatchObject({ rows: [[i]] });
      }
    });

    test.each([
      "SELECT * FROM file('/etc/passwd', 'LineAsString')",
      "SELECT file('/etc/passwd')",
      "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
      "SELECT 1 INTO OUTFILE '/tmp/breakwater-outfile'",
      "SELECT * FROM (SELECT 1) SETTINGS readonly = 0",
      "SELECT 1 SETTINGS max_memory_usage = 0",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "INSERT INTO event SELECT * FROM event",
      "DROP TABLE event",
      "SELECT 1; DROP TABLE event",
      "SET readonly = 0",
      "SELECT * FROM system.processes",
      "SELECT * FROM default.`/etc/passwd`",
    ])("rule 5: a person's query only reads events: %s", async (sql) => {
      const before = await bench.events.count();
      expect(await bench.events.query(sql)).toBeInstanceOf(Problem);
      expect(await bench.events.count()).toBe(before);
    });

    test("a person's query reads events, with names and types of its columns", async () => {
      const name = await bench.inserted([eventOf(), eventOf()]);
      const answer = await bench.events.query(
        "SELECT log, count() AS events FROM event WHERE origin = {origin:String} GROUP BY log -- mine",
        { origin: name },
      );
      expect(answer).toMatchObject({ rows: [["zeek-conn", 2]], cut: false });
      expect(answer).toMatchObject({ columns: [{ name: "log" }, { name: "events", type: "UInt64" }] });
    });

    test("health tells the form and that all is well", async () => {
      expect(await bench.events.health()).toMatchObject({ form, ok: true, detail: "" });
    });
  });
}
