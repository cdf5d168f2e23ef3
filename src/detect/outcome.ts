/**
 * What a door keeps of a batch: its hits with their evidence, the first of its refusals, and counts. The center
 * stores the outcome beside the events before it acknowledges, so everything later (sightings, warnings) can be
 * done again from it. The event store's rows are made in the same pass, into the builder.
 */
import type { RecordBatch } from "../intake/index.js";
import type { BatchMeta, BatchOutcome, Hit, HitRecord, Indicator, RefusedRecord } from "../model/index.js";
import type { BlockBuilder } from "../store/index.js";
import { cut, evidenceOfEvent } from "./evidence.js";
import { scanBatch } from "./fast-scanner.js";
import type { IndicatorIndex } from "./indicator-index/indicator-index.js";
import type { RuleRunner } from "./rule-work.js";
import { emptyCounts, type HitPlace } from "./scanner.js";

/** Refusals of one batch that are kept for a look; the count has all. */
export const refusalsMax = 100;

/**
 * Detection for a door. `batches` are those of one body or one stretch of a stream, in order. Rules, where there are
 * any, are asked beside the indicators.
 */
export function detectBatch(
  batches: Iterable<RecordBatch>,
  index: IndicatorIndex,
  meta: BatchMeta,
  builder?: BlockBuilder,
  runner?: RuleRunner,
): BatchOutcome {
  const counts = emptyCounts();
  const hits: HitRecord[] = [];
  const refusals: RefusedRecord[] = [];
  const ruling = runner?.begin(meta);
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
    ...(ruling === undefined ? {} : { rules: ruling.sink }),
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
    ...(ruling === undefined ? {} : ruling.findings()),
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
    evidence: evidenceOfEvent(hit.field, place, receivedUs),
  };
}

export function sourcesOf(indicator: Indicator): readonly string[] {
  return [...new Set(indicator.claims.map((claim) => claim.source))].sort();
}

export function labelsOf(indicator: Indicator): readonly string[] {
  return [...new Set(indicator.claims.flatMap((claim) => claim.labels))].sort();
}
