/**
 * The texts of a value, one after the other: a JSON string is one, a list has one an element, a number or `true` is
 * its own text, `null` and objects have none. A cell of tab-separated values is one, a set as many as it has
 * elements; `-` and nothing are no value, `(empty)` is an empty text. What would have to be decoded before it can be
 * compared is UNSURE.
 *
 *     what = firstText(…);  while (what == TEXT) { … [TEXT_FROM, TEXT_TO) …; what = nextText(); }
 */
import { endAtQuotes, endAtTabs, endOf } from "./ends";

export const NO_TEXT: u32 = 0;
export const TEXT: u32 = 1;
export const UNSURE: u32 = 2;

export let TEXT_FROM: usize = 0;
export let TEXT_TO: usize = 0;

/** What separates the values of a set; 0 in JSON. */
let separator: u32 = 0;
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

/** Whether a number is written as JavaScript would write it, so that its text is its value. */
function isPlainNumber(s: usize, e: usize): bool {
  const first = s + <usize>(load<u8>(s) == 0x2d);
  let digits: u32 = 0;
  let dots: u32 = 0;
  for (let p = first; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (c - 0x30 < 10) digits++;
    else if (c == 0x2e) dots++;
    else return false;
  }
  if (digits == 0 || dots > 1) return false;
  const leading: u32 = load<u8>(first);
  if (dots == 0) {
    if (leading == 0x30) return digits == 1 && first == s; // neither -0 nor 007
    return digits < 16 || (digits == 16 && leading < 0x39); // below 2^53 = 9,007,199,254,740,992
  }
  // 1.50 is written 1.5, and 0.0000001 as 1e-7
  const last: u32 = load<u8>(e - 1);
  if (digits > 15 || last == 0x30 || last == 0x2e) return false;
  if (leading != 0x30) return leading != 0x2e;
  return load<u8>(first, 1) == 0x2e && !(e - first > 8 && load<u64>(first) == 0x3030303030302e30);
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
  if (first == 0x2d || first - 0x30 < 10) return isPlainNumber(s, e) ? text(s, e) : UNSURE;
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

function ofSet(): u32 {
  const s = cursor;
  const e = endOf(s);
  if (e == 0) return UNSURE;
  cursor = <u32>load<u8>(e) == separator ? e + 1 : 0;
  return text(s, e);
}

/** Whether the cell at `at` holds nothing. */
@inline
function isUnset(at: usize): bool {
  const after = at + <usize>(load<u8>(at) == 0x2d);
  return load<u8>(after) == 9 || load<u8>(after) == 10;
}

function ofCell(at: usize, isSet: bool): u32 {
  if (isUnset(at)) return NO_TEXT;
  endAtTabs(<i8>(isSet ? separator : 9));
  cursor = at;
  const what = ofSet();
  const isEmpty = what == TEXT && TEXT_TO == at + 7 && load<u32>(at) == 0x706d6528 && load<u32>(at, 3) == 0x29797470;
  return isEmpty && cursor == 0 ? text(at, at) : what;
}

/** The first text of the value at `at`. */
export function firstText(at: usize, isSet: bool): u32 {
  if (separator) return ofCell(at, isSet);
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
