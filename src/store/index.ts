/** What is kept: state, events, and the spool in front of them. */

export { defaultDataFolder } from "./data-folder.js";
export type {
  BlockBuilder,
  CodedTexts,
  FinishedBlock,
  RowSegment,
  TextLists,
} from "./events/block-builder.js";
export type * from "./events/event-store.js";
export { newBlockBuilder } from "./events/native-block.js";
export { type EventsOptions, openEvents } from "./events/open.js";
export { type EventRow, type SearchField, searchFields } from "./events/row.js";
export { type FolderLock, lockFolder } from "./folder-lock.js";
export { storeProblem } from "./problems.js";
export type { Drainer, DrainerOptions, DrainFigures } from "./spool/drain.js";
export { openDrainer } from "./spool/drain.js";
export { openSpool, type SpoolOptions } from "./spool/open.js";
export type { Spool, SpoolDepth, SpooledBatch } from "./spool/spool.js";
export { inTransaction } from "./state/in-transaction.js";
export { type EmbeddedForm, openState, type StateOptions, stateChoice } from "./state/open-state.js";
export type { State, StateForm, StateHealth } from "./state/state.js";
export type { Tables } from "./state/tables.js";
export { uniqueViolation } from "./state/violations.js";
