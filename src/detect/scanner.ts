/**
 * The scanner: a batch of bytes in, hits out. This is the seam behind which the compiled kernel will stand: a
 * caller sees a hit with the means to look at its record, and never learns how the record was read. The slow
 * path here reads every record by its format; it is the reference that a fast path must equal.
 *
 * A sink that wants every event says so by having `onEvent`; without it a fast path may skip events that met
 * nothing. Hits of one record come in order of its fields, records in order of the batch.
 */
import { Problem } from "../base/index.js";
import { type RecordBatch, readRecord, sampleCharsMax, walkRecords } from "../intake/index.js";
import type { Carried, Event, Hit } from "../model/index.js";
import type { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { meet } from "./meeting.js";

/** The record a hit was met in. `record` is a slice of the batch's text: copy what is kept. */
export interface HitPlace {
  readonly event: Event;
  readonly record: string;
  readonly line: number;
}

export interface ScanSink {
  onHit(hit: Hit, place: HitPlace): void;
  onRefused(line: number, problem: Problem, sample: string): void;
  onEvent?(event: Event, record: string, line: number): void;
}

/** What one batch held; adding counts of batches gives those of the whole. */
export interface ScanCounts {
  /** Records that were understood. */
  records: number;
  refused: number;
  hits: number;
  /** Records per log: `{"zeek-conn": 120}`. */
  readonly logs: Map<string, number>;
}

export function emptyCounts(): ScanCounts {
  return { records: 0, refused: 0, hits: 0, logs: new Map() };
}

/**
 * Scans one batch and adds to `counts`. `receivedUs` stands in for the time of events that have none, so that
 * expired indicators are judged by when the record came in.
 */
export function scanBatch(
  batch: RecordBatch,
  index: IndicatorIndex,
  sink: ScanSink,
  counts: ScanCounts,
): void {
  walkRecords(batch, {
    record(text, line) {
      const event = readRecord(batch, text, line);
      if (event instanceof Problem) {
        counts.refused++;
        sink.onRefused(line, event, text.slice(0, sampleCharsMax));
        return;
      }
      counts.records++;
      counts.logs.set(event.log, (counts.logs.get(event.log) ?? 0) + 1);
      for (const hit of hitsOf(event, index, batch.origin.receivedUs)) {
        counts.hits++;
        sink.onHit(hit, { event, record: text, line });
      }
      sink.onEvent?.(event, text, line);
    },
    refused(line, problem, sample) {
      counts.refused++;
      sink.onRefused(line, problem, sample);
    },
  });
}

const noHits: readonly Hit[] = [];

/** The hits of one event: one for each field and value that carries an indicator. */
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
