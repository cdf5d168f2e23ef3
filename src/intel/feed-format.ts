/**
 * What an indicator format is: one file in `formats/` that reads a whole feed of one shape, entry by entry.
 * It is pure and never throws; a line it can't use is a Problem with its place, and reading goes on.
 */
import type { Problem } from "../base/index.js";
import type { Claim, FeedEntry, KeptPattern, Observable } from "../model/index.js";

export interface FeedSample {
  readonly text: string;
  readonly lines: readonly string[];
  /** Base name without archive suffixes. */
  readonly fileName: string;
}

/**
 * One result of reading: an entry, a pattern kept for later, a problem with its line, or a value that the feed says is
 * no indicator any more, so that an earlier claim of its on it goes.
 */
export type FeedItem =
  | { readonly kind: "entry"; readonly entry: FeedEntry }
  | { readonly kind: "kept"; readonly kept: KeptPattern }
  | { readonly kind: "gone"; readonly observable: Observable }
  | { readonly kind: "problem"; readonly line: number; readonly problem: Problem };

/** Reads one line without its end and the white space around it; null where it says nothing. */
export type LineReader = (line: string, number: number) => FeedItem | readonly FeedItem[] | null;

/** A format of lines in which a line that is plainly a value (canonical, nothing around it) is always that value. */
export interface ValueLines {
  /** What the feed says of all these values. */
  readonly claim: Partial<Claim>;
  /** Reads any line, also the plain ones. */
  readonly read: LineReader;
}

export interface FeedFormat {
  readonly id: string;
  readonly title: string;
  /** Who publishes this format, where one does: stands before the file's name in the source's name. */
  readonly publisher?: string;
  /** 0 to 1, as for telemetry formats. */
  sniff(sample: FeedSample): number;
  /** How lines are read where each has a value: such feeds may be taken as bytes, many lines at once. */
  lines?(fileName: string): ValueLines;
  /** Reads the whole text. Lazily, so that a feed of millions of lines is never held twice. */
  read(text: string, fileName: string): Iterable<FeedItem>;
}
