/** Sharing: the gate that everything which leaves goes through. */
export { countInWords } from "./gate/count-in-words.js";
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
export { dueUs, type OtherState, pullOther, readOthers } from "./taxii/others/pull.js";
export { answerTaxii, type TaxiiAnswer, taxiiError } from "./taxii/protocol.js";
export { loadWatermark, setWatermark } from "./watermark/keeping.js";
export type { Traced } from "./watermark/trace.js";
