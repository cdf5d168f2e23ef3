/**
 * Tables as CSV: the header says which columns hold values, types, labels and dates; without one the cells do.
 * Several values of a row (SHA-256, MD5, server) are several entries. MISP's exports carry the attribute's type
 * and `to_ids`, which are respected. A header may be a comment, as abuse.ch writes it.
 */
import { type CsvRow, csvRows, findDelimiter, splitRow } from "../../base/index.js";
import { type Claim, type Observable, observe, parseTlp } from "../../model/index.js";
import { type ColumnMeaning, columnsByContent, isEmptyCell, readHeader } from "../csv-columns.js";
import type { FeedFormat, FeedItem, FeedSample } from "../feed-format.js";
import { lineLengthMax } from "../limits.js";
import { isMispType, readAttribute } from "../misp-attribute.js";
import { intelProblem } from "../problems.js";
import { entryItem, keptItem, nothingClaimed, unknownValue } from "../read-lines.js";
import { readTime } from "../read-time.js";
import { readRange, readValue } from "../read-value.js";

const unmetTypes =
  /file[ _-]?name|mutex|reg(istry|key)|pattern|yara|sigma|snort|user[ _-]?agent|comment|text|pipe|path|cve|vulnerab|btc|wallet|phone/i;
const sampleRows = 200;

interface Layout {
  readonly delimiter: string;
  readonly columns: readonly ColumnMeaning[];
  /** The line the header stands on, 0 where there is none. */
  readonly headerLine: number;
}

/** Where the values stand, from the first lines; null where this is no table of values. */
function findLayout(lines: readonly string[]): Layout | null {
  const delimiter = findDelimiter(lines);
  if (delimiter === null) return null;
  const rows = lines
    .map((text, at) => ({ text: text.trim(), line: at + 1 }))
    .filter(({ text }) => text !== "")
    .slice(0, sampleRows);
  const firstData = rows.findIndex(({ text }) => !text.startsWith("#"));
  if (firstData < 0) return null;
  for (const at of [firstData, firstData - 1]) {
    const row = rows[at];
    if (row === undefined) continue;
    const columns = readHeader(splitRow(row.text.replace(/^#\s*/, ""), delimiter));
    if (columns !== null && columns.length > 1) return { delimiter, columns, headerLine: row.line };
  }
  const columns = columnsByContent(
    rows.filter(({ text }) => !text.startsWith("#")).map(({ text }) => splitRow(text, delimiter)),
  );
  return columns === null ? null : { delimiter, columns, headerLine: 0 };
}

function sniff(sample: FeedSample): number {
  const layout = findLayout(sample.lines);
  if (layout === null) return 0;
  if (layout.headerLine > 0) return 0.85;
  return layout.delimiter === "," || layout.delimiter === ";" ? 0.6 : 0.52;
}

function readRow(row: CsvRow, columns: readonly ColumnMeaning[]): readonly FeedItem[] {
  const cellOf = (meaning: ColumnMeaning) => row.cells[columns.indexOf(meaning)] ?? "";
  if (columns.includes("to-ids") && /^(0|false|no|)$/i.test(cellOf("to-ids"))) {
    const problem = intelProblem("not-for-detection", `Line ${row.line}: to_ids is off.`);
    return [{ kind: "problem", line: row.line, problem }];
  }
  const type = cellOf("type");
  if (type !== "" && !isMispType(type) && unmetTypes.test(type))
    return [
      keptItem(row.text, `no single value of telemetry answers the type "${type.slice(0, 60)}"`, row.line),
    ];
  const claim = claimOf(row, columns);
  const items: FeedItem[] = [];
  let filled = false;
  for (const [at, meaning] of columns.entries()) {
    const cell = row.cells[at] ?? "";
    if ((meaning !== "value" && meaning !== "ja3") || isEmptyCell(cell)) continue;
    filled = true;
    for (const observable of readCell(cell, meaning, type))
      items.push(entryItem(observable, claim, row.line));
  }
  if (items.length === 0 && filled) return [unknownValue(row.text, row.line)];
  return items;
}

/** A cell may hold several values, one below the other or with spaces, commas or semicolons between. */
function readCell(cell: string, meaning: ColumnMeaning, type: string): readonly Observable[] {
  if (meaning === "ja3") return [observe("ja3", cell)].filter((one) => one !== null);
  if (isMispType(type)) {
    const read = readAttribute(type, cell);
    if ("observables" in read) return read.observables;
  }
  const whole = readValue(cell);
  if (whole !== null) return [whole];
  const range = readRange(cell);
  if (range !== null) return range;
  return cell
    .split(/[\s;,|]+/)
    .slice(0, 256)
    .map((part) => (part.length > 3 ? readValue(part) : null))
    .filter((one) => one !== null);
}

function claimOf(row: CsvRow, columns: readonly ColumnMeaning[]): Partial<Claim> {
  const claim: { -readonly [K in keyof Claim]?: Claim[K] } = {};
  const labels: string[] = [];
  for (const [at, meaning] of columns.entries()) {
    const cell = (row.cells[at] ?? "").trim();
    if (isEmptyCell(cell)) continue;
    if (meaning === "label")
      labels.push(
        ...cell
          .toLowerCase()
          .split(/\s*[,;|]\s*/)
          .filter((l) => l !== "" && l.length <= 64),
      );
    else if (meaning === "confidence" && /^[0-9]{1,3}(\.[0-9]+)?%?$/.test(cell))
      claim.confidence = Number.parseFloat(cell);
    else if (meaning === "tlp")
      claim.tlp = parseTlp(cell) ?? "TLP:RED"; // an unknown marking is the strictest
    else if (meaning === "from") claim.validFromUs = readTime(cell);
    else if (meaning === "until") claim.validUntilUs = readTime(cell);
  }
  if (labels.length > 0) claim.labels = labels;
  return Object.keys(claim).length === 0 ? nothingClaimed : claim;
}

function* read(text: string): Generator<FeedItem> {
  const layout = findLayout(
    text
      .slice(0, 65_536)
      .replace(/^\ufeff/, "")
      .split("\n"),
  );
  if (layout === null) {
    yield { kind: "problem", line: 1, problem: intelProblem("columns-unknown", "No column holds values.") };
    return;
  }
  for (const row of csvRows(text, layout.delimiter, lineLengthMax)) {
    if (row.line === layout.headerLine || row.text.startsWith("#")) continue;
    yield* readRow(row, layout.columns);
  }
}

export const csv = {
  id: "csv",
  title: "Table (CSV)",
  sniff,
  read,
} satisfies FeedFormat;
