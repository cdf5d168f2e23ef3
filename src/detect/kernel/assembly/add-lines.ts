/**
 * Puts the values of a feed's lines into the index, many in one call. Up to 64 lines are read and identified before
 * the first is put in, and the places they will go to touched, so that waits for memory overlap as in a rebuild.
 * A line that is not plainly a value (`plain-values.ts`) is left, and answered with its number and place.
 *
 * All lines have the same set of claims. A new entry has it before its text can be seen; an entry that was here
 * with other claims is answered, for the caller to put the two together.
 */
import { entryAt, enterIdentified, isMade } from "./entries";
import { filterHash, filterKind, hash, identify, recall, TYPE_CIDR } from "./identify";
import { BLOCK_BYTES_MAX, BLOCKS_END, BLOCKS_NEXT, BLOCKS_PAGE } from "./index-layout";
import {
  ANSWER_KNOWN,
  ANSWER_LEFT,
  LINES_ADDRESSES,
  LINES_ANSWER_BYTES,
  LINES_ANSWERS,
  LINES_ANSWERS_AT,
  LINES_AT_ONCE,
  LINES_CURSOR,
  LINES_END,
  LINES_ITEM_BYTES,
  LINES_ITEMS,
  LINES_MADE,
  LINES_NETWORK,
  LINES_NUMBER,
  LINES_TAKEN,
} from "./lines-layout";
import { plainType, valueEnd } from "./plain-values";
import { bindAddresses } from "./rows-address";
import { bucketIn, filterWordOf, hot, refresh } from "./table";

/** Of a line that was read. `TYPE` is -1 for one that is left. */
const HASH: usize = 0;
const FILTER_HASH: usize = 8;
const FILTER_KIND: usize = 16;
const TYPE: usize = 20;
const VALUE: usize = 24;
const LENGTH: usize = 28;
/** Where the line begins and ends, and its number. */
const LINE: usize = 32;
const LINE_END: usize = 36;
const NUMBER: usize = 40;

@inline
function lineEnd(p: usize, end: usize): usize {
  const newline = i8x16.splat(0x0a);
  for (; p < end; p += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), newline));
    if (found) {
      const at = p + <usize>ctz(found);
      return at < end ? at : end;
    }
  }
  return end;
}

@inline
function isBlank(c: u32): bool {
  return c == 0x20 || (c <= 0x0d && c >= 0x09);
}

/**
 * Loads the words that the items from `item` on will be looked for in. Nothing else is in this loop, so that the
 * waits overlap: among the reading of lines they would not.
 */
function touch(item: usize, end: usize): u32 {
  let sum: u32 = 0;
  for (; item < end; item += LINES_ITEM_BYTES) {
    const h = load<u64>(item, HASH);
    sum += load<u32>(bucketIn(hot, h)) + load<u32>(filterWordOf(hot, load<u32>(item, FILTER_KIND), load<u64>(item, FILTER_HASH)));
  }
  return sum;
}

/** Reads the line [from, to) into the item at `at`; false where nothing stands in it. */
function readLine(at: usize, from: usize, to: usize, number: u32): bool {
  let s = from;
  let e = to;
  while (s < e && isBlank(load<u8>(s))) s++;
  while (e > s && isBlank(load<u8>(e - 1))) e--;
  if (s == e) return false;
  const type = plainType(s, e);
  store<i32>(at, type, TYPE);
  store<u32>(at, <u32>from, LINE);
  store<u32>(at, <u32>to, LINE_END);
  store<u32>(at, number, NUMBER);
  if (type < 0) {
    store<u32>(at, 0, FILTER_KIND);
    return true;
  }
  identify(type, s, valueEnd);
  store<u32>(at, <u32>s, VALUE);
  store<u32>(at, <u32>(valueEnd - s), LENGTH);
  store<u64>(at, hash, HASH);
  store<u64>(at, filterHash, FILTER_HASH);
  store<u32>(at, filterKind, FILTER_KIND);
  return true;
}

/** The number of the value of an item, made where it is new; below 0 where the caller must see to something first. */
function put(item: usize, type: i32, set: u32): i32 {
  const s = <usize>load<u32>(item, VALUE);
  const length = <usize>load<u32>(item, LENGTH);
  if (type != TYPE_CIDR) recall(load<u64>(item, HASH), load<u32>(item, FILTER_KIND), load<u64>(item, FILTER_HASH));
  else if (load<u32>(BLOCKS_PAGE) && load<u32>(BLOCKS_END) - load<u32>(BLOCKS_NEXT) >= <u32>BLOCK_BYTES_MAX)
    identify(type, s, s + length);
  else return -1;
  return enterIdentified(type, s, length, set);
}

/**
 * Puts up to 64 of the lines that stand in the room into the index, from the cursor on; `set` are their claims.
 * Answers 0 where it has got through them, -1 where a text or a network needs room, below that where something is
 * absent: all before the cursor is done then, and the same call goes on with the rest.
 */
export function addLines(room: usize, set: u32): i32 {
  refresh();
  bindAddresses(room + LINES_ADDRESSES);
  const end = <usize>load<u32>(room, LINES_END);
  let p = <usize>load<u32>(room, LINES_CURSOR);
  let number = load<u32>(room, LINES_NUMBER);
  const items = room + LINES_ITEMS;
  let after = items;
  while (p < end && after < items + LINES_AT_ONCE * LINES_ITEM_BYTES) {
    const to = lineEnd(p, end);
    if (readLine(after, p, to, number)) after += LINES_ITEM_BYTES;
    p = to + 1;
    number++;
  }
  store<u32>(room, touch(items, after), LINES_TAKEN); // so that the touching is not optimized away
  let taken: u32 = 0;
  let made: u32 = 0;
  let answer = room + LINES_ANSWERS_AT;
  let entry: i32 = 0;
  for (let item = items; item < after; item += LINES_ITEM_BYTES) {
    const type = load<i32>(item, TYPE);
    if (type < 0) {
      store<u32>(answer, ANSWER_LEFT);
      store<u32>(answer, load<u32>(item, NUMBER), 4);
      store<u32>(answer, load<u32>(item, LINE), 8);
      store<u32>(answer, load<u32>(item, LINE_END), 12);
      answer += LINES_ANSWER_BYTES;
      continue;
    }
    entry = put(item, type, set);
    if (entry < 0) {
      p = load<u32>(item, LINE);
      number = load<u32>(item, NUMBER);
      store<u32>(room, <u32>(type == TYPE_CIDR), LINES_NETWORK);
      break;
    }
    taken++;
    if (isMade) made++;
    else if (load<u32>(entryAt(entry), 4) != set) {
      store<u32>(answer, ANSWER_KNOWN);
      store<u32>(answer, entry, 4);
      answer += LINES_ANSWER_BYTES;
    }
  }
  store<u32>(room, <u32>p, LINES_CURSOR);
  store<u32>(room, number, LINES_NUMBER);
  store<u32>(room, taken, LINES_TAKEN);
  store<u32>(room, made, LINES_MADE);
  store<u32>(room, <u32>(answer - room - LINES_ANSWERS_AT) / LINES_ANSWER_BYTES, LINES_ANSWERS);
  return entry < 0 ? entry : 0;
}
