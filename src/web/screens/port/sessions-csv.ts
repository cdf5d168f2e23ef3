/**
 * The log of vendors' sessions as CSV (RFC 4180), for whoever documents them (33 CFR 101.650(f)(3)). A cell that a
 * spreadsheet would take for a formula gets an apostrophe, as a vendor's account is a text from outside. Pure.
 */
import type { VendorSessionRow } from "../../../api/types.js";
import { verdictWords } from "./port-words.js";

const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const instant = (us: number): string => new Date(us / 1000).toISOString();

export const sessionColumns = [
  "start",
  "end",
  "minutes",
  "member",
  "vendor",
  "accounts",
  "from",
  "to",
  "services",
  "cranes",
  "work orders",
  "verdict",
  "changed",
] as const;

export function sessionsCsv(
  rows: readonly VendorSessionRow[],
  names: {
    readonly memberOf: (memberId: string) => string;
    readonly craneOf: (craneId: string) => string;
  },
): string {
  const lines = rows.map((row) => [
    instant(row.startUs),
    row.isOpen ? "" : instant(row.endUs),
    String(Math.round((row.endUs - row.startUs) / 60e6)),
    names.memberOf(row.memberId),
    row.vendor,
    row.accounts.join(" | "),
    row.source,
    row.targets.join(" | "),
    row.services.join(" | "),
    row.craneIds.map(names.craneOf).join(" | "),
    row.orders.map(({ number }) => number).join(" | "),
    verdictWords[row.verdict].word,
    row.changes.map(({ receiver, function: name, count }) => `${receiver} ${name} × ${count}`).join(" | "),
  ]);
  return [sessionColumns, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}
