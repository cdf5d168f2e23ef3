/** What the drainer knows of the batches it has taken up: plain state, changed by its two loops only. */
import type { SpooledBlock } from "../events/event-store.js";
import type { SpooledBatch } from "./spool.js";

export interface DrainLimits {
  /** An insert waits until this many rows of a day are there… */
  readonly gatherRows: number;
  /** …or the oldest has waited this long: each insert costs some 12 ms whatever its size, and each part its merges. */
  readonly gatherMs: number;
  readonly insertRowsMax: number;
  readonly insertBytesMax: number;
  readonly pauseMsMin: number;
  readonly pauseMsMax: number;
  /** After so many tries that failed for what is in a batch, it is set aside. */
  readonly contentTriesMax: number;
}

export const defaultDrainLimits: DrainLimits = {
  gatherRows: 100_000,
  gatherMs: 1_000,
  insertRowsMax: 1_000_000,
  // With the engine's copy and its sort about 600 MB of the writer's 2 GB.
  insertBytesMax: 192 * 1024 * 1024,
  pauseMsMin: 200,
  pauseMsMax: 30_000,
  // With the pauses some 25 seconds: time for what was wrong for a moment, and not for much to wait behind it.
  contentTriesMax: 8,
};

export interface BlockWork {
  readonly block: SpooledBlock;
  /** When it came, for the time it may wait. */
  readonly sinceMs: number;
  inserted: boolean;
  /** Its insert may have taken place: ask before it is sent. */
  uncertain: boolean;
  /** It failed with others: from now on alone, so that one bad file holds up no other. */
  alone: boolean;
  failures: number;
  retryAtMs: number;
}

export interface BatchWork {
  readonly batch: SpooledBatch;
  readonly blocks: readonly BlockWork[];
  applied: boolean;
  /** Its consequences are not tried any more. */
  givenUp: boolean;
  /** Tries that failed for what is in it. */
  contentFailures: number;
  /** Both are done and the files are going. */
  finished: boolean;
  failures: number;
  retryAtMs: number;
}

/** `unkept`: nobody keeps events, so that no block waits. */
export function newWork(batch: SpooledBatch, nowMs: number, unkept = false): BatchWork {
  const blocks = batch.blocks.map((block) => ({
    block,
    sinceMs: nowMs,
    inserted: unkept,
    uncertain: batch.replayed,
    alone: false,
    failures: 0,
    retryAtMs: 0,
  }));
  return {
    batch,
    blocks,
    applied: false,
    givenUp: false,
    contentFailures: 0,
    finished: false,
    failures: 0,
    retryAtMs: 0,
  };
}

/** Doubles from the least to the greatest pause. */
export function pauseAfter(failures: number, limits: DrainLimits): number {
  return Math.min(limits.pauseMsMin * 2 ** (failures - 1), limits.pauseMsMax);
}

/**
 * Whether an error lies in what is in a batch, so that no later try ends otherwise: what PostgreSQL says of data that it
 * can't take (SQLSTATE classes 21, 22, 23: https://www.postgresql.org/docs/current/errcodes-appendix.html), what
 * JavaScript says of values, and assertions. All else may be a database that is away, and is tried for as long as it takes.
 */
export function isOfContent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return /^2[123][0-9A-Z]{3}$/.test(error.code);
  return (
    error instanceof RangeError ||
    error instanceof TypeError ||
    error instanceof SyntaxError ||
    error.message.startsWith("Assertion failed: ")
  );
}
