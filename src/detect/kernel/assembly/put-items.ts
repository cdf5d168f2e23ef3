/**
 * Puts many values into the index at once. They are identified before the first is put in, and the places they will
 * go to touched together, so that waits for memory overlap as in a rebuild.
 *
 * All have the same set of claims. A new entry has it before its text can be seen; an entry that was here with other
 * claims is answered, for the caller to put the two together.
 */
import { entryAt, enterIdentified, isMade } from "./entries";
import { filterHash, filterKind, hash, identify, isTopLevel, recall, TYPE_CIDR } from "./identify";
import { BLOCK_BYTES_MAX, BLOCKS_END, BLOCKS_NEXT, BLOCKS_PAGE } from "./index-layout";
import {
  ANSWER_KNOWN,
  ANSWER_LEFT,
  ITEM_LENGTH,
  ITEM_TYPE,
  ITEM_VALUE,
  LINES_ANSWER_BYTES,
  LINES_ANSWERS,
  LINES_ANSWERS_AT,
  LINES_ITEM_BYTES,
  LINES_MADE,
  LINES_NETWORK,
  LINES_TAKEN,
} from "./lines-layout";
import { bucketIn, filterWordOf, hot } from "./table";

/** Of an item, behind what `lines-layout.ts` names: what was identified. */
const HASH: usize = 16;
const FILTER_HASH: usize = 24;
const FILTER_KIND: usize = 32;
/** 1 where the value has more to it than fits here: it is identified again when it is put in. */
const HAS_MORE: usize = 36;
/** Of a line: where it begins and ends, and its number. */
export const ITEM_LINE: usize = 40;
export const ITEM_LINE_END: usize = 44;
export const ITEM_NUMBER: usize = 48;

/** Identifies the value of an item. */
export function identifyItem(item: usize): void {
  const type = load<u32>(item, ITEM_TYPE);
  const s = <usize>load<u32>(item, ITEM_VALUE);
  identify(type, s, s + <usize>load<u32>(item, ITEM_LENGTH));
  store<u64>(item, hash, HASH);
  store<u64>(item, filterHash, FILTER_HASH);
  store<u32>(item, filterKind, FILTER_KIND);
  store<u32>(item, <u32>(type == TYPE_CIDR || isTopLevel), HAS_MORE);
}

/** Makes an item that has no value but stands for a line that is left. */
export function leaveItem(item: usize): void {
  store<i32>(item, -1, ITEM_TYPE);
  store<u32>(item, 0, FILTER_KIND);
}

/**
 * Loads the words that the items will be looked for in. Nothing else is in this loop, so that the waits overlap;
 * among the reading of lines they would not.
 */
function touch(item: usize, end: usize): u32 {
  let sum: u32 = 0;
  for (; item < end; item += LINES_ITEM_BYTES) {
    const word = filterWordOf(hot, load<u32>(item, FILTER_KIND), load<u64>(item, FILTER_HASH));
    sum += load<u32>(bucketIn(hot, load<u64>(item, HASH))) + load<u32>(word);
  }
  return sum;
}

/** The number of an item's value, made where it is new; below 0 where the caller must see to something first. */
function put(item: usize, type: u32, set: u32): i32 {
  const s = <usize>load<u32>(item, ITEM_VALUE);
  const length = <usize>load<u32>(item, ITEM_LENGTH);
  if (load<u32>(item, HAS_MORE)) {
    const room = load<u32>(BLOCKS_END) - load<u32>(BLOCKS_NEXT);
    if (type == TYPE_CIDR && (!load<u32>(BLOCKS_PAGE) || room < <u32>BLOCK_BYTES_MAX)) return -1;
    identify(type, s, s + length);
  } else recall(load<u64>(item, HASH), load<u32>(item, FILTER_KIND), load<u64>(item, FILTER_HASH));
  return enterIdentified(type, s, length, set);
}

/** Why `putItems` has stopped: -1 where a text or a network needs room, below that where something is absent; else 0. */
export let stopped: i32 = 0;

/**
 * Puts the items from `item` to `end` in, with their claims, and notes in the room's header what came of it. Answers
 * the item it has stopped at: all before it are done.
 */
export function putItems(room: usize, item: usize, end: usize, set: u32): usize {
  store<u32>(room, touch(item, end), LINES_TAKEN); // so that the touching is not optimized away
  let taken: u32 = 0;
  let made: u32 = 0;
  let answer = room + LINES_ANSWERS_AT;
  stopped = 0;
  for (; item < end; item += LINES_ITEM_BYTES) {
    const type = load<i32>(item, ITEM_TYPE);
    if (type < 0) {
      store<u32>(answer, ANSWER_LEFT);
      store<u32>(answer, load<u32>(item, ITEM_NUMBER), 4);
      store<u32>(answer, load<u32>(item, ITEM_LINE), 8);
      store<u32>(answer, load<u32>(item, ITEM_LINE_END), 12);
      answer += LINES_ANSWER_BYTES;
      continue;
    }
    const entry = put(item, type, set);
    if (entry < 0) {
      stopped = entry;
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
  store<u32>(room, taken, LINES_TAKEN);
  store<u32>(room, made, LINES_MADE);
  store<u32>(room, <u32>(answer - room - LINES_ANSWERS_AT) / LINES_ANSWER_BYTES, LINES_ANSWERS);
  return item;
}
