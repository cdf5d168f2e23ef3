/**
 * What a door hands over and what it gets back. Doors know nothing of members or stores: they give bytes, who
 * sent them and what to call them, and answer their sender only after `accept` has: acknowledged means safe on
 * disk. The same delivery handed over twice must count once, so the sink makes its batches' ids from `batchId`
 * (or, where there is none, from the content).
 */
import type { Problem } from "../../base/index.js";
import type { RefusedRecord } from "../../model/index.js";

export type DoorId =
  | "http"
  | "elastic"
  | "hec"
  | "otlp"
  | "file"
  | "drop"
  | "nats"
  | "syslog-udp"
  | "syslog-tcp"
  | "syslog-tls"
  | "relp";

export interface Sender {
  readonly door: DoorId;
  /** The address it came from, canonical text; empty for files. */
  readonly address: string;
  /** The bearer token, where the door has one. */
  readonly token: string | null;
}

export interface Delivery {
  readonly sender: Sender;
  /** File name or sender's address, for people. */
  readonly origin: string;
  /** Base name for formats that read it; empty for streams. */
  readonly fileName: string;
  /** A format's id where the sender or the door knows it; else the content tells. */
  readonly format: string | null;
  /** The sender's (or the door's) name for it: the same bytes always come under the same one. */
  readonly batchId: string | null;
  /** Read once. May throw a Refusal (a broken archive, a sender that left): then nothing may be acknowledged. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Add this to line numbers: a piece of a file that goes on, its header lines repeated in front. */
  readonly linesBefore: number;
  /**
   * What the sender calls each item in it, where it gives them names that stay the same at every try; claimed
   * before, and then remembered with the batch. Such a delivery has at most `itemsBytesMax` bytes.
   */
  readonly items?: readonly string[];
}

/** What is known of items that a sender has named; see `DoorSink.claim`. */
export interface Claimed {
  readonly states: readonly ("new" | "taken" | "under way")[];
  release(): void;
}

/**
 * What a sender is told. Never what its records met: whoever sends what it made up would learn of any value whether it
 * is listed, and with which marking.
 */
export interface Accepted {
  /** Ids of the batches it became; none where it held nothing. */
  readonly batches: readonly string[];
  readonly records: number;
  readonly refused: number;
  /** All of it had been accepted before. */
  readonly duplicate: boolean;
  /** The first refusals. */
  readonly problems: readonly RefusedRecord[];
}

export interface DoorSink {
  /** Asked before a body is read, so that a stranger can't make the door hold one; null lets it in. */
  admit?(sender: Sender): Promise<Problem | null>;
  /**
   * Asks which items are safe already, and holds the new ones until `release`, so that the same item can't be taken
   * twice side by side. Names are the sender's own: nobody meets those of another member.
   */
  claim?(sender: Sender, items: readonly string[]): Promise<Claimed | Problem>;
  /** True while what comes would be told to come again later. */
  isFull?(): boolean;
  /** Answers when all of it is safe on disk, or with what stopped it; status 429 and 503 mean: again later. */
  accept(delivery: Delivery): Promise<Accepted | Problem>;
}
