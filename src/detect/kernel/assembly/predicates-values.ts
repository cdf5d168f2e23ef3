/**
 * The texts of a value, one after the other: a JSON string is one, a list has one an element, a number or `true` is
 * its own text, `null` and objects have none. A cell of tab-separated values is what its column says: a text
 * (`(empty)` is an empty one), a number without the zeros at its end, `true` or `false` for `T` and `F`, a set as many
 * texts as it has elements; `-` is no value. What would have to be decoded before it can be compared is UNSURE.
 *
 *     what = firstText(…);  while (what == TEXT) { … [TEXT_FROM, TEXT_TO) …; what = nextText(); }
 */
import { endAtQuotes, endAtTabs, endOf } from "./ends";
import {
  CELL_BOOL,
  CELL_LIST,
  CELL_NUMBER,
  CELL_NUMBERS,
  CELL_TEXT,
  CELL_UNLIKE,
  falseText,
  trueText,
} from "./predicates-memory";
import { numberEnd } from "./predicates-numbers";

export const NO_TEXT: u32 = 0;
export const TEXT: u32 = 1;
export const UNSURE: u32 = 2;

export let TEXT_FROM: usize = 0;
export let TEXT_TO: usize = 0;

/** What separates the values of a set; 0 in JSON. */
let separator: u32 = 0;
/** How the cell in hand is read. */
let cellKind: u32 = 0;
/** Where to go on in a list or a set; 0 where there is no more. */
let cursor: usize = 0;

/** The values that follow are JSON (0), or cells whose sets are parted by this character. */
export function valuesAre(comma: u32): void {
  separator = comma;
  if (comma == 0) endAtQuotes();
}

@inline
function text(from: usize, to: usize): u32 {
  TEXT_FROM = from;
  TEXT_TO = to;
  return TEXT;
}

/** The number [s, e) as JavaScript would write it. */
function number(s: usize, e: usize): u32 {
  const end = numberEnd(s, e);
  return end ? text(s, end) : UNSURE;
}

/** A number, `true`, `false` or `null`; `cursor` goes behind it. */
function bare(s: usize): u32 {
  // Mostly a whole number of less than 16 digits: its end is where the first other byte stands.
  const v = i8x16.sub(v128.load(s), i8x16.splat(0x30));
  const digits = <usize>ctz(i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) | 0x10000);
  const after: u32 = load<u8>(s + digits);
  const isEnded = after == 0x2c || after == 0x7d || after == 0x5d;
  if (isEnded && digits - 1 < 15 && (digits == 1 || load<u8>(s) != 0x30)) {
    cursor = s + digits;
    return text(s, cursor);
  }
  let e = s;
  while (true) {
    const c: u32 = load<u8>(e);
    if (c <= 0x20 || c == 0x2c || c == 0x7d || c == 0x5d) break;
    if (c == 0x22 || c == 0x7b || c == 0x5b) return UNSURE;
    e++;
  }
  cursor = e;
  const first: u32 = load<u8>(s);
  if (first == 0x2d || first - 0x30 < 10) return number(s, e);
  const length = e - s;
  const word = load<u32>(s);
  if (length == 4 && word == 0x6c6c756e) return NO_TEXT; // null
  if (length == 4 && word == 0x65757274) return text(s, e); // true
  return length == 5 && word == 0x736c6166 && load<u8>(s, 4) == 0x65 ? text(s, e) : UNSURE; // false
}

function element(): u32 {
  while (true) {
    const c: u32 = load<u8>(cursor);
    if (c == 0x22) {
      const s = cursor + 1;
      const e = endOf(s);
      if (e == 0) return UNSURE;
      cursor = e + 1;
      return text(s, e);
    }
    if (c == 0x5d) return NO_TEXT;
    if (c == 0x2c || c == 0x20) cursor++;
    else if (c == 0x2d || c - 0x30 < 10 || c - 0x61 < 26) {
      const what = bare(cursor);
      if (what != NO_TEXT) return what;
    } else return UNSURE; // an object, a list, the line's end
  }
}

/** Whether the cell at `at` holds nothing. */
@inline
function isUnset(at: usize): bool {
  return load<u8>(at) == 0x2d && endsAt(at + 1);
}

@inline
function endsAt(at: usize): bool {
  return load<u8>(at) == 9 || load<u8>(at) == 10;
}

/** Whether the cell at `at` is `(empty)`. */
@inline
function isEmpty(at: usize): bool {
  return load<u32>(at) == 0x706d6528 && load<u32>(at, 3) == 0x29797470 && endsAt(at + 7);
}

/** The next element of a cell's set; `cursor` goes behind it. */
function ofSet(): u32 {
  const s = cursor;
  const e = endOf(s);
  if (e == 0) return UNSURE;
  cursor = <u32>load<u8>(e) == separator ? e + 1 : 0;
  // Nothing among numbers is 0, and a word is NaN: left to the format.
  return cellKind == CELL_NUMBERS ? number(s, e) : text(s, e);
}

function ofCell(at: usize): u32 {
  cursor = 0;
  if (isUnset(at)) return NO_TEXT;
  if (cellKind == CELL_UNLIKE) return UNSURE;
  if (cellKind == CELL_LIST || cellKind == CELL_NUMBERS) {
    if (isEmpty(at)) return NO_TEXT;
    endAtTabs(<i8>separator);
    cursor = at;
    return ofSet();
  }
  endAtTabs(9);
  const e = endOf(at);
  if (e == 0) return UNSURE;
  if (cellKind == CELL_TEXT) return text(at, isEmpty(at) ? at : e);
  if (cellKind == CELL_NUMBER && e > at) return number(at, e);
  if (cellKind == CELL_BOOL && e == at + 1) {
    if (load<u8>(at) == 0x54) return text(trueText(), trueText() + 4);
    if (load<u8>(at) == 0x46) return text(falseText(), falseText() + 5);
  }
  return text(at, e);
}

/** The first text of the value at `at`; `kind` says how a cell is read. */
export function firstText(at: usize, kind: u32): u32 {
  if (separator) {
    cellKind = kind;
    return ofCell(at);
  }
  const c: u32 = load<u8>(at);
  cursor = 0;
  if (c == 0x22) {
    const e = endOf(at + 1);
    return e ? text(at + 1, e) : UNSURE;
  }
  if (c == 0x5b) {
    cursor = at + 1;
    return element();
  }
  if (c == 0x7b) return NO_TEXT;
  const what = bare(at);
  cursor = 0;
  return what;
}

/** The next text of the same value. */
export function nextText(): u32 {
  if (cursor == 0) return NO_TEXT;
  return separator ? ofSet() : element();
}

/** Whether the field is there: in JSON always, in a cell unless it holds nothing. */
@inline
export function isThere(at: usize): bool {
  return separator == 0 || !isUnset(at);
}
