/**
 * The register as a CSV file: `kind,value,also,note`, other names apart by `|`. What people have is taken as it is, with any
 * delimiter, columns in any order and case, a few other words for them, columns of their own for a vessel's numbers or
 * a product's CPE and version, no header at all. Lines are told by their number in the file.
 */
import { csvRows, findDelimiter, splitRow } from "../../base/index.js";
import type { Exposure } from "../../model/index.js";
import { disarmed, writeRow } from "../csv-cells.js";
import { csvCharactersMax } from "./limits.js";
import type { ExposureInput } from "./reading.js";

export interface CsvEntry extends ExposureInput {
  readonly line: number;
}

type Column = "kind" | "value" | "also" | "note" | "imo" | "mmsi" | "call sign" | "cpe" | "version" | null;

const words: Readonly<Record<string, Column>> = {
  kind: "kind",
  type: "kind",
  value: "value",
  name: "value",
  exposure: "value",
  also: "also",
  alias: "also",
  aliases: "also",
  "other names": "also",
  "also known as": "also",
  note: "note",
  notes: "note",
  comment: "note",
  remarks: "note",
  imo: "imo",
  "imo number": "imo",
  mmsi: "mmsi",
  "call sign": "call sign",
  callsign: "call sign",
  cpe: "cpe",
  version: "version",
};

const columnsWithoutHeader: readonly Column[] = ["kind", "value", "also", "note"];
const rowLengthMax = 8_192;
const rowsLookedAt = 50;

function readHeader(cells: readonly string[]): readonly Column[] | null {
  const columns = cells.map(
    (cell) =>
      words[
        cell
          .toLowerCase()
          .replaceAll(/[\s_-]+/g, " ")
          .trim()
      ] ?? null,
  );
  return columns.includes("kind") && columns.includes("value") ? columns : null;
}

function toEntry(
  columns: readonly Column[],
  cells: readonly string[],
  line: number,
  apart: RegExp,
): CsvEntry {
  const of = (column: Column) =>
    cells
      .filter((cell, at) => columns[at] === column && cell !== "")
      .map(disarmed)
      .join(" ");
  const named = (column: "imo" | "mmsi" | "call sign" | "version") => {
    const text = of(column);
    return text === "" ? [] : [text.toLowerCase().startsWith(column) ? text : `${column} ${text}`];
  };
  const also = [
    ...of("also").split(apart),
    ...named("imo"),
    ...named("mmsi"),
    ...named("call sign"),
    of("cpe"),
    ...named("version"),
  ];
  return {
    line,
    kind: of("kind"),
    value: of("value"),
    also: also.map((each) => each.trim()).filter((each) => each !== ""),
    note: of("note"),
  };
}

/** The entries of a file with their lines; null where it is longer than a register can be. */
export function readCsv(text: string): readonly CsvEntry[] | null {
  if (text.length > csvCharactersMax) return null;
  const sample = text.slice(0, 20_000).split(/\r?\n/, rowsLookedAt);
  const delimiter = findDelimiter(sample) ?? ",";
  const apart = delimiter === "|" ? /;/ : delimiter === ";" ? /\|/ : /[|;]/;
  let columns: readonly Column[] | null = null;
  const entries: CsvEntry[] = [];
  for (const row of csvRows(text, delimiter, rowLengthMax)) {
    if (columns === null) {
      const header = readHeader(splitRow(row.text.replace(/^#\s*/, ""), delimiter));
      if (header !== null) {
        columns = header;
        continue;
      }
    }
    if (row.text.startsWith("#")) continue;
    columns ??= columnsWithoutHeader;
    entries.push(toEntry(columns, row.cells, row.line, apart));
  }
  return entries;
}

/** A file that `readCsv` reads into the same exposures. */
export function writeCsv(exposures: readonly Exposure[]): string {
  const rows = exposures.map(({ kind, value, also, note }) =>
    writeRow([kind, value, also.join(" | "), note]),
  );
  return `${["kind,value,also,note", ...rows].join("\n")}\n`;
}
