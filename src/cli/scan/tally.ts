/** What a scan has counted so far, and its summary line (docs/scan.md lists the fields). */
import { labelsOf, type ScanCounts, sourcesOf } from "../../detect/index.js";
import type { Detection, DetectionRule, Hit, Indicator } from "../../model/index.js";
import type { LoadedIntel, RefusalKind } from "./load-index.js";
import type { RuleSet } from "./rule-set.js";

export interface MetIndicator {
  readonly indicator: Indicator;
  hits: number;
}

export interface FiredRule {
  readonly rule: DetectionRule;
  detections: number;
}

export interface Tally {
  readonly counts: ScanCounts;
  readonly met: Map<string, MetIndicator>;
  readonly refusals: Map<string, RefusalKind>;
  files: number;
  bytes: number;
  allowedHits: number;
  /** By kind and id. */
  readonly fired: Map<string, FiredRule>;
  /** Messages of control networks that were told of, by file and function. */
  readonly commands: Map<string, Commands>;
}

export interface Commands {
  readonly path: string;
  readonly function: string;
  readonly rule: string;
  messages: number;
}

/** How long the two halves took, in seconds. */
export interface Durations {
  readonly load: number;
  readonly scan: number;
}

export function countHit(tally: Tally, hit: Hit): void {
  const { type, value } = hit.indicator.observable;
  const key = `${type} ${value}`;
  const known = tally.met.get(key);
  if (known !== undefined) known.hits++;
  else tally.met.set(key, { indicator: hit.indicator, hits: 1 });
  if (hit.indicator.allowedBy !== null) tally.allowedHits++;
}

export function countDetection(tally: Tally, rule: DetectionRule): void {
  const key = `${rule.kind} ${rule.id}`;
  const known = tally.fired.get(key);
  if (known !== undefined) known.detections++;
  else tally.fired.set(key, { rule, detections: 1 });
}

/** What a detection of a control network counts are messages of one function; others have none. */
export function countCommands(tally: Tally, path: string, { rule, fields, count }: Detection): void {
  const name = fields["function"];
  if (rule.kind !== "ot" || name === undefined) return;
  const key = `${path}\n${rule.id}\n${name}`;
  const known = tally.commands.get(key);
  if (known !== undefined) known.messages += count;
  else tally.commands.set(key, { path, function: name, rule: rule.id, messages: count });
}

export function detectionsOf({ fired }: Tally): number {
  return [...fired.values()].reduce((sum, { detections }) => sum + detections, 0);
}

/** Memory at its highest, in MiB; the kernel gives KiB. */
export function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function summaryOf(tally: Tally, intel: LoadedIntel, rules: RuleSet, took: Durations): object {
  const logs = [...tally.counts.logs].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    type: "summary",
    records: tally.counts.records,
    bytes: tally.bytes,
    rejects: tally.counts.refused,
    hits: tally.counts.hits,
    distinct_indicators_hit: tally.met.size,
    detections: detectionsOf(tally),
    indicators: intel.index.size,
    rules: rules.rules,
    rules_refused: rules.refusals.length,
    rules_fired: tally.fired.size,
    seconds: round(took.load + took.scan),
    formats: Object.fromEntries(logs),
    slow: Object.fromEntries(tally.counts.slow),
    files: tally.files,
    allowed_hits: tally.allowedHits,
    load_seconds: round(took.load),
    scan_seconds: round(took.scan),
    peak_rss_mb: peakRssMb(),
    feeds: {
      files: intel.feeds,
      entries: intel.entries,
      kept_patterns: intel.kept,
      refused: intel.refused,
      refusals: Object.fromEntries([...intel.refusals].map(([code, { count }]) => [code, count])),
      passed_over: intel.passedOver,
      allow_lists: intel.allowLists,
      allow_entries: intel.allowEntries,
    },
  };
}

export function hitLine(path: string, line: number, time: string | null, log: string, hit: Hit): object {
  return {
    type: "hit",
    path,
    line,
    time,
    format: log,
    field: hit.field,
    observable: hit.observable,
    indicator: named(hit.indicator),
    ...(hit.indicator.allowedBy === null ? {} : { allowed: hit.indicator.allowedBy }),
    ...(hit.also.length === 0 ? {} : { also: hit.also.map(named) }),
  };
}

export interface DetectionPlace {
  readonly path: string;
  readonly line: number;
  readonly time: string | null;
  readonly log: string;
}

export function detectionLine(
  { path, line, time, log }: DetectionPlace,
  { id, title, kind, level }: DetectionRule,
  fields: Readonly<Record<string, string>>,
): object {
  return { type: "detection", path, line, time, format: log, rule: { id, title, kind, level }, fields };
}

function named(indicator: Indicator): object {
  const { value, type } = indicator.observable;
  return { value, type, sources: sourcesOf(indicator), labels: labelsOf(indicator) };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
