/** Meeting telemetry with what is known: the indicator index, the scanner, and what becomes of hits. */
export { type AllowedBy, IndicatorIndex, type Match } from "./indicator-index/indicator-index.js";
export { insideOf } from "./inside.js";
export { type Meeting, meet, meetObservable } from "./meeting.js";
export {
  detectBatch,
  hitRecord,
  labelsOf,
  recordCharsMax,
  refusalsMax,
  sourcesOf,
  type TakeEvent,
} from "./outcome.js";
export {
  emptyCounts,
  type HitPlace,
  hitsOf,
  type ScanCounts,
  type ScanSink,
  scanBatch,
} from "./scanner.js";
export {
  directionOf,
  groupHits,
  type HitGroup,
  type Inside,
  insideAddressOf,
  mergeSighting,
  sightingKey,
  windowStart,
} from "./sighting.js";
