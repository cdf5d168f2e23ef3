/**
 * A list as a CSV file. The first row names the columns, in any order and case, in one of a few words for each; comma,
 * semicolon, tab or `|` stand between cells. A row of another length than the header's is refused: a cell is missing or one
 * too many, and all behind it would be taken for something else.
 */
import { type CsvRow, csvRows, type Problem, splitRow } from "../../base/index.js";
import { disarmed, writeRow } from "../csv-cells.js";
import { membersProblem } from "../problems.js";
import { type CellFault, type Cells, shown } from "./cell-reader.js";
import { rowCharactersMax, siteCsvBytesMax } from "./limits.js";
import type { Column, SiteList } from "./site-list.js";

export interface ReadRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: Cells;
  /** Of the row as a whole; null where its cells can be read. */
  readonly fault: CellFault | null;
}

export interface ReadCsv {
  readonly rows: readonly ReadRow[];
  /** Columns of the file that are none of the list's. */
  readonly unknown: readonly string[];
}

const delimiters = [",", ";", "\t", "|"];
const shownMax = 40;
const unknownShownMax = 20;

const plain = (header: string): string =>
  header
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();

function columnNamed(columns: readonly Column[], header: string): string | null {
  const word = plain(header);
  return columns.find(({ name, also = [] }) => name === word || also.includes(word))?.name ?? null;
}

interface Header {
  readonly delimiter: string;
  readonly names: readonly (string | null)[];
  readonly cells: readonly string[];
}

/** By the delimiter that makes most of the list's columns of it. */
function readHeader(columns: readonly Column[], line: string): Header {
  const read = delimiters.map((delimiter): Header => {
    const cells = splitRow(line, delimiter);
    return { delimiter, cells, names: cells.map((cell) => columnNamed(columns, cell)) };
  });
  const known = ({ names }: Header) => names.filter((name) => name !== null).length;
  return read.reduce((best, each) => (known(each) > known(best) ? each : best));
}

export function readCsv({ name: list, columns }: SiteList, text: string): ReadCsv | Problem {
  const unreadable = (why: string) => membersProblem("site-file-unreadable", why);
  if (text.length > siteCsvBytesMax || Buffer.byteLength(text) > siteCsvBytesMax)
    return unreadable(`It has more than ${siteCsvBytesMax / 1024 / 1024} MB.`);
  const wanted = columns.map(({ name }) => name).join(",");
  const start = text.search(/[^\s\uFEFF]/);
  if (start < 0) return unreadable(`It is empty. Its first line is: ${wanted}`);
  const firstLine = /^[^\r\n]{0,16384}/.exec(text.slice(start))?.[0] ?? "";
  if (firstLine.includes("\0"))
    return unreadable("Its first line has NULs, as a text in UTF-16 has: save it as CSV in UTF-8.");
  const header = readHeader(columns, firstLine);
  const missing = columns.filter(({ name, isNeeded }) => isNeeded && !header.names.includes(name));
  if (missing.length > 0)
    return unreadable(
      `Line ${lineAt(text, start)}, the header, has no column ${missing.map(({ name }) => name).join(", ")}. For ${list} it is: ${wanted}`,
    );
  const twice = header.names.find((name, at) => name !== null && header.names.indexOf(name) !== at);
  if (twice !== undefined)
    return unreadable(`Line ${lineAt(text, start)}, the header, has two columns for ${twice}.`);
  const rows: ReadRow[] = [];
  let isHeader = true;
  for (const row of csvRows(text, header.delimiter, rowCharactersMax)) {
    if (!isHeader && row.cells.some((cell) => cell !== "")) rows.push(readRow(header, row));
    isHeader = false;
  }
  const unknown = header.cells.filter((cell, at) => header.names[at] === null && cell !== "");
  const named = unknown.slice(0, unknownShownMax).map((cell) => shown(cell.slice(0, shownMax)));
  const more = unknown.length - named.length;
  return { rows, unknown: more === 0 ? named : [...named, `and ${more} more`] };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

function readRow({ names, cells: headers }: Header, row: CsvRow): ReadRow {
  const { line } = row;
  const refused = (reason: string): ReadRow => ({ line, cells: {}, fault: { column: "", reason } });
  if (row.text.length > rowCharactersMax)
    return refused(`the row has more than ${rowCharactersMax} characters`);
  const length = row.cells.length;
  const isLonger = row.cells.slice(headers.length).some((cell) => cell !== "");
  if (length < headers.length || isLonger)
    return refused(
      `the row has ${length} cells and the header ${headers.length}: a column is shifted, or a cell with the delimiter in it is not quoted`,
    );
  const cells: Record<string, string> = {};
  for (const [at, name] of names.entries()) if (name !== null) cells[name] = disarmed(row.cells[at] ?? "");
  return { line, cells, fault: null };
}

/** A file that `readCsv` reads into the same cells. */
export function writeCsv({ columns }: SiteList, rows: readonly Cells[]): string {
  const names = columns.map(({ name }) => name);
  return `${[names, ...rows.map((cells) => names.map((name) => cells[name] ?? ""))].map(writeRow).join("\n")}\n`;
}
