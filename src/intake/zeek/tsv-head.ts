/**
 * The header of a Zeek TSV log, line by line: a value that each header line replaces by a new one. What Zeek
 * says of itself is believed (`#separator`, `#set_separator`, `#empty_field`, `#unset_field`, `#fields`,
 * `#types`, `#path`), so a log of any package can be read. A new `#separator` begins a new header.
 */
import type { Problem } from "../../base/index.js";
import { readingOf } from "../carried/carried-table.js";
import type { Reading } from "../carried/reading.js";
import { intakeProblem } from "../problems.js";
import { zeekGuess, zeekTable } from "./fields.js";

/** How a column's text becomes a value. */
export type ColumnKind = "text" | "number" | "bool" | "list" | "number-list";

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly type: string;
}

export interface TsvHead {
  readonly separator: string;
  readonly setSeparator: string;
  readonly emptyField: string;
  readonly unsetField: string;
  /** As `#path` has it; null where it is missing. */
  readonly path: string | null;
  readonly columns: readonly Column[];
  /** Columns at the end that labellers add; a record may lack them. */
  readonly labels: number;
  /** How many label columns share the last cell, three blanks between them (IoT-23). */
  readonly inLastCell: number;
}

const columnsMax = 2000;

const firstHead: TsvHead = {
  separator: "\t",
  setSeparator: ",",
  emptyField: "(empty)",
  unsetField: "-",
  path: null,
  columns: [],
  labels: 0,
  inLastCell: 0,
};

/** The head after one more line that begins with `#`. */
export function nextHead(line: string, before: TsvHead | null): TsvHead | Problem {
  if (line.startsWith("#separator")) {
    const separator = unhex(line.slice(10).replace(/^\s/, ""));
    return separator === ""
      ? intakeProblem("header-invalid", "#separator names no separator.")
      : { ...firstHead, separator };
  }
  const head = before ?? firstHead;
  const cut = line.indexOf(head.separator);
  if (cut < 0) return head;
  const value = line.slice(cut + head.separator.length);
  switch (line.slice(0, cut)) {
    case "#set_separator":
      return { ...head, setSeparator: value === "" ? "," : unhex(value) };
    case "#empty_field":
      return { ...head, emptyField: value };
    case "#unset_field":
      return { ...head, unsetField: value };
    case "#path":
      return { ...head, path: value };
    case "#fields":
      return withFields(head, value);
    case "#types":
      return withTypes(head, value);
    default:
      return head; // #open, #close, and comments
  }
}

/** `\x09` as Zeek writes separators. */
function unhex(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const isLabel = (name: string) => /^(?:label|detailed[-_]?label)$/i.test(name);

function withFields(head: TsvHead, value: string): TsvHead | Problem {
  const cells = value.split(head.separator);
  const last = (cells.pop() ?? "").split(/ {2,}/);
  const names = [...cells, ...last];
  // a column of that name would change the record's object instead of standing in it
  if (names.length > columnsMax || names.some((name) => name === "" || name === "__proto__"))
    return intakeProblem(
      "header-invalid",
      `#fields has ${names.length} columns, or one with no usable name.`,
    );
  let labels = 0;
  while (labels < names.length && isLabel(names.at(-1 - labels) as string)) labels++;
  const columns = names.map((name) => ({ name, kind: "text" as const, type: "string" }));
  return { ...head, columns, labels, inLastCell: last.length - 1 };
}

function withTypes(head: TsvHead, value: string): TsvHead {
  const types = value.split(head.separator).flatMap((cell) => cell.split(/ {2,}/));
  const columns = head.columns.map(({ name }, at) => {
    const type = types[at] ?? "string";
    return { name, kind: kindOf(type), type };
  });
  return { ...head, columns };
}

function kindOf(type: string): ColumnKind {
  const list = /^(?:set|vector|table|list)\[(.+)\]$/.exec(type);
  if (list !== null)
    return /^(?:count|int|port|double|interval|time)$/.test(list[1] as string) ? "number-list" : "list";
  if (/^(?:count|int|counter|port|double|interval|time)$/.test(type)) return "number";
  return type === "bool" ? "bool" : "text";
}

/** What each column carries, in order; null for most. An address column carries one whatever its name is. */
export function columnReadings(head: TsvHead, log: string): readonly (Reading | null)[] {
  const guess = zeekGuess(log);
  const table = zeekTable(log);
  return head.columns.map(
    ({ name, type }) =>
      readingOf(table, name) ?? (/\baddr\b/.test(type) ? "address" : null) ?? guess?.(name) ?? null,
  );
}
