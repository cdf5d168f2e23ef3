/**
 * Reading: every damage costs only its own record, wherever the bytes are cut. Shown on lines and on documents.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBatches } from "./batches.js";
import { recordBytesMax } from "./limits.js";
import { batchText } from "./record-batch.js";
import { portions, readAll, readText, testReceivedUs } from "./testing.js";

const record = (id: number) => `{"ts":${id},"_path":"conn","id.orig_h":"192.0.2.1","uid":"C${id}"}`;
/** Within one line a batch refuses before any format does, so the order there depends on the batches. */
const sorted = (result: Awaited<ReturnType<typeof readText>>) => ({
  events: result.events,
  refused: result.refused.map((one) => `${one.line} ${one.code} ${one.detail}`).sort(),
});
const lines = (result: Awaited<ReturnType<typeof readText>>) => result.events.map(({ line }) => line);

describe("lines", () => {
  test("a record over 1 MiB is refused, the next is read", async () => {
    const long = `{"ts":2,"a":"${"x".repeat(recordBytesMax)}"}`;
    const result = await readText([record(1), long, record(3), ""].join("\n"));
    expect(lines(result)).toEqual([1, 3]);
    expect(result.refused.map(({ code, line }) => [code, line])).toEqual([["intake.record-too-long", 2]]);
  });

  test("an endless line of 40 MiB is refused once and held never", async () => {
    async function* source() {
      yield Buffer.from(`${record(1)}\n{"a":"`);
      for (let mib = 0; mib < 40; mib++) yield Buffer.alloc(recordBytesMax, 120);
      yield Buffer.from(`"}\n${record(3)}\n`);
    }
    const result = await readAll(source(), { fileName: "" });
    expect(lines(result)).toEqual([1, 3]);
    expect(result.refused.map(({ code, line }) => [code, line])).toEqual([["intake.record-too-long", 2]]);
  });

  test("NUL bytes, bytes that are not UTF-8 and deep nesting are refused, each with its line", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${record(1)}\n{"a":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`"}\n{"a":"\0"}\n${record(4)}\n{"a":${"[".repeat(70)}${"]".repeat(70)}}\n${record(6)}\n`),
    ]);
    const result = await readAll(portions(bytes), { fileName: "" });
    expect(lines(result)).toEqual([1, 4, 6]);
    expect(result.refused).toMatchObject([
      { code: "intake.record-not-utf8", line: 2 },
      { code: "intake.record-nul", line: 3 },
      { code: "intake.record-nested", line: 5 },
    ]);
  });

  test("a last line without an end is refused as cut where it does not parse, and read where it does", async () => {
    const cut = await readText(`${record(1)}\n${record(2).slice(0, 30)}`);
    expect(cut.refused.map(({ code, line }) => [code, line])).toEqual([["intake.record-cut", 2]]);
    expect(lines(await readText(`${record(1)}\n${record(2)}`))).toEqual([1, 2]);
  });

  test("a byte order mark, CRLF and blank lines disturb nothing", async () => {
    const result = await readText(`\uFEFF${record(1)}\r\n\r\n${record(3)}\r\n`);
    expect(lines(result)).toEqual([1, 3]);
    expect(result.events[0]?.text).toBe(record(1));
  });

  test("bytes of a batch are whole lines without header lines", async () => {
    const text = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\n1\tC1\n2\tC2\n#close\n#path\tdns\n3\tC3\n";
    const batches: string[] = [];
    for await (const batch of readBatches(portions(Buffer.from(text)), {
      fileName: "",
      receivedUs: testReceivedUs,
    }))
      batches.push(`${batch.firstLine}: ${batchText(batch)}`);
    expect(batches).toEqual(["4: 1\tC1\n2\tC2\n", "8: 3\tC3\n"]);
  });

  test("an empty portion hands on what is whole so far", async () => {
    const seen: string[] = [];
    async function* source() {
      yield Buffer.from(`${record(1)}\n${record(2).slice(0, 20)}`);
      yield Buffer.alloc(0);
      seen.push("paused");
      yield Buffer.from(`${record(2).slice(20)}\n`);
    }
    for await (const batch of readBatches(source(), { fileName: "", receivedUs: 0 }))
      seen.push(batchText(batch).slice(0, 7));
    expect(seen).toEqual(['{"ts":1', "paused", '{"ts":2']);
  });

  test("what no format claims is one refusal", async () => {
    const result = await readText("Minutes of the meeting\n\nWe met.\n", "minutes.txt");
    expect(result).toEqual({
      events: [],
      refused: [{ code: "intake.format-unknown", line: 1, detail: expect.stringContaining("minutes.txt") }],
    });
    const wrong = await readText(record(1), "", { format: "zeek-xml" });
    expect(wrong.refused.map(({ code }) => code)).toEqual(["intake.format-unknown"]);
  });
});

