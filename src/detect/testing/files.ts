/**
 * Whole files of hostile records, and what befalls them on the way: other line ends, blank lines, text between,
 * a byte order mark, bytes flipped, cut, doubled, taken from elsewhere. The framer keeps the worst of it away
 * from the scanner; what is left must be scanned alike by both paths.
 */
import { Draw } from "../../base/index.js";
import type { Field } from "./field-texts.js";
import { eveLine, zeekLine } from "./json-lines.js";
import { type TsvShape, tsvHeader, tsvLine } from "./tsv-lines.js";
import type { World } from "./worlds.js";

export type FastFormat = "eve" | "zeek-json" | "zeek-tsv";

/** What intake knows of fields, handed in by the test: its tables are not this room's to reach into. */
export interface KnownFields {
  readonly eve: readonly Field[];
  readonly zeekLogs: readonly string[];
  zeek(log: string): readonly Field[];
}

export interface TestFile {
  readonly format: FastFormat;
  readonly fileName: string;
  readonly bytes: Buffer;
  /** How the bytes come in and go on. */
  readonly chunkBytes: number;
  readonly batchBytes: number;
}

/** A file by its seed, each line by its own, so that leaving a line out leaves the others as they are. */
export function drawFile(
  format: FastFormat,
  world: World,
  known: KnownFields,
  fileSeed: number,
  lineSeeds: readonly number[],
): TestFile {
  const draw = new Draw(fileSeed);
  const lines =
    format === "zeek-tsv"
      ? tsvLines(draw, world, known, lineSeeds)
      : jsonLines(format, world, known, lineSeeds);
  const laidOut = format !== "zeek-tsv" && draw.chance(12) ? asDocuments(draw, lines) : asLines(draw, lines);
  let bytes: Buffer = Buffer.from(laidOut, "utf8");
  if (draw.chance(8)) bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
  if (draw.chance(25)) bytes = damaged(draw, bytes, draw.between(1, 6));
  return { format, bytes, fileName: fileNameOf(draw, known), ...waysOf(draw) };
}

function fileNameOf(draw: Draw, known: KnownFields): string {
  return draw.chance(50)
    ? ""
    : draw.pick([`${draw.pick(known.zeekLogs)}.log`, "eve.json", "http.log", "open_conn.log"]);
}

export function waysOf(draw: Draw): Pick<TestFile, "chunkBytes" | "batchBytes"> {
  return {
    chunkBytes: draw.pick([1 << 20, 1 << 20, 65_536, 4096, draw.between(1, 3000), draw.between(16, 200)]),
    batchBytes: draw.pick([262_144, 262_144, 4096, 1000, draw.between(1, 500)]),
  };
}

function jsonLines(
  format: "eve" | "zeek-json",
  world: World,
  known: KnownFields,
  seeds: readonly number[],
): string[] {
  return seeds.map((seed) => {
    const draw = new Draw(seed);
    return format === "eve"
      ? eveLine(draw, world, known.eve)
      : zeekLine(draw, world, known.zeekLogs, known.zeek);
  });
}

function tsvLines(draw: Draw, world: World, known: KnownFields, seeds: readonly number[]): string[] {
  const out: string[] = [];
  let shape: TsvShape | null = null;
  const change = () => {
    const log = draw.pick(known.zeekLogs);
    const header = tsvHeader(draw, log, known.zeek(log));
    shape = header.shape;
    out.push(...header.lines);
  };
  if (draw.chance(98)) change();
  for (const seed of seeds) {
    const own = new Draw(seed);
    if (shape === null || own.chance(3)) change();
    out.push(tsvLine(own, world, shape as unknown as TsvShape));
  }
  if (draw.chance(50)) out.push("#close\t2023-11-14-22-13-20");
  return out;
}

const garbage = [
  "",
  " ",
  "\t",
  "# a comment",
  "#",
  "{",
  "}",
  "[]",
  "null",
  '"text"',
  "{}",
  "garbage, {",
  ',"src_ip":"203.0.113.7"}',
  "[1,2",
  '{"event_type":"dns"',
  "\u2028",
  "\r",
];

function asLines(draw: Draw, lines: readonly string[]): string {
  const untidy = draw.chance(30);
  const usual = draw.chance(15) ? "\r\n" : "\n";
  let out = "";
  for (const [at, line] of lines.entries()) {
    if (untidy && draw.chance(10)) out += `${draw.pick(garbage)}${usual}`;
    let text = line.replaceAll("\n", " ");
    if (untidy && draw.chance(8))
      text = draw.pick([
        ` ${text}`,
        `${text} `,
        `\t${text}\t`,
        `${text},`,
        `${text}${text}`,
        text.slice(0, draw.below(text.length + 1)),
      ]);
    const last = at === lines.length - 1;
    out +=
      text +
      (last && draw.chance(20)
        ? ""
        : untidy && draw.chance(10)
          ? draw.pick(["\r\n", "\n\n", "\n", "\r\r\n"])
          : usual);
  }
  return out;
}

/** An array, records laid out over lines, or one behind the other. */
function asDocuments(draw: Draw, lines: readonly string[]): string {
  // laid out all the same, mostly: a line that is a whole record makes every line be taken for one
  const percent = draw.pick([0, 100, 100, 60]);
  const pretty = lines.map((line) => {
    try {
      return draw.chance(percent) ? JSON.stringify(JSON.parse(line), null, draw.pick([1, 2, "\t"])) : line;
    } catch {
      return line;
    }
  });
  return draw.pick([
    `[${pretty.join(",\n")}]\n`,
    `[\n${pretty.join("\n,\n")}\n]`,
    pretty.join("\n"),
    pretty.join("\n"),
    `${pretty.join(" ")} `,
    pretty.join(","),
  ]);
}

/** Bytes with some blows: flips, cuts, pieces doubled, moved or put in. */
export function damaged(draw: Draw, bytes: Buffer, blows: number): Buffer {
  let out: Buffer = Buffer.from(bytes);
  for (let blow = 0; blow < blows && out.length > 0; blow++) {
    const at = draw.below(out.length);
    const to = Math.min(out.length, at + draw.pick([1, 2, 5, 20, 100, 1000]));
    const from = draw.below(out.length);
    const piece = out.subarray(from, Math.min(out.length, from + draw.pick([1, 8, 60, 400])));
    switch (draw.below(7)) {
      case 0:
        out[at] = (out[at] as number) ^ (1 << draw.below(8));
        break;
      case 1:
        out[at] = draw.pick([0, 10, 13, 32, 34, 44, 46, 58, 92, 91, 93, 123, 125, 128, 255, draw.below(256)]);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(to)]);
        break;
      case 3:
        out = Buffer.concat([out.subarray(0, at), piece, out.subarray(at)]);
        break;
      case 4:
        out = Buffer.concat([out.subarray(0, at), piece, out.subarray(to)]);
        break;
      case 5:
        out = draw.chance(15) ? out.subarray(0, at) : out;
        break;
      default: {
        const text = draw.pick([
          '"',
          "\\",
          "\\u002e",
          '":',
          '"src_ip":',
          "{",
          "}",
          "\n",
          "\r\n",
          "\u00e9",
          " ",
          "\\/",
          ",",
          "[",
          "]",
        ]);
        out = Buffer.concat([out.subarray(0, at), Buffer.from(text), out.subarray(at)]);
      }
    }
  }
  return out;
}
