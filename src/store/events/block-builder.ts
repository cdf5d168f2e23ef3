/**
 * Events become Native blocks here: one block a day and a million rows, as that is what the event store takes as
 * one part. A builder serves one batch; whoever reads the batch appends each event to it and hands what
 * `finish` answers to `Spool.put`. It runs in any process or thread: a finished block is plain, and its
 * `bytes` can be transferred.
 */
import type { BatchMeta, Event } from "../../model/index.js";

/** A block before the spool has given it its number: ids in it count from 0 and are completed by `Spool.put`. */
export interface FinishedBlock {
  readonly day: string;
  readonly mark: string;
  readonly rows: number;
  readonly firstTimeUs: number;
  /** Where the column `id` begins in `bytes`: eight bytes a row. */
  readonly idOffset: number;
  readonly bytes: Uint8Array;
}

export interface BlockBuilder {
  readonly rows: number;
  append(event: Event, meta: BatchMeta): void;
  /** The blocks of all that was appended; the builder is empty afterwards and can serve the next batch. */
  finish(): readonly FinishedBlock[];
}
