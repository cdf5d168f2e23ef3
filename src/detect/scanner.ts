/**
 * The scanner: a batch of bytes in, hits out. A caller sees a hit with the means to look at its record, and never
 * learns how the record was read. Two paths lead there. The slow one reads every record by its format; it is the
 * reference. The fast one (`fast-scanner.ts`) lets the kernel settle what surely meets nothing, and reads the rest
 * like the slow one, so what it finds is the same by construction as long as the kernel never says "surely not"
 * where it is wrong.
 *
 * A sink that wants every event's row says so by having `rows`; without it events that met nothing leave no trace
 * but their count. One that asks rules has `rules`, and hears of the records that some of them may hold for. Hits of one
 * record come in order of its fields, then its rules, records and refusals in order of the batch.
 */
import { Problem } from "../base/index.js";
import {
  type RecordBatch,
  readRecord,
  type SievePlan,
  sampleCharsMax,
  walkRecords,
} from "../intake/index.js";
import type { BatchMeta, Carried, Event, Hit } from "../model/index.js";
import type { BlockBuilder } from "../store/index.js";
import type { IndicatorIndex } from "./indicator-index/indicator-index.js";
import type { SlowReason } from "./kernel/slow-reason.js";
import { meet } from "./meeting.js";
import type { CompiledPredicates } from "./predicates/compile-predicates.js";

/** The record a hit was met in, or that rules may hold for. `record` may be a slice of the batch's text: copy what is kept. */
export interface HitPlace {
  readonly event: Event;
  readonly record: string;
  readonly line: number;
}

/** Numbers of the rules that may hold for a record, rising; "all" where nothing is known of it. */
export type RuleCandidates = readonly number[] | "all";

/** Who evaluates rules: a candidate may hold, a rule that is none surely does not. */
export interface RuleSink {
  /** The rules that are asked. With one that every record may meet (`always`) every record is read, and heard as "all". */
  readonly compiled: CompiledPredicates;
  /** Each record once, behind its hits; records without candidates are not heard. */
  onCandidates(candidates: RuleCandidates, place: HitPlace): void;
  /** Whether the bytes of a line alone say that none of its candidates holds: then it is not read for them. */
  passesOver?(candidates: readonly number[], line: Buffer, plan: SievePlan): boolean;
}

export interface ScanSink {
  onHit(hit: Hit, place: HitPlace): void;
  onRefused(line: number, problem: Problem, sample: string): void;
  /** Where the row of every event goes. */
  readonly rows?: { readonly builder: BlockBuilder; readonly meta: BatchMeta };
  /** Which rules are asked, and who hears of the answers; none where left out. */
  readonly rules?: RuleSink;
}

/** What one batch held; adding counts of batches gives those of the whole. */
export interface ScanCounts {
  /** Records that were understood. */
  records: number;
  refused: number;
  hits: number;
  /** Records per log: `{"zeek-conn": 120}`. */
  readonly logs: Map<string, number>;
  /** Records of formats with a fast path that were read by their format nevertheless, by why. */
  readonly slow: Map<SlowReason, number>;
}

export function emptyCounts(): ScanCounts {
  return { records: 0, refused: 0, hits: 0, logs: new Map(), slow: new Map() };
}

/** What scanning one batch has at hand all the time. */
export interface Scan {
  readonly batch: RecordBatch;
  readonly index: IndicatorIndex;
  readonly sink: ScanSink;
  readonly counts: ScanCounts;
}

/** Reads every record by its format. `receivedUs` stands in for the time of events that have none. */
export function scanBatchSlowly(
  batch: RecordBatch,
  index: IndicatorIndex,
  sink: ScanSink,
  counts: ScanCounts,
): void {
  const scan = { batch, index, sink, counts };
  walkRecords(batch, {
    record: (text, line) => void scanRecord(scan, text, line),
    refused(line, problem, sample) {
      counts.refused++;
      sink.onRefused(line, problem, sample);
    },
  });
}

/** Reads one record by its format, with all that follows from it. */
export function scanRecord(
  scan: Scan,
  text: string,
  line: number,
  candidates: RuleCandidates = "all",
): Event | Problem {
  const { batch, sink, counts } = scan;
  const event = readRecord(batch, text, line);
  if (event instanceof Problem) {
    counts.refused++;
    sink.onRefused(line, event, text.slice(0, sampleCharsMax));
    return event;
  }
  counts.records++;
  countLog(counts, event.log, 1);
  hitRecord(scan, event, text, line);
  tellRules(sink, candidates, { event, record: text, line });
  sink.rows?.builder.append(event, sink.rows.meta);
  return event;
}

export function countLog(counts: ScanCounts, log: string, records: number): void {
  counts.logs.set(log, (counts.logs.get(log) ?? 0) + records);
}

/** Hands over the hits of one event: one for each field and value that carries an indicator. */
export function hitRecord(
  { batch, index, sink, counts }: Scan,
  event: Event,
  record: string,
  line: number,
): void {
  for (const hit of hitsOf(event, index, batch.origin.receivedUs)) {
    counts.hits++;
    sink.onHit(hit, { event, record, line });
  }
}

export function tellRules({ rules }: ScanSink, candidates: RuleCandidates, place: HitPlace): void {
  if (candidates.length > 0) rules?.onCandidates(candidates, place);
}

const noHits: readonly Hit[] = [];

function hitsOf(event: Event, index: IndicatorIndex, receivedUs: number): readonly Hit[] {
  let hits: Hit[] | null = null;
  for (const carried of event.carried) {
    const meeting = meet(index, carried.meaning, carried.text, event.timeUs ?? receivedUs);
    if (meeting === null) continue;
    hits ??= [];
    if (!isKnown(hits, carried, meeting.observable.value)) hits.push({ field: carried.field, ...meeting });
  }
  return hits ?? noHits;
}

/** An array may carry the same value twice (a name server's answers do); that is one hit. */
function isKnown(hits: readonly Hit[], carried: Carried, value: string): boolean {
  return hits.some((hit) => hit.field === carried.field && hit.observable.value === value);
}
