/**
 * What a telemetry format is. A format is pure: no clock, no network, no state between records, so that any
 * record can be read again and explained. It answers an event or a Problem and never throws; whoever adds one
 * writes one file in `formats/` with its golden cases beside it (`<id>.cases.txt`).
 */
import type { Problem } from "../base/index.js";
import type { Event } from "../model/index.js";
import type { RowRules } from "./row-rules.js";
import type { SievePlan } from "./sieve-plan.js";

/** What a sniffer may look at: the first 4 KiB, and the file's name where there is one. */
export interface Sample {
  readonly text: string;
  /** The first lines of `text`, the last one left out where it may be cut. */
  readonly lines: readonly string[];
  /** Base name without `.gz`, `.zst`; empty for streams. */
  readonly fileName: string;
}

/** Where a record comes from, for formats that need it. */
export interface Origin {
  /** Base name of the file, archive suffixes cut; empty for streams. Zeek's log type may stand only here. */
  readonly fileName: string;
  /** When it came in: the year of RFC 3164 times, and relative times, are read against it. */
  readonly receivedUs: number;
}

/** How bytes become records: one a line, or one JSON value each however it is laid out (arrays, pretty-printed). */
export type Framing = "lines" | "json";

/**
 * `Head` is what a format learns from lines that are not records (Zeek's `#fields`). It is a value: `head`
 * answers a new one, the framer hands it to `read`. Formats without one leave `head` out.
 */
export interface Format<Head = unknown> {
  readonly id: string;
  readonly title: string;
  readonly framing: Framing;
  /** 0 to 1: how sure that the sample is this format. Over 0.5 is a claim; the highest wins, ties by id. */
  sniff(sample: Sample): number;
  /**
   * For a line that is no record (a comment, a header): the head from here on. `undefined` means that the line
   * is a record. A Problem means a header that can't be used; records under it are refused.
   */
  head?(line: string, head: Head | null): Head | Problem | undefined;
  /**
   * Beginnings of the lines that `head` wants to see (ASCII), so that they are found without decoding every
   * line. `["#"]` where left out.
   */
  readonly headStarts?: readonly string[];
  /** Reads one record (a line without its end, or one JSON text). */
  read(record: string, origin: Origin, head: Head | null): Event | Problem;
  /**
   * What a compiled scanner needs, for the formats that come in masses; null where it can't help. Left out, every
   * record is read by `read`.
   */
  sieve?(origin: Origin, head: Head | null): SievePlan | null;
  /** What a compiled row maker needs; null, or left out, where it can't help. Equal answers are one object. */
  rows?(origin: Origin, head: Head | null): RowRules | null;
}
