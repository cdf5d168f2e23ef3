/** A scan's result for people: counts, the indicators met most, what was refused and why, and how fast it was. */
import { labelsOf, sourcesOf } from "../../detect/index.js";
import type { LoadedIntel, RefusalKind } from "./load-index.js";
import { type Durations, peakRssMb, type Tally } from "./tally.js";

const indicatorsShown = 20;
const widthMax = 56;

export function describeScan(tally: Tally, intel: LoadedIntel, took: Durations): string {
  const { records, refused, hits, logs } = tally.counts;
  const lines = [
    `${number(tally.files)} files, ${number(records)} records, ${number(tally.bytes)} bytes; ${number(refused)} refused`,
    `${number(hits)} hits on ${number(tally.met.size)} of ${number(intel.index.size)} indicators` +
      (tally.allowedHits > 0 ? `, ${number(tally.allowedHits)} of them on allowed values` : ""),
    "",
    ...topIndicators(tally),
    ...section(
      "Records by log",
      table(
        ["log", "records"],
        sorted(logs).map(([log, n]) => [log, number(n)]),
      ),
    ),
    ...refusals("Refused records", tally.refusals),
    ...refusals("Refused feed entries", intel.refusals),
    ...(intel.kept > 0
      ? [
          `${number(intel.kept)} patterns of the feeds can't be met on a single value; they were left out.`,
          "",
        ]
      : []),
    `Indicators read in ${took.load.toFixed(1)} s, telemetry in ${took.scan.toFixed(1)} s ` +
      `(${number(Math.round(records / Math.max(took.scan, 0.001)))} records a second), ${number(peakRssMb())} MiB at most.`,
  ];
  return `${lines.join("\n")}\n`;
}

function topIndicators(tally: Tally): string[] {
  const top = [...tally.met.values()].sort((a, b) => b.hits - a.hits).slice(0, indicatorsShown);
  if (top.length === 0) return [];
  const rows = top.map(({ indicator, hits }) => [
    number(hits),
    indicator.observable.value,
    indicator.observable.type,
    sourcesOf(indicator).join(", "),
    [
      ...labelsOf(indicator),
      ...(indicator.allowedBy === null ? [] : [`allowed: ${indicator.allowedBy}`]),
    ].join(", "),
  ]);
  const left = tally.met.size - top.length;
  const body = table(["hits", "indicator", "type", "sources", "labels"], rows);
  return section("Indicators met", left > 0 ? [...body, `and ${number(left)} more (--json has all)`] : body);
}

function refusals(title: string, kinds: ReadonlyMap<string, RefusalKind>): string[] {
  if (kinds.size === 0) return [];
  const rows = [...kinds.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ count, title, first }) => [number(count), title, first]);
  return section(title, table(["count", "why", "first at"], rows, 120));
}

function section(title: string, body: readonly string[]): string[] {
  return [title, ...body.map((line) => `  ${line}`), ""];
}

/** Columns as wide as their widest cell; cells are cut, and what would move the cursor is taken out. */
function table(head: readonly string[], rows: readonly (readonly string[])[], cellMax = widthMax): string[] {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => {
      const plain = cell.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");
      return plain.length > cellMax ? `${plain.slice(0, cellMax - 1)}…` : plain;
    }),
  );
  const widths = head.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? "").length)));
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function number(value: number): string {
  return value.toLocaleString("en");
}
