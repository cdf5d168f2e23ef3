/**
 * Zeek's tab-separated logs, and what becomes of them: other separators, headers that change on the way, label
 * columns, sets and vectors, escapes as `\x2e`, cells missing or too many, headers that are wrong or not there.
 */
import type { Draw } from "../../base/index.js";
import { type Field, fieldText, junk, plainText } from "./field-texts.js";
import type { World } from "./worlds.js";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly reading: string;
}

/** What the rows below a header are written by. */
export interface TsvShape {
  readonly separator: string;
  readonly setSeparator: string;
  readonly empty: string;
  readonly unset: string;
  readonly columns: readonly Column[];
  readonly labels: number;
}

const hexOf = (text: string) =>
  [...Buffer.from(text, "latin1")].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

function typeOf(draw: Draw, reading: string): string {
  const plain = reading === "address" ? "addr" : "string";
  if (draw.chance(70)) return plain;
  return draw.pick([
    `set[${plain}]`,
    `vector[${plain}]`,
    plain,
    "string",
    "addr",
    "count",
    "vector[count]",
    "bool",
    "table[x]",
  ]);
}

function columnsOf(draw: Draw, fields: readonly Field[], web: boolean): Column[] {
  const columns: Column[] = [{ name: "ts", type: "time", reading: "ts" }];
  if (draw.chance(70)) columns.push({ name: "uid", type: "string", reading: "uid" });
  if (draw.chance(90)) {
    columns.push({ name: "id.orig_h", type: "addr", reading: "address" });
    columns.push({ name: "id.resp_h", type: "addr", reading: "address" });
    columns.push({ name: "id.resp_p", type: "port", reading: "port" });
  }
  if (web) {
    columns.push({ name: "method", type: "string", reading: "method" });
    columns.push({ name: "host", type: "string", reading: "host" });
    columns.push({ name: "uri", type: "string", reading: "target" });
  }
  for (let count = draw.below(7); count > 0; count--) {
    const { path, reading } = draw.pick(fields);
    columns.push({ name: path, type: typeOf(draw, reading), reading });
  }
  if (draw.chance(20))
    columns.push({ name: draw.pick(["x_h", "a_url", "b_md5", "c_domain"]), type: "string", reading: "any" });
  if (draw.chance(20)) columns.push({ name: "note", type: "string", reading: "junk" });
  return draw.chance(70) ? columns : draw.shuffled(columns);
}

/** A header; `path` is the log. */
export function tsvHeader(
  draw: Draw,
  log: string,
  fields: readonly Field[],
): { readonly lines: readonly string[]; readonly shape: TsvShape } {
  const separator = draw.chance(80) ? "\t" : draw.pick([",", "|", " ", "||", "\t\t", ";"]);
  const setSeparator = draw.chance(80) ? "," : draw.pick(["|", ";", " ", "::", ",", "."]);
  const empty = draw.chance(90) ? "(empty)" : draw.pick(["", "EMPTY", "."]);
  const unset = draw.chance(90) ? "-" : draw.pick(["", "null", "?"]);
  const columns = columnsOf(draw, fields, log.endsWith("http"));
  const labels = draw.chance(15) ? ["label", "detailed-label"] : [];
  const lastCell = labels.length > 0 && draw.chance(50);
  const names = columns.map(({ name }) => name);
  const types = columns.map(({ type }) => type);
  const gap = lastCell ? "   " : separator;
  const withLabels = (cells: readonly string[], more: readonly string[]) =>
    cells.join(separator) + more.map((cell) => gap + cell).join("");
  const lines = [
    `#separator ${draw.chance(80) || separator.trim() === "" ? hexOf(separator) : separator}`,
    `#set_separator${separator}${draw.chance(70) ? setSeparator : hexOf(setSeparator)}`,
    `#empty_field${separator}${empty}`,
    `#unset_field${separator}${unset}`,
    `#path${separator}${log}`,
    `#open${separator}2023-11-14-22-13-20`,
    `#fields${separator}${withLabels(names, labels)}`,
    `#types${separator}${withLabels(
      types,
      labels.map(() => "string"),
    )}`,
  ];
  const kept = draw.chance(92) ? lines : lines.filter(() => draw.chance(80));
  return { lines: kept, shape: { separator, setSeparator, empty, unset, columns, labels: labels.length } };
}

/** As Zeek escapes: separators and what is not printable as `\xHH`, sometimes more than that. */
function escaped(draw: Draw, text: string, shape: TsvShape): string {
  const eager = draw.chance(12) ? draw.pick([5, 100]) : 0;
  const clean = draw.chance(97);
  let out = "";
  for (const letter of text) {
    const must = clean && (letter < " " || shape.separator.includes(letter));
    if (letter === "\\" && clean) out += "\\\\";
    else if (must || (eager > 0 && draw.chance(eager)))
      out += [...Buffer.from(letter, "utf8")]
        .map(
          (byte) =>
            `\\x${draw.chance(50) ? byte.toString(16).padStart(2, "0") : byte.toString(16).padStart(2, "0").toUpperCase()}`,
        )
        .join("");
    else out += letter;
  }
  return out;
}

function cellText(draw: Draw, world: World, { reading }: Column): string {
  switch (reading) {
    case "ts":
      return draw.chance(95)
        ? draw.pick(["1700000000.123456", "1699999999.000000", "1700000001"])
        : draw.pick(junk);
    case "uid":
      return `C${draw.hex(17)}`;
    case "port":
      return draw.chance(95) ? String(draw.pick([80, 443, 8080, 0, 70_000])) : draw.pick(junk);
    case "method":
      return draw.pick(["GET", "GET", "POST", "CONNECT", ""]);
    case "target": {
      const url = plainText(draw, world, "url");
      if (draw.chance(15)) return url;
      return url.replace(/^[a-z]+:\/\/(?:\[[^\]]*\]|[^/?#]*)/i, "");
    }
    case "junk":
      return draw.pick(junk);
    default:
      return fieldText(draw, world, reading);
  }
}

/** One row below a header. */
export function tsvLine(draw: Draw, world: World, shape: TsvShape): string {
  const cells = shape.columns.map((column) => {
    if (draw.chance(5)) return draw.pick([shape.unset, shape.empty, "-", "(empty)", ""]);
    const count = /\[/.test(column.type) ? draw.below(5) : 1;
    if (count === 0) return shape.empty;
    const parts = Array.from({ length: count }, () => escaped(draw, cellText(draw, world, column), shape));
    return parts.join(shape.setSeparator);
  });
  if (shape.labels > 0 && draw.chance(80))
    cells.push(
      ...draw.picks(draw.between(0, shape.labels), ["Malicious", "-", "Benign   C&C", "(empty)   -   x"]),
    );
  if (draw.chance(3)) cells.pop();
  if (draw.chance(3)) cells.push(plainText(draw, world, "address"));
  return cells.join(shape.separator);
}
