/** Warnings: what follows from a batch, the rules, and what is told to whom. */
export { type MemberMatches, matchesOf, tellOfAdvisories } from "./advisories/telling.js";
export { closeWarning, react } from "./answering.js";
export { type Applied, type ApplyDeps, applyOutcome } from "./applying.js";
export {
  type AttemptSums,
  addAttempts,
  attemptSteps,
  gatherOldAttempts,
  readAttempts,
  readAttemptsOfMembers,
} from "./attempts.js";
export type { Channel, HandedOver, Letter, Notice } from "./channels/channel.js";
export { type Words, wordsOf } from "./channels/letter-words.js";
export { openMail } from "./channels/mail.js";
export { escapeHtml, mailForm } from "./channels/mail-form.js";
export { type MailSettings, mailSettings } from "./channels/settings.js";
export { type Community, loadCommunity } from "./community.js";
export { isMailOn, setMailOn } from "./deliveries/channels-on.js";
export { claimLetters, reclaimCutOff } from "./deliveries/claiming.js";
export { deliveryStates } from "./deliveries/delivery.js";
export { queueInvitation, queueReleased } from "./deliveries/queueing.js";
export {
  type DeliveryFigures,
  type DeliveryRow,
  listDeliveries,
  readDeliveryFigures,
} from "./deliveries/reading.js";
export { forgetOldDeliveries, type Outcome, settleLetter } from "./deliveries/settling.js";
export { toDetection } from "./detections.js";
export { type ExplainedReceipt, explainWarning, type WarningStory } from "./explaining.js";
export { type DetectionStory, explainDetection } from "./explaining-detections.js";
export {
  explainRelease,
  explainSighting,
  type ReleaseStory,
  type SightingStory,
} from "./explaining-records.js";
export { areIndependent, hasIndependentPair } from "./independence.js";
export { craneDetectionsUs, craneFigures, warningsOfCrane, zonesOfCrane } from "./inventory/cranes.js";
export { keepInventory, keptMax } from "./inventory/keeping.js";
export { countReviews, listAssets, listRelations } from "./inventory/reading.js";
export { listSessions, readLearning } from "./inventory/reading-sessions.js";
export { reviewObject } from "./inventory/reviewing.js";
export { type LinkedWarning, makeWarningLink, openByLink, reactLinked, readLinked } from "./linked.js";
export { noticesOf } from "./peer-notices.js";
export { tellOfPeers } from "./peer-warnings.js";
export { warnProblem } from "./problems.js";
export { propose } from "./proposing.js";
export { listWarnings, readWarning, type WarningPage, type WarningQuery } from "./reading.js";
export { refusedSamplesMax } from "./refused-samples.js";
export type { RuleInput, WarningRule } from "./rule.js";
export { warningRules } from "./rules/index.js";
export { toSighting } from "./sightings.js";
export { type Told, tellOthers } from "./telling.js";