const pretty = (ids: readonly number[]) =>
  JSON.stringify(
    ids.map((id) => JSON.parse(record(id))),
    null,
    2,
  );

describe("documents", () => {
  test("a bracket missing costs the record it is missing in", async () => {
    const text = pretty([1, 2, 3, 4]).replace('"uid": "C2"\n  }', '"uid": "C2"\n');
    const result = await readText(text);
    expect(result.events.map(({ event }) => event.native["uid"])).toEqual(["C1", "C3", "C4"]);
    expect(result.refused.map(({ line }) => line)).toEqual([8]);
  });

  test("so does a quote missing, and a file that ends within a record", async () => {
    const quote = await readText(pretty([1, 2, 3]).replace('"C2"', '"C2'));
    expect(quote.events.map(({ event }) => event.native["uid"])).toEqual(["C1", "C3"]);
    const cut = await readText(pretty([1, 2, 3]).slice(0, -20));
    expect(cut.events.map(({ event }) => event.native["uid"])).toEqual(["C1", "C2"]);
    expect(cut.refused.map(({ code, line }) => [code, line])).toEqual([["intake.record-cut", 14]]);
  });

  test("all in one line, one broken", async () => {
    const text = `[${record(1)},{"ts":2,"a":{"b":1},${record(3)},${record(4)}]`;
    const result = await readText(text, "", { format: "zeek-json" });
    expect(result.events.map(({ event }) => event.native["uid"])).toEqual(["C1", "C3", "C4"]);
    expect(result.refused).toHaveLength(1);
  });

  test("a record too long, one too deep, and their neighbours", async () => {
    const deep = `{"a":${"[".repeat(70)}${"]".repeat(70)}}`;
    const long = `{"a":"${"x".repeat(recordBytesMax)}"}`;
    const result = await readText(`[\n${[record(1), deep, record(3), long, record(5)].join(",\n")}\n]`);
    expect(result.events.map(({ event }) => event.native["uid"])).toEqual(["C1", "C3", "C5"]);
    expect(result.refused.map(({ code }) => code).sort()).toEqual([
      "intake.record-nested",
      "intake.record-too-long",
    ]);
  });

  test("a deep file of openers ends in bounded time", async () => {
    const result = await readText("[\n".concat("{\n".repeat(100_000)), "", { format: "json-lines" });
    expect(result.events).toEqual([]);
    expect(result.refused.length).toBeGreaterThan(0);
  });
});

/** Pieces that records are made of, and what breaks them. */
const piece = fc.constantFrom(
  record(1),
  record(2),
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  "\\",
  "\n",
  "#c\n",
  '{"a":{"b":[1]}}',
  "x",
  " ",
);

describe("wherever the bytes are cut", () => {
  test("the same records and refusals come out", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 50 }),
        async (pieces, size) => {
          for (const text of [`${record(0)}\n${pieces.join("")}`, `[\n${pieces.join("")}`]) {
            const bytes = Buffer.from(text);
            const whole = await readAll(portions(bytes), { fileName: "", format: "zeek-json" });
            const cut = await readAll(portions(bytes, size), {
              fileName: "",
              format: "zeek-json",
              batchBytes: 64,
            });
            expect(sorted(cut)).toEqual(sorted(whole));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a document that ends with the bytes keeps its last brace", async () => {
    for (const text of [`[\n${record(0)},\n${record(1)}`, JSON.stringify(JSON.parse(record(0)), null, 2)]) {
      const { events, refused } = await readAll(portions(Buffer.from(text)), {
        fileName: "",
        format: "zeek-json",
      });
      expect(refused).toEqual([]);
      expect(events.length).toBe(text.startsWith("[") ? 2 : 1);
    }
  });

  test("a pause changes nothing but the batches", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(300), { maxLength: 5 }),
        async (pieces, at) => {
          const bytes = Buffer.from(`[\n${pieces.join("")}`);
          async function* pausing() {
            let from = 0;
            for (const to of [...at, bytes.length].sort((a, b) => a - b)) {
              if (to > from) yield bytes.subarray(from, Math.min(to, bytes.length));
              if (from > 0) yield Buffer.alloc(0);
              from = Math.max(from, to);
            }
          }
          const whole = await readAll(portions(bytes), { fileName: "", format: "zeek-json" });
          expect(sorted(await readAll(pausing(), { fileName: "", format: "zeek-json" }))).toEqual(
            sorted(whole),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
