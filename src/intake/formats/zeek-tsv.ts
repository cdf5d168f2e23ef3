/**
 * Zeek's logs as tab-separated text, read by what their own header says; any log, those of packages and ICS
 * parsers included, and Bro's. Several headers may stand in one file. Without a header nobody can tell the
 * columns, so such records are refused with that advice. https://docs.zeek.org/en/master/log-formats.html
 */
import type { Carried } from "../../model/index.js";
import { carryValue } from "../carried/carried-table.js";
import type { Reading } from "../carried/reading.js";
import type { Format } from "../format.js";
import { intakeProblem } from "../problems.js";
import type { CellRowRules } from "../row-rules.js";
import type { TsvSievePlan } from "../sieve-plan.js";
import { zeekEvent } from "../zeek/event.js";
import { zeekLog } from "../zeek/log-name.js";
import { zeekTsvRows } from "../zeek/rows.js";
import { zeekTsvSieve } from "../zeek/sieve.js";
import { type Column, columnReadings, nextHead, type TsvHead } from "../zeek/tsv-head.js";
import { unescapeTsv } from "../zeek/tsv-text.js";

/** What a head means for a file's name, worked out once a head and not once a record. */
interface Plan {
  readonly fileName: string;
  readonly log: string;
  readonly readings: readonly (Reading | null)[];
  readonly sieve: TsvSievePlan | null;
  readonly rows: CellRowRules | null;
}
const plans = new WeakMap<TsvHead, Plan>();

function planOf(head: TsvHead, fileName: string): Plan {
  const known = plans.get(head);
  if (known !== undefined && known.fileName === fileName) return known;
  const log = zeekLog(head.path, fileName);
  const plan = {
    fileName,
    log,
    readings: columnReadings(head, log),
    sieve: zeekTsvSieve(head, log),
    rows: zeekTsvRows(head, log),
  };
  plans.set(head, plan);
  return plan;
}

function cellValue(text: string, column: Column, head: TsvHead): unknown {
  switch (column.kind) {
    case "number": {
      const number = Number(text);
      return Number.isFinite(number) && text !== "" ? number : text;
    }
    case "bool":
      return text === "T" ? true : text === "F" ? false : text;
    case "text":
      return text === head.emptyField ? "" : unescapeTsv(text);
    case "list":
    case "number-list": {
      if (text === head.emptyField) return [];
      const parts = text.split(head.setSeparator);
      return column.kind === "list" ? parts.map(unescapeTsv) : parts.map(Number);
    }
  }
}

/** The record's cells; a last cell that holds several label columns is taken apart. */
function cellsOf(record: string, head: TsvHead): string[] {
  const cells = record.split(head.separator);
  if (head.inLastCell > 0) cells.push(...(cells.pop() ?? "").split(/ {2,}/));
  return cells;
}

export const zeekTsv = {
  id: "zeek-tsv",
  title: "Zeek, TSV",
  framing: "lines",
  headStarts: ["#"],
  sniff({ text, lines }) {
    if (/^#separator \S/m.test(text)) return 0.98;
    if (/^#fields\t/m.test(text)) return 0.95;
    // the header is cut off: a time, a uid and an address between tabs
    const headless = /^\d{9,10}\.\d{6}\t[CF][0-9A-Za-z]{13,18}\t[0-9a-f.:]{3,45}\t/;
    return lines.some((line) => headless.test(line)) ? 0.8 : 0;
  },
  head: (line, head) => (line.startsWith("#") ? nextHead(line, head) : undefined),
  read(record, origin, head) {
    if (head === null || head.columns.length === 0)
      return intakeProblem("header-missing", "There is no #fields line above this record.");
    const { columns } = head;
    const cells = cellsOf(record, head);
    if (cells.length > columns.length || cells.length < columns.length - head.labels)
      return intakeProblem(
        "columns-mismatch",
        `The record has ${cells.length} columns, its header ${columns.length}.`,
      );
    const { log, readings } = planOf(head, origin.fileName);
    const native: Record<string, unknown> = {};
    const carried: Carried[] = [];
    for (let at = 0; at < cells.length; at++) {
      const text = cells[at] as string;
      if (text === head.unsetField) continue;
      const column = columns[at] as Column;
      const value = cellValue(text, column, head);
      native[column.name] = value;
      const reading = readings[at];
      if (reading != null) carryValue(column.name, reading, value, carried);
    }
    return zeekEvent(native, log, carried);
  },
  sieve: (origin, head) => (head === null ? null : planOf(head, origin.fileName).sieve),
  rows: (origin, head) =>
    head === null || head.columns.length === 0 ? null : planOf(head, origin.fileName).rows,
} satisfies Format<TsvHead>;
