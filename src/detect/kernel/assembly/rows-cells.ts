/**
 * One record of Zeek's tab-separated logs: its cells, and the record as the JSON object that the intake makes of it.
 * What each column is comes from the head (`rows/cell-plan.ts`). A number is written as it stands where JavaScript
 * would print it so: at most 2^52 as digits, no exponent needed, zeros at the end of a fraction left out.
 *
 *     1521911720.865716⇥CuKFds4…⇥192.0.2.1⇥…⇥T⇥(empty)
 *     {"ts":1521911720.865716,"uid":"CuKFds4…","id.orig_h":"192.0.2.1",…,"local_orig":true,"tunnel_parents":[]}
 *
 *     column, 32 bytes: 0 kind · 4 role · 8 reading · 12 role only · 16 its name as `"ts":` · 20 length of that
 *     plan: 0 columns · 4 their number · 8 labels that may be missing · 12 whether the last cell holds several ·
 *           16 mark between the elements of a set · 20 text of an empty field · 24 its length · 28 of an unset one · 32
 */
import {
  IS_FALSE,
  IS_NUMBER,
  IS_STRING,
  IS_TRUE,
  ODD_CELL,
  ODD_COLUMNS,
  ODD_LONG,
  RECORD_BYTES,
} from "./rows-memory";
import { buildAt } from "./rows-columns";
import { copy, same } from "./rows-text";
import { carry, clearRecord, fill } from "./rows-notes";

const TEXT: u32 = 0;
const NUMBER: u32 = 1;
const BOOL: u32 = 2;
const LIST: u32 = 3;

/** The end of the record's line after `walkCells`, and of the object that was built. */
export let CELLS_END: usize = 0;
export let BUILT_END: usize = 0;

/** Where the cell ends that begins at `s`; `special` tells whether a quote, backslash or control stands in it. */
let special: bool = false;
@inline
function cellEnd(s: usize): usize {
  let odd = false;
  while (true) {
    const v = v128.load(s);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(0x09)), i8x16.eq(v, i8x16.splat(0x0a))));
    const control = i8x16.eq(i8x16.min_u(v, i8x16.splat(0x1f)), v);
    const marks = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)));
    const odds = i8x16.bitmask(v128.or(control, marks));
    if (ends) {
      const at = ctz(ends);
      special = odd || (odds & ((1 << at) - 1)) != 0;
      return s + <usize>at;
    }
    odd = odd || odds != 0;
    s += 16;
  }
}

/** The end of the number [s, e) as JavaScript prints it; 0 where it would print something else. */
function printedEnd(s: usize, e: usize): usize {
  let at = s + <usize>(load<u8>(s) == 0x2d);
  const first = at;
  let digits: u64 = 0;
  while (at < e && <u32>load<u8>(at) - 0x30 < 10) digits = digits * 10 + load<u8>(at++) - 0x30;
  const whole = at - first;
  if (whole == 0 || whole > 15 || (whole > 1 && load<u8>(first) == 0x30)) return 0;
  if (at == e) return digits == 0 && first > s ? 0 : e;
  if (load<u8>(at) != 0x2e) return 0;
  const point = at++;
  let last = point; // the last digit that is not 0, or the point
  let leading: usize = 0;
  while (at < e) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) return 0;
    if (digit) last = at;
    at++;
  }
  if (at == point + 1) return 0;
  if (last == point) return digits == 0 && first > s ? 0 : point;
  if (whole + (last - point) > 16) return 0;
  for (at = point + 1; at <= last; at++) {
    if (digits == 0 && load<u8>(at) == 0x30) leading++;
    digits = digits * 10 + load<u8>(at) - 0x30;
  }
  // below a millionth JavaScript writes an exponent
  return leading > 5 || digits >= <u64>1 << 52 ? 0 : last + 1;
}

/** Writes [s, e) as a JSON string; answers the place behind it, 0 where it needs more than its quotes escaped. */
function putString(to: usize, s: usize, e: usize, marked: bool): usize {
  store<u8>(to++, 0x22);
  if (!marked) {
    copy(to, s, e - s);
    to += e - s;
  } else
    for (; s < e; s++) {
      const c: u32 = load<u8>(s);
      if (c < 0x20 || c == 0x5c) return 0;
      if (c == 0x22) store<u8>(to++, 0x5c);
      store<u8>(to++, <u8>c);
    }
  store<u8>(to, 0x22);
  return to + 1;
}

