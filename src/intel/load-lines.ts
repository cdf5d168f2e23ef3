/**
 * Loads a feed of one value a line as bytes, a portion of whole lines at a time: whoever takes the values in says
 * which lines it has taken, and the others are read one by one. Nine lines of ten are plainly a value, and cost
 * no string and no object then.
 */
import type { FeedItem, LineReader } from "./feed-format.js";
import { isMarked, lineItems } from "./read-lines.js";

/** A line that was not taken. */
export interface LeftLine {
  /** Counted from 0 in the lines that were handed over. */
  readonly line: number;
  /** Where its bytes are in them, without the line end. */
  readonly from: number;
  readonly to: number;
}

/** What became of lines that were handed over. */
export interface TakenLines {
  readonly lines: number;
  /** Lines that were plainly a value; those that are neither taken nor left had nothing in them. */
  readonly taken: number;
  readonly left: readonly LeftLine[];
}

export interface Portion {
  readonly bytes: number;
  readonly taken: number;
  /** What the left lines say; read as it is asked for. */
  readonly items: Iterable<FeedItem>;
}

/** Bytes of whole lines that are handed over at once. A longer line goes by itself and is never handed over. */
const portionBytes = 65_536;
/** Items that a byte of a line may become: `::1-ffff::` has ten, and a range is 256 networks at most. */
export const itemsPerByteMax = 26;

/** Hands each portion to `take`, which answers null where it takes no more; `bytes` are UTF-8. */
export function* readPortions(
  bytes: Uint8Array,
  read: LineReader,
  take: (lines: Uint8Array) => TakenLines | null,
): Generator<Portion> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let number = 1;
  for (let at = 0; at < all.length; ) {
    const portion = all.subarray(at, portionEnd(all, at));
    const { lines, taken, left } =
      (portion.length > portionBytes ? null : take(portion)) ?? leaveAll(portion);
    yield { bytes: portion.length, taken, items: readLeft(portion, left, number, read) };
    number += lines;
    at += portion.length;
  }
}

function portionEnd(all: Buffer, at: number): number {
  if (all.length - at <= portionBytes) return all.length;
  const last = all.lastIndexOf(10, at + portionBytes - 1);
  if (last >= at) return last + 1;
  const next = all.indexOf(10, at + portionBytes);
  return next < 0 ? all.length : next + 1;
}

function leaveAll(portion: Buffer): TakenLines {
  const left: LeftLine[] = [];
  for (let from = 0; from < portion.length; ) {
    let to = portion.indexOf(10, from);
    if (to < 0) to = portion.length;
    left.push({ line: left.length, from, to });
    from = to + 1;
  }
  return { lines: left.length, taken: 0, left };
}

function* readLeft(
  portion: Buffer,
  left: readonly LeftLine[],
  first: number,
  read: LineReader,
): Generator<FeedItem> {
  for (const { line, from, to } of left) {
    const number = first + line;
    const text = portion.toString("utf8", from, to);
    const items = lineItems(number === 1 && isMarked(text) ? text.slice(1) : text, number, read);
    if (items === null) continue;
    if ("kind" in items) yield items;
    else yield* items;
  }
}
