/**
 * Puts the values of a feed's lines into the index, or values one behind the other. A line that is not plainly a
 * value (`plain-values.ts`) is left, and answered with its number and place.
 */
import {
  ITEM_LENGTH,
  ITEM_TYPE,
  ITEM_VALUE,
  LINES_ADDRESSES,
  LINES_AT_ONCE,
  LINES_CURSOR,
  LINES_END,
  LINES_ITEM_BYTES,
  LINES_ITEMS,
  LINES_NUMBER,
} from "./lines-layout";
import { plainType, valueEnd } from "./plain-values";
import { identifyItem, ITEM_LINE, ITEM_LINE_END, ITEM_NUMBER, leaveItem, putItems, stopped } from "./put-items";
import { bindAddresses } from "./rows-address";
import { refresh } from "./table";

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

/** Reads the line [from, to) into an item; false where nothing stands in it. */
function readLine(item: usize, from: usize, to: usize, number: u32): bool {
  let s = from;
  let e = to;
  while (s < e && isBlank(load<u8>(s))) s++;
  while (e > s && isBlank(load<u8>(e - 1))) e--;
  if (s == e) return false;
  store<u32>(item, <u32>from, ITEM_LINE);
  store<u32>(item, <u32>to, ITEM_LINE_END);
  store<u32>(item, number, ITEM_NUMBER);
  const type = plainType(s, e);
  if (type < 0) {
    leaveItem(item);
    return true;
  }
  store<i32>(item, type, ITEM_TYPE);
  store<u32>(item, <u32>s, ITEM_VALUE);
  store<u32>(item, <u32>(valueEnd - s), ITEM_LENGTH);
  identifyItem(item);
  return true;
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
  const item = putItems(room, items, after, set);
  if (item < after) {
    p = load<u32>(item, ITEM_LINE);
    number = load<u32>(item, ITEM_NUMBER);
  }
  store<u32>(room, <u32>p, LINES_CURSOR);
  store<u32>(room, number, LINES_NUMBER);
  return stopped;
}

/** Does the same with the values that stand in the room's items, from number `LINES_CURSOR` to `LINES_END`. */
export function addValues(room: usize, set: u32): i32 {
  refresh();
  const items = room + LINES_ITEMS;
  const first = items + <usize>load<u32>(room, LINES_CURSOR) * LINES_ITEM_BYTES;
  const end = items + <usize>load<u32>(room, LINES_END) * LINES_ITEM_BYTES;
  for (let item = first; item < end; item += LINES_ITEM_BYTES) identifyItem(item);
  const item = putItems(room, first, end, set);
  store<u32>(room, <u32>((item - items) / LINES_ITEM_BYTES), LINES_CURSOR);
  return stopped;
}
