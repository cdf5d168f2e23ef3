/** Meeting telemetry with what is known: the indicator index, the scanner, and what becomes of hits. */

export { type AttemptKind, attemptKinds } from "./attempts/attempt.js";
export { AttemptBook, type AttemptCount, mergeCounts } from "./attempts/attempt-book.js";
export {
  BehaviourEngine,
  type BehaviourFigures,
  type BehaviourOptions,
  type Detector,
  type DetectorFigures,
  detectors,
  type Fact,
  factsOf,
  oneOwner,
  type Said,
  type Whose,
  whoseOf,
} from "./behaviour/index.js";
export { builtInRules, isOfPort } from "./built-in-rules.js";
export {
  DetectionBook,
  type DetectionGroup,
  detectionKey,
  groupDetections,
  keptFields,
  mergeDetections,
} from "./detection.js";
export { scanBatch } from "./fast-scanner.js";
export { type AddressPlace, Geo, type GeoSettings, openGeo } from "./geo/geo.js";
export { ClaimGroups } from "./indicator-index/claim-groups.js";
export { indexSink } from "./indicator-index/index-sink.js";
export { IndicatorIndex } from "./indicator-index/indicator-index.js";
export { digestOf } from "./indicator-index/keyed-values.js";
export { insideOf } from "./inside.js";
export { compileRules } from "./kernel/rule-keys.js";
export { hostWithin } from "./meeting.js";
export { LearnRunner, type LearnState } from "./ot/history/learn-runner.js";
export { compileSite, type Site } from "./ot/site.js";
export { detectBatch, labelsOf, sourcesOf } from "./outcome.js";
export { type PatternMatches, searchPattern } from "./pattern-search/search-pattern.js";
export { type Detected, DetectPool } from "./pool/detect-pool.js";
export type { CompiledPredicates } from "./predicates/compile-predicates.js";
export { fieldTexts } from "./predicates/field-texts.js";
export type { FoundCandidates } from "./predicates/predicate-runner.js";
export type { FieldText, Predicate, PredicateOp, RuleShape } from "./predicates/rule-shape.js";
export { detectProblem } from "./problems.js";
export { type RuleDuty, RuleRunner, type RuleWork } from "./rule-work.js";
export { noRules, type RulesAtWork, RulesCompiler } from "./rules-at-work.js";
export {
  emptyCounts,
  type RuleCandidates,
  type RuleSink,
  type ScanCounts,
  type ScanSink,
} from "./scanner.js";
export { detectSettings, threadsFor } from "./settings.js";
export {
  directionOf,
  groupHits,
  type HitGroup,
  type Inside,
  mergeSighting,
  sightingKey,
} from "./sighting.js";
export { Correlator } from "./sigma/correlation/correlator.js";
export { neededFields } from "./sigma/correlation/plan.js";
export { SigmaEngine, type SigmaEngineOptions, type SigmaMatch, type SigmaParts } from "./sigma/engine.js";
export { FieldReader } from "./sigma/field-reader.js";
export { type LoadedRules, loadRules } from "./sigma/load-rules.js";
export type { Placeholders } from "./sigma/placeholders.js";
export { type ReadRules, type ReadRulesOptions, readRules } from "./sigma/read-rules.js";
export { ReplayRunner, type ReplayState } from "./sigma/replay/replay-runner.js";
export * from "./sigma/rule.js";
export { type BuiltInRule, type CheckedSource, ownRulesFolder, RuleKeeper } from "./sigma/rule-keeper.js";
export { detectionRuleOf } from "./sigma/rule-of-detection.js";
export {
  type ChangedRule,
  type KnownRule,
  makeBook,
  type RuleBook,
  type RuleDiff,
  readSource,
  type SourceRefusal,
} from "./sigma/sources/rule-book.js";
export {
  contentHash,
  packFiles,
  type RuleFiles,
  readRuleArchive,
  readRulePath,
  ruleBytesMax,
  unpackFiles,
} from "./sigma/sources/rule-files.js";
export {
  listSources,
  ownSource,
  type RuleSource,
  type RuleVersion,
  readVersion,
  removeSource,
  sourceKinds,
  takeVersion,
} from "./sigma/sources/rule-store.js";
export { hasTelemetry, ownTaxonomies, readTaxonomy, type Taxonomy } from "./sigma/taxonomy.js";
export { type DecidedRule, defaultPolicy, type RulePolicy, ruleReasons } from "./sigma/tuning/decide.js";
export {
  detectionValues,
  exceptionFor,
  type RuleException,
} from "./sigma/tuning/exceptions.js";
export {
  addException,
  exceptionsMax,
  removeException,
  setPolicy,
  setRule,
  type Tuning,
} from "./sigma/tuning/tuning-store.js";
export {
  type Judgement,
  judge,
  type Targetedness,
  targetednesses,
  targetednessText,
} from "./targetedness/targetedness.js";
export { Watch, type WatchFigures, watchFolder } from "./watch/watch.js";
export type { WatchedMembers } from "./watch/watch-message.js";
export type { WatchBounds, Watched } from "./watch/watcher.js";
