/** A scan's result for people: counts, the indicators met most, what was refused and why, how fast it
 * was and what went the slow way. */
import { labelsOf, sourcesOf } from "../../detect/index.js";
import { detectionLevels } from "../../model/index.js";
import { harmless } from "../output.js";
import { countRefusal, type LoadedIntel, type RefusalKind } from "./load-index.js";
import { type RuleSet, ruleProblem } from "./rule-set.js";
import {
  type Durations,
  detectionsOf,
  type FiredRule,
  type MetIndicator,
  peakRssMb,
  type Tally,
} from "./tally.js";

const rowsShown = 20;
const commandsShown = 60;
const widthMax = 56;

export function describeScan(tally: Tally, intel: LoadedIntel, rules: RuleSet, took: Durations): string {
  const { records, refused, hits, logs } = tally.counts;
  const lines = [
    `${counted(tally.files, "file")}, ${counted(records, "record")}, ${counted(tally.bytes, "byte")}; ${number(refused)} refused`,
    `${counted(hits, "hit")} on ${number(tally.met.size)} of ${counted(intel.index.size, "indicator")}` +
      (tally.allowedHits > 0 ? `, ${number(tally.allowedHits)} of them on allowed values` : ""),
    ...(rules.rules + tally.fired.size > 0
      ? [
          `${counted(detectionsOf(tally), "detection")} of ${number(tally.fired.size)} rules, with ${counted(rules.rules, "Sigma rule")} asked`,
        ]
      : []),
    ...slowWays(tally.counts.slow),
    "",
    ...topIndicators(tally),
    ...firedRules(tally),
    ...commands(tally),
    ...recordsByLog(logs),
    ...refusals("Refused records", tally.refusals),
    ...refusals("Refused feed entries", intel.refusals),
    ...refusedRules(rules),
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

/** The most frequent first; docs/hot-path.md says what each word means. */
function slowWays(slow: Tally["counts"]["slow"]): string[] {
  const ways = [...slow].sort(([, a], [, b]) => b - a);
  if (ways.length === 0) return [];
  const all = ways.reduce((sum, [, records]) => sum + records, 0);
  const each = ways.map(([why, records]) => `${why} ${number(records)}`).join(", ");
  return [`${counted(all, "record")} read the slow way: ${each}`];
}

/** The most met first, those on allow lists after all others: they are seldom what one looks for. */
function topIndicators(tally: Tally): string[] {
  const rank = ({ indicator, hits }: MetIndicator): number =>
    indicator.allowedBy === null ? hits : hits / Number.MAX_SAFE_INTEGER;
  const top = [...tally.met.values()].sort((a, b) => rank(b) - rank(a)).slice(0, rowsShown);
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
  const body = table(["hits", "indicator", "type", "sources", "labels"], rows);
  return section("Indicators met", withRest(body, tally.met.size));
}

const levels: readonly string[] = detectionLevels;

/** The gravest first, then the most frequent. */
function firedRules(tally: Tally): string[] {
  const rank = ({ rule }: FiredRule) => levels.indexOf(rule.level);
  const fired = [...tally.fired.values()].sort((a, b) => rank(b) - rank(a) || b.detections - a.detections);
  if (fired.length === 0) return [];
  const rows = fired
    .slice(0, rowsShown)
    .map(({ rule, detections }) => [number(detections), rule.level, rule.title, rule.kind, rule.id]);
  return section(
    "Detections by rule",
    withRest(table(["count", "level", "rule", "kind", "id"], rows), fired.length),
  );
}

/** Exact, where a detection alone counts what is new since the one before it. */
function commands(tally: Tally): string[] {
  if (tally.commands.size === 0) return [];
  const all = [...tally.commands.values()];
  const rows = all
    .slice(0, commandsShown)
    .map(({ path, function: name, rule, messages }) => [number(messages), name, rule, path]);
  const rest = all.length - commandsShown;
  return section("Messages of control networks that were told of", [
    ...table(["messages", "function", "rule", "file"], rows),
    ...(rest > 0 ? [`and ${number(rest)} more (--json has all)`] : []),
  ]);
}

function refusedRules({ refusals: refused }: RuleSet): string[] {
  const kinds = new Map<string, RefusalKind>();
  for (const refusal of refused) countRefusal(kinds, refusal.file, refusal.line, ruleProblem(refusal));
  return refusals("Refused rules", kinds);
}

function recordsByLog(logs: ReadonlyMap<string, number>): string[] {
  if (logs.size === 0) return [];
  const sorted = [...logs].sort((a, b) => b[1] - a[1]).slice(0, rowsShown);
  const rows = sorted.map(([log, records]) => [log, number(records)]);
  return section("Records by log", withRest(table(["log", "records"], rows), logs.size));
}

function withRest(body: readonly string[], all: number): readonly string[] {
  return all > rowsShown ? [...body, `and ${number(all - rowsShown)} more (--json has all)`] : body;
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
      const plain = harmless(cell);
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

function number(value: number): string {
  return value.toLocaleString("en");
}

function counted(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}
