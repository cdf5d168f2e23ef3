/**
 * What a door keeps of a batch: its hits with their evidence, the first of its refusals, and counts. The center
 * stores the outcome beside the events before it acknowledges, so everything later (sightings, warnings) can be
 * done again from it. The event store's rows are made in the same pass, into the builder.
 */
import type { RecordBatch } from "../intake/index.js";
import type {
  BatchMeta,
  BatchOutcome,
  Evidence,
  Hit,
  HitRecord,
  Indicator,
  RefusedRecord,
} from "../model/index.js";
import type { BlockBuilder } from "../store/index.js";
import { scanBatch } from "./fast-scanner.js";
import type { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { emptyCounts, type HitPlace, type RuleSink } from "./scanner.js";

/** Characters of a record that are kept as evidence or as a sample of a refusal. */
export const recordCharsMax = 2000;
/** Refusals of one batch that are kept for a look; the count has all. */
export const refusalsMax = 100;

/**
 * Detection for a door. `batches` are those of one body or one stretch of a stream, in order. `rules` are asked beside
 * the indicators; what they find is no part of the outcome.
 */
export function detectBatch(
  batches: Iterable<RecordBatch>,
  index: IndicatorIndex,
  meta: BatchMeta,
  builder?: BlockBuilder,
  rules?: RuleSink,
): BatchOutcome {
  const counts = emptyCounts();
  const hits: HitRecord[] = [];
  const refusals: RefusedRecord[] = [];
  const sink = {
    onHit: (hit: Hit, place: HitPlace) => {
      hits.push(hitRecord(hit, place, meta.receivedUs));
    },
    onRefused: (
      line: number,
      problem: { readonly code: string; readonly detail: string },
      sample: string,
    ) => {
      if (refusals.length < refusalsMax)
        refusals.push({ line, code: problem.code, detail: problem.detail, sample: cut(sample) });
    },
    ...(builder === undefined ? {} : { rows: { builder, meta } }),
    ...(rules === undefined ? {} : { rules }),
  };
  for (const batch of batches) scanBatch(batch, index, sink, counts);
  return {
    meta,
    records: counts.records,
    refused: counts.refused,
    refusals,
    hits,
    logs: Object.fromEntries(counts.logs),
    slow: Object.fromEntries(counts.slow),
  };
}

/** A hit as it is kept. Events without a time take the time they were received. */
function hitRecord(hit: Hit, place: HitPlace, receivedUs: number): HitRecord {
  const claims = hit.indicator.claims;
  return {
    observable: hit.observable,
    indicator: hit.indicator.observable,
    confidence: claims.reduce((highest, claim) => Math.max(highest, claim.confidence), 0),
    sources: sourcesOf(hit.indicator),
    labels: labelsOf(hit.indicator),
    tlps: [...new Set(claims.map((claim) => claim.tlp))].sort(),
    allowedBy: hit.indicator.allowedBy,
    evidence: evidenceOf(hit.field, place, receivedUs),
  };
}

export function sourcesOf(indicator: Indicator): readonly string[] {
  return [...new Set(indicator.claims.map((claim) => claim.source))].sort();
}

export function labelsOf(indicator: Indicator): readonly string[] {
  return [...new Set(indicator.claims.flatMap((claim) => claim.labels))].sort();
}

function evidenceOf(field: string, place: HitPlace, receivedUs: number): Evidence {
  const { event, record } = place;
  return {
    timeUs: event.timeUs ?? receivedUs,
    log: event.log,
    field,
    sourceAddress: event.source?.address ?? "",
    sourcePort: event.source?.port ?? 0,
    destinationAddress: event.destination?.address ?? "",
    destinationPort: event.destination?.port ?? 0,
    record: cut(record),
  };
}

/** Cut, and copied: a slice of a batch's text would keep the whole batch in memory. */
export function cut(record: string): string {
  return Buffer.from(record.slice(0, recordCharsMax), "utf8").toString("utf8");
}
