/** Warnings: what follows from a batch, the rules, and what is told to whom. */
export { closeWarning, react } from "./answering.js";
export { type Applied, type ApplyDeps, applyOutcome } from "./applying.js";
export { type Community, loadCommunity } from "./community.js";
export { type ExplainedReceipt, explainWarning, type WarningStory } from "./explaining.js";
export {
  explainRelease,
  explainSighting,
  type ReleaseStory,
  type SightingStory,
} from "./explaining-records.js";
export { areIndependent, hasIndependentPair } from "./independence.js";
export { warnProblem } from "./problems.js";
export { propose } from "./proposing.js";
export { listWarnings, readWarning, type WarningPage, type WarningQuery } from "./reading.js";
export { refusedSamplesMax } from "./refused-samples.js";
export type { RuleInput, WarningRule } from "./rule.js";
export { warningRules } from "./rules/index.js";
export { toSighting } from "./sightings.js";
export { type Told, tellOthers } from "./telling.js";
