/** Sharing: the gate that everything which leaves goes through. */

export { type EdgeDetection, edgeDetection } from "./edge/detection-wire.js";
export {
  audienceOf,
  type BlindChoice,
  blindChoices,
  type EdgeCaller,
  type EdgeRow,
  forgetEdge,
  listBlind,
  listEdges,
  meetEdge,
  readEdge,
  setBlind,
} from "./edge/edges.js";
export {
  blindSource,
  bytesOf,
  byUrgency,
  gather,
  gatherHits,
  type HitView,
  seenIn,
  squeeze,
  type Waiting,
  type WaitingSighting,
} from "./edge/gathering.js";
export * from "./edge/limits.js";
export { type LocalRules, noLocalRules, parseLocalRules } from "./edge/local-rules.js";
export {
  type EdgeRuleSettings,
  edgeRuleSettings,
  type RuleContent,
  type RuleContentFile,
  ruleBlobsFor,
  ruleFilesBlob,
  ruleSettingsBlob,
} from "./edge/rule-content.js";
export { type EdgeBlob, nextSetPage, seedOf } from "./edge/serve-set.js";
export { fitOf, readPage, type SetPage, type SetPlace } from "./edge/set-page.js";
export { noRulesKnown, type RulesKnown, type ToldRule } from "./edge/take-detections.js";
export { hashedValues, outcomeOf } from "./edge/take-upload.js";
export { type WaitingDetection, waitingDetection } from "./edge/waiting-detections.js";
export * from "./edge/wire.js";
export { type CountStep, countStep, countStepInWords } from "./gate/count-in-words.js";
export { type Gate, openGate, type Sharing } from "./gate/gate.js";
export {
  type Marking,
  mayBlock,
  readMarkings,
  stricter,
  tlp1Ids,
  tlp2Ids,
  unrestricted,
} from "./gate/markings.js";
export type { MembersOwn } from "./gate/origin-search.js";
export { anAllowList, aSource } from "./gate/others-names.js";
export {
  formHash,
  type Receipt,
  readReceipt,
  readReceipts,
  receiptOf,
  type StoredReceipt,
  writeReceipts,
} from "./gate/receipts.js";
export {
  type Channel,
  type ClaimObject,
  type CountsObject,
  channels,
  type Decision,
  type EvidenceObject,
  type Forms,
  type GateObject,
  type GateRequest,
  type GateRule,
  gateRules,
  type MemberObject,
  type NoticeObject,
  noticeKinds,
  type PackForm,
  type PackObject,
  type Recipient,
  type RecordKind,
  type Refused,
  type Released,
  type ReportObject,
  type SightingObject,
  type WarningObject,
} from "./gate/request.js";
export { mostRestrictive, withinCeiling } from "./gate/tlp-order.js";
export {
  assignHeldMail,
  discardHeldMail,
  expireMail,
  type HeldMail,
  listHeldMail,
} from "./mail/held-mail.js";
export { type Judged, judgeNextMail } from "./mail/judge-mail.js";
export { type MailWaiting, mailKeeper, mailWaiting } from "./mail/keep-mail.js";
export { mailsWaitingMax, mailWaitingBytesMax } from "./mail/limits.js";
export {
  discardMailDraft,
  listMailDrafts,
  type MailDraft,
  readMailDraft,
  sendMailDraft,
} from "./mail/mail-drafts.js";
export { mailEvidence } from "./mail/mail-evidence.js";
export { FeedViews } from "./misp/feed/feed-views.js";
export { serveFeed } from "./misp/feed/serve-feed.js";
export { readServed } from "./misp/feed/served.js";
export { syncMispEvents } from "./misp/feed/sync-events.js";
export { askFeed } from "./misp/others/ask-feed.js";
export { type FeedState, pullFeed, readFeeds } from "./misp/others/pull-feed.js";
export { feedSourceName } from "./misp/others/take-event.js";
export { directions as peerDirections, peerCeilings } from "./peers/agreement.js";
export { forgetWithdrawn } from "./peers/arrivals.js";
export { type Filling, fillOutbox } from "./peers/fill.js";
export { type PeerStanding, readStandings } from "./peers/health.js";
export { certificateHashOf, openPeerIdentity, type PeerIdentity } from "./peers/identity.js";
export { peerName, peerUrl } from "./peers/invitation.js";
export { bodyBytesMax as peerBodyBytesMax } from "./peers/limits.js";
export { takeBatch } from "./peers/outbox.js";
export {
  type Accepted,
  acceptPeer,
  agreeWithPeer,
  confirmPeer,
  endPeer,
  invitePeer,
  type Peer,
  type PeerParts,
  peerParties,
  peerStates,
  readPeer,
  readPeers,
} from "./peers/peers.js";
export { nextTryUs, peerPath, pushBatch, sendByTls } from "./peers/push.js";
export { type BatchAnswer, type Received, receiveBatch } from "./peers/receive.js";
export { isPeerSource, portWarning, settlePeerClaims } from "./peers/settle-claims.js";
export { shareProblem } from "./problems.js";
export type { Readers } from "./reports/decide-for-all.js";
export { type ReportDraft, reportLimits } from "./reports/draft.js";
export { type EvidenceFile, evidenceUnfit } from "./reports/evidence.js";
export { readEvidence, type TakenEvidence } from "./reports/read-evidence.js";
export { type ReportRelease, readReleases } from "./reports/read-releases.js";
export { listReports, type ReportPage, readReport } from "./reports/read-reports.js";
export { releaseReports } from "./reports/release-reports.js";
export { blurUs, drawTime } from "./reports/report-entries.js";
export { previewOf, type Sender, sendReport, type Way } from "./reports/send-report.js";
export { traceReport } from "./reports/trace-report.js";
export { withdrawReport } from "./reports/withdraw-report.js";
export { type OtherFeed, type OtherServer, shareSettings } from "./settings.js";
export { type Given, giveTo } from "./taxii/giving/give.js";
export { type GivingState, givenTo, readGivings } from "./taxii/giving/giving-state.js";
export { inboxTimes, reportInbox } from "./taxii/inbox/inbox-reports.js";
export { syncClaims } from "./taxii/indicators/sync-claims.js";
export {
  ensureOwnRoot,
  type LibraryCollection,
  libraryLimits,
  listCollections,
  listRoots,
} from "./taxii/kept/library.js";
export { type MovedIn, moveIn, readMovingIn } from "./taxii/kept/moving-in.js";
export { type LibraryClient, libraryReader } from "./taxii/kept/reader.js";
export { askOther } from "./taxii/others/ask-other.js";
export { askServer } from "./taxii/others/ask-server.js";
export { dueUs, type OtherState, pullOther, readOthers } from "./taxii/others/pull.js";
export { sourceName as taxiiSource } from "./taxii/others/take-page.js";
export { answerTaxii, type TaxiiAnswer, taxiiError } from "./taxii/protocol.js";
export { loadWatermark, setWatermark } from "./watermark/keeping.js";
export type { Traced } from "./watermark/trace.js";