function putList(plan: usize, column: usize, s: usize, e: usize, to: usize): usize {
  const mark = load<u32>(plan, 16);
  const texts = load<u32>(column) == LIST;
  const reading = load<u32>(column, 8);
  const marked = special;
  store<u8>(to++, 0x5b);
  while (true) {
    let end = s;
    while (end < e && <u32>load<u8>(end) != mark) end++;
    if (texts) {
      to = putString(to, s, end, marked);
      if (to == 0) return 0;
      if (reading) carry(s, <u32>(end - s) | IS_STRING, reading);
    } else {
      const printed = printedEnd(s, end);
      if (printed == 0) return 0;
      copy(to, s, printed - s);
      to += printed - s;
    }
    if (end >= e) break;
    store<u8>(to++, 0x2c);
    s = end + 1;
  }
  store<u8>(to, 0x5d);
  return to + 1;
}

@inline
function isMark(plan: usize, field: usize, s: usize, length: usize): bool {
  return <usize>load<u32>(plan + field, 4) == length && same(<usize>load<u32>(plan + field), s, length);
}

/** Writes one cell's value and notes what it is; answers the place behind it, 0 where it is unusual. */
function putCell(plan: usize, column: usize, s: usize, e: usize, to: usize): usize {
  const kind = load<u32>(column);
  const role = load<u32>(column, 4);
  const reading = load<u32>(column, 8);
  if (kind == TEXT) {
    if (isMark(plan, 20, s, e - s)) e = s;
    if (role) fill(role, s, <u32>(e - s) | IS_STRING);
    if (reading && !(role && load<u32>(column, 12))) carry(s, <u32>(e - s) | IS_STRING, reading);
    return putString(to, s, e, special);
  }
  if (kind == NUMBER) {
    const end: usize = s == e ? 0 : printedEnd(s, e);
    if (end == 0) return 0;
    if (role) fill(role, s, <u32>(end - s) | IS_NUMBER);
    copy(to, s, end - s);
    return to + (end - s);
  }
  if (kind == BOOL) {
    if (e - s != 1) return 0;
    const c: u32 = load<u8>(s);
    if (c != 0x54 && c != 0x46) return 0;
    if (role) fill(role, s, 1 | (c == 0x54 ? IS_TRUE : IS_FALSE));
    store<u32>(to, c == 0x54 ? 0x65757274 : 0x736c6166);
    if (c == 0x54) return to + 4;
    store<u8>(to, 0x65, 4);
    return to + 5;
  }
  if (role) return 0;
  if (isMark(plan, 20, s, e - s)) {
    store<u16>(to, 0x5d5b);
    return to + 2;
  }
  return putList(plan, column, s, e, to);
}

/** Reads the record in the line that begins at `line`, by the plan at `plan`. Answers 0 or why it is odd. */
export function walkCells(line: usize, plan: usize): u32 {
  clearRecord();
  const columns = load<u32>(plan, 4);
  let column = <usize>load<u32>(plan);
  const from = buildAt();
  let to = from;
  let s = line;
  let count: u32 = 0;
  let lineEnd: usize = 0;
  while (true) {
    let e = cellEnd(s);
    let next = e + 1;
    if (lineEnd == 0 && load<u8>(e) == 0x0a) {
      lineEnd = e;
      if (e > s && load<u8>(e - 1) == 0x0d) {
        e--;
        cellSpecial(s, e);
      }
    }
    if (lineEnd && load<u32>(plan, 12)) {
      // several label columns share the last cell, two blanks or more between them
      if (e > lineEnd) e = lineEnd;
      let gap = s;
      while (gap + 1 < e && load<u16>(gap) != 0x2020) gap++;
      if (gap + 1 < e) {
        next = gap;
        while (next < e && load<u8>(next) == 0x20) next++;
        e = gap;
      } else next = lineEnd + 1;
    }
    if (count == columns) return ODD_COLUMNS;
    if (!isMark(plan, 28, s, e - s)) {
      const name = <usize>load<u32>(column, 20);
      if (to - from + name + (e - s) * 3 > RECORD_BYTES - 16) return ODD_LONG;
      store<u8>(to, to == from ? 0x7b : 0x2c);
      to++;
      copy(to, <usize>load<u32>(column, 16), name);
      to = putCell(plan, column, s, e, to + name);
      if (to == 0) return ODD_CELL;
    }
    count++;
    column += 32;
    if (lineEnd && next > lineEnd) break;
    s = next;
  }
  if (count < columns - load<u32>(plan, 8)) return ODD_COLUMNS;
  if (to == from) store<u8>(to++, 0x7b);
  store<u8>(to, 0x7d);
  BUILT_END = to + 1;
  CELLS_END = lineEnd;
  return 0;
}

/** Looks again at a cell whose carriage return was cut off. */
function cellSpecial(s: usize, e: usize): void {
  special = false;
  for (; s < e; s++) {
    const c: u32 = load<u8>(s);
    if (c < 0x20 || c == 0x22 || c == 0x5c) special = true;
  }
}
