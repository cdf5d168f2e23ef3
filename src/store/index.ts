/** What is kept: state, events, and the spool in front of them. */

export { appendAudit } from "./audit/append.js";
export { type Checkpoint, isSignedCheckpoint } from "./audit/checkpoint.js";
export { type CopyPage, copyPage } from "./audit/copy.js";
export { type AuditEntry, type ChainedEntry, centerActor, commandLineActor } from "./audit/entry.js";
export { AuditKeeper, type AuditStatus } from "./audit/keeper.js";
export {
  type AuditKey,
  newAuditKey,
  openAuditKey,
  publicKeyPath,
  readPublicKey,
  signedBy,
} from "./audit/key.js";
export { type AuditQuery, auditKinds, listAudit } from "./audit/read.js";
export { verifyCopy } from "./audit/read-copy.js";
export { releaseEntry } from "./audit/receipts.js";
export { type AuditFaultKind, type AuditVerdict, auditFaults } from "./audit/verdict.js";
export type { VerifyOptions } from "./audit/verify.js";
export type {
  BlockBuilder,
  CodedTexts,
  FinishedBlock,
  RowSegment,
  TextLists,
} from "./events/block-builder.js";
export { type BlockRows, blockBytes, readBlockRows } from "./events/block-rows.js";
export type * from "./events/event-store.js";
export { newBlockBuilder } from "./events/native-block.js";
export { type EventsOptions, openEvents } from "./events/open.js";
export { type PackedBlock, packBlock, unpackBlock } from "./events/packed-block.js";
export { type EventRow, type SearchField, searchFields } from "./events/row.js";
export { type FolderLock, lockFolder } from "./folder-lock.js";
export { type Keyset, keysetText, readKeyset } from "./keyset.js";
export { storeProblem } from "./problems.js";
export type { Drainer, DrainerOptions, DrainFigures } from "./spool/drain.js";
export { openDrainer } from "./spool/drain.js";
export { DirectorySync, writeSynced } from "./spool/durable.js";
export { readSpooledOutcome } from "./spool/manifest.js";
export { openSpool, type SpoolOptions } from "./spool/open.js";
export type { Spool, SpoolDepth, SpooledBatch } from "./spool/spool.js";
export { inTransaction } from "./state/in-transaction.js";
export { type EmbeddedForm, openState, type StateOptions, stateChoice } from "./state/open-state.js";
export type { State, StateForm, StateHealth } from "./state/state.js";
export type { Tables } from "./state/tables.js";
export { uniqueViolation } from "./state/violations.js";
export { openTakenItems } from "./taken-items/open.js";
export type { TakenItems } from "./taken-items/taken-items.js";
