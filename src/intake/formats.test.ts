/**
 * Runs every case of every format and device (`formats/<id>.cases.txt`, `devices/<id>.cases.txt`), then each
 * case cut short, with flipped bits and far too long: each record is then an event or a refusal, nothing throws,
 * and no input takes longer than its size allows.
 *
 * A case is a sentence, perhaps a line `file: <name>`, the input, ten dashes, the expected JSON: what each
 * record gave, in order. Fields at rest (null, empty) are left out; `carried` is `field meaning text`; `native`
 * is compared only where the case has it, and only in the fields the case has.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isoTime } from "../base/index.js";
import type { Endpoint, Event } from "../model/index.js";
import { formats } from "./formats/index.js";
import { sampleFrom, sniffFormat } from "./sniff.js";
import { portions, type ReadResult, readAll, readText } from "./testing.js";

interface Case {
  readonly sentence: string;
  readonly fileName: string;
  readonly input: string;
  readonly expected: readonly Record<string, unknown>[];
}

const place = ({ address, port }: Endpoint) => (port === 0 ? address : `${address} port ${port}`);

/** An event as cases write it. */
function shown(event: Event, expected: Record<string, unknown> | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = { log: event.log };
  if (event.timeUs !== null) out["time"] = isoTime(event.timeUs);
  if (event.source !== null) out["source"] = place(event.source);
  if (event.destination !== null) out["destination"] = place(event.destination);
  for (const key of ["protocol", "service", "action"] as const) if (event[key] !== "") out[key] = event[key];
  if (event.carried.length > 0)
    out["carried"] = event.carried.map(({ field, meaning, text }) => `${field} ${meaning} ${text}`);
  const native = expected?.["native"];
  if (typeof native === "object" && native !== null)
    out["native"] = Object.fromEntries(Object.keys(native).map((key) => [key, event.native[key] ?? null]));
  return out;
}

function answers(result: ReadResult, expected: Case["expected"]): Record<string, unknown>[] {
  const all = [
    ...result.events.map(({ event, line }) => ({ line, event })),
    ...result.refused.map(({ code, line }) => ({ line, code })),
  ].sort((a, b) => a.line - b.line);
  return all.map((one, at) =>
    "event" in one ? shown(one.event, expected[at]) : { refused: one.code, line: one.line },
  );
}

function readCases(path: string): Case[] {
  return readFileSync(path, "utf8")
    .split(/^={10}\n/m)
    .filter((block) => block.trim() !== "")
    .map((block) => {
      const [top = "", bottom = ""] = block.split(/^-{10}\n/m);
      const lines = top.split("\n");
      const sentence = lines.shift() ?? "";
      const fileName = lines[0]?.startsWith("file: ") ? (lines.shift() ?? "").slice(6) : "";
      let expected: unknown;
      try {
        expected = JSON.parse(bottom);
      } catch (error) {
        throw new Error(`${path}: "${sentence}": the expected JSON can't be read: ${String(error)}`);
      }
      return { sentence, fileName, input: lines.join("\n"), expected: expected as Case["expected"] };
    });
}

const kinds = ["formats", "devices"].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "index.ts")
    .map((file) => ({
      id: file.slice(0, -3),
      path: join(import.meta.dirname, folder, `${file.slice(0, -3)}.cases.txt`),
    })),
);

/** The same numbers every time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function checkSound(result: ReadResult): void {
  for (const { event } of result.events) {
    expect(event.log).toMatch(/^[a-z0-9_-]{1,130}$/);
    if (event.timeUs !== null) expect(Number.isSafeInteger(event.timeUs)).toBe(true);
    for (const end of [event.source, event.destination])
      if (end !== null) {
        expect(typeof end.address).toBe("string");
        expect(end.port >= 0 && end.port <= 65_535).toBe(true);
      }
    for (const { field, text } of event.carried)
      expect(typeof field === "string" && typeof text === "string").toBe(true);
  }
  for (const { code } of result.refused) expect(code).toMatch(/^intake\./);
}

const fillers = [
  "a",
  " ",
  ",",
  "=",
  "\\",
  "(",
  "[",
  '{"a":',
  "\t",
  '"',
  "|",
  ".",
  "/",
  ": ",
  "CN=",
  "1.",
  "<",
];
const fillerBytes = 200_000;
/** Of the processor: linear reading of 200 KB takes some milliseconds; a quadratic one, minutes. */
const fillerMsMax = 2_000;

for (const { id, path } of kinds)
  describe(id, () => {
    test("is a format, and has cases", () => {
      expect(formats.map((format) => format.id)).toContain(id);
      expect(existsSync(path), `write ${path}`).toBe(true);
    });
    if (!existsSync(path)) return;
    const cases = readCases(path);
    // a line with an envelope is syslog's, which hands it to its device
    if (path.includes("/formats/"))
      test("is known by its first case", () => {
        const { input = "", fileName = "" } = cases[0] ?? {};
        const format = sniffFormat(sampleFrom(Buffer.from(input), fileName, true));
        expect("id" in format ? format.id : format.detail).toBe(id);
      });
    for (const { sentence, fileName, input, expected } of cases) {
      const options = { fileName, format: id };
      test(sentence, async () => {
        expect(answers(await readText(input, fileName, options), expected)).toEqual(expected);
      });
      test(`${sentence} Cut short.`, async () => {
        const bytes = Buffer.from(input);
        for (let part = 1; part < 16; part++)
          checkSound(await readAll(portions(bytes.subarray(0, (bytes.length * part) >> 4)), options));
      });
      test(`${sentence} With flipped bits.`, async () => {
        const next = random(input.length);
        for (let round = 0; round < 40; round++) {
          const bytes = Buffer.from(input);
          for (let flips = 0; flips <= round >> 2; flips++) {
            const at = Math.floor(next() * bytes.length);
            bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(next() * 8));
          }
          checkSound(await readAll(portions(bytes), options));
        }
      });
      test(`${sentence} Far too long.`, async () => {
        const middle =
          input.lastIndexOf("\n", input.length - 2) +
          1 +
          ((input.length - input.lastIndexOf("\n", input.length - 2)) >> 1);
        for (const filler of fillers) {
          const long = filler.repeat(Math.ceil(fillerBytes / filler.length));
          const before = process.cpuUsage();
          checkSound(await readText(input.slice(0, middle) + long + input.slice(middle), fileName, options));
          const { user, system } = process.cpuUsage(before);
          const tookMs = (user + system) / 1000;
          expect(tookMs, `200 KB of ${JSON.stringify(filler)}`).toBeLessThan(fillerMsMax);
        }
        const beyond = `${input.trimEnd()}${"x".repeat(1_100_000)}\n${input}`;
        checkSound(await readText(beyond, fileName, options));
      });
    }
  });
