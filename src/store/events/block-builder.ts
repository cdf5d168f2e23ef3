/**
 * Events become Native blocks here: one block a day and a million rows, as that is what the event store takes as
 * one part. A builder serves one batch; whoever reads the batch appends each event to it and hands what
 * `finish` answers to `Spool.put`. It runs in any process or thread: a finished block that goes to another thread
 * is packed first (`packed-block.ts`).
 */
import type { BatchMeta, Event } from "../../model/index.js";

/** What is known of a block beside its bytes. */
export interface BlockFacts {
  readonly day: string;
  readonly mark: string;
  readonly rows: number;
  readonly firstTimeUs: number;
}

/**
 * A block before the spool has given it its number: ids in it count from 0 and are completed by `Spool.put`. Its bytes
 * are the builder's own columns and are not put together, as they are written once and then forgotten.
 */
export interface FinishedBlock extends BlockFacts {
  /** The block's bytes, to be written one piece after the other. */
  readonly pieces: readonly Uint8Array[];
  /** Bytes of all pieces. */
  readonly byteLength: number;
  /** Which of the pieces is the column `id`: eight bytes a row. */
  readonly idPiece: number;
  /** Lets a next builder use the columns again: nobody may look at the pieces afterwards. */
  release(): void;
}

/** Codes of a column's texts, one a row. */
export interface CodedTexts {
  readonly codes: Uint8Array | Uint16Array;
  readonly texts: readonly string[];
}

/** Lists of texts: where each row's end, counted in entries from 0 (64 bits each), and the texts with their lengths. */
export interface TextLists {
  readonly ends: Uint8Array;
  readonly entries: number;
  readonly texts: Uint8Array;
}

/**
 * Rows of one day that were made outside, column by column in the layout of a Native block: numbers little endian, a
 * text as its length (LEB128) and bytes. Nothing of it is kept: it is copied before `appendRows` returns.
 */
export interface RowSegment {
  /** 1,024 at most, so that one more segment never makes a block too large. */
  readonly rows: number;
  readonly firstTimeUs: number;
  readonly times: Uint8Array;
  readonly timed: Uint8Array;
  readonly sourcePorts: Uint8Array;
  readonly destinationPorts: Uint8Array;
  readonly logs: CodedTexts;
  readonly protocols: CodedTexts;
  readonly services: CodedTexts;
  readonly actions: CodedTexts;
  readonly sources: Uint8Array;
  readonly destinations: Uint8Array;
  readonly users: Uint8Array;
  readonly messages: Uint8Array;
  readonly natives: Uint8Array;
  readonly names: TextLists;
  readonly addresses: TextLists;
  readonly urls: TextLists;
  readonly hashes: TextLists;
  readonly mails: TextLists;
}

export interface BlockBuilder {
  readonly rows: number;
  append(event: Event, meta: BatchMeta): void;
  /** Appends rows that were made outside; all of them lie in the day of the first. */
  appendRows(segment: RowSegment, meta: BatchMeta): void;
  /** The blocks of all that was appended; the builder is empty afterwards and can serve the next batch. */
  finish(): readonly FinishedBlock[];
}
