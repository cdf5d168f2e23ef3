/**
 * The port of the spool: the spool is the acknowledgement. When `put` answers `stored`, the batch (its outcome
 * and its events) is on disk, file and directory synced, and survives a kill; what follows from it is done by
 * the drainer (`drain.ts`), once. Opened by `openSpool({ folder, log })` in `open.ts`.
 * See docs/decisions/0004-spool-is-the-acknowledgement.md.
 */
import type { Problem } from "../../base/index.js";
import type { BatchOutcome } from "../../model/index.js";
import type { FinishedBlock } from "../events/block-builder.js";
import type { SpooledBlock } from "../events/event-store.js";

export interface SpooledBatch {
  readonly id: string;
  /** Rising: the order of acknowledgement. */
  readonly sequence: number;
  /** Its manifest's file, which has the outcome. */
  readonly path: string;
  readonly blocks: readonly SpooledBlock[];
  /** True for what was there when the spool was opened: its blocks may be in the event store already. */
  readonly replayed: boolean;
  /** Read from the file, so that a long queue does not fill the memory. */
  outcome(): Promise<BatchOutcome>;
}

export interface SpoolDepth {
  readonly batches: number;
  readonly rows: number;
  readonly bytes: number;
  readonly bytesMax: number;
  /** Batches whose consequences could not be stored for what is in them; their outcomes lie in the folder `set-aside`. */
  readonly setAside: number;
}

export interface Spool {
  /**
   * `stored`: safe on disk now. `duplicate`: this id is (or was) already here, nothing was written. A Problem
   * (`store.spool-full`, 429) says to send it again later. The blocks are taken over and released, whatever it answers.
   */
  put(outcome: BatchOutcome, blocks: readonly FinishedBlock[]): Promise<"stored" | "duplicate" | Problem>;
  /** The acknowledged batches that are not done, oldest first. */
  pending(): Iterable<SpooledBatch>;
  /** Its consequences and its events are stored: the files go. */
  done(batchId: string): Promise<void>;
  /**
   * Its events are stored and its consequences can't be, for what is in them: its outcome moves to the folder `set-aside`
   * and is kept there. Answers the path of its file. Put back into the spool's folder, it is tried again at the next start.
   */
  setAside(batchId: string): Promise<string>;
  knows(batchId: string): boolean;
  depth(): SpoolDepth;
  /** Called with each batch that is `stored`; answers how to stop being called. */
  onStored(listener: (batch: SpooledBatch) => void): () => void;
  close(): Promise<void>;
}
