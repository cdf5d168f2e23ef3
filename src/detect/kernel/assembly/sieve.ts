/**
 * The sieve: goes over every byte once, 64 at a time, and keeps places only. In JSON a quote inside a string is
 * always escaped, so a quote followed by a colon ends a key, wherever it stands; nothing is decoded, no depth is
 * kept. The four bytes before such a quote choose, by one multiplication, a place in a table of wanted keys; keys
 * that nobody wants cost that look and no more.
 *
 *     …,"src_ip":"192.0.2.1","src_port":4711,…
 *              ▲ 1 → `c_ip` × M ≫ 20 → slot 7      ▲ 1 → `port` → 0, unwanted
 *     bits of 64 bytes:  …0000100000000000000000000001000…
 *
 * Two writings hide a key from this: white space between quote and colon, and `\u` escapes in the key. Both are
 * looked for in the same pass; where one stands, `isHidden…` looks closer and hands the line on.
 */
import { flag, LINES, TAPE, WHY_KEY } from "./context";

/** Place in the table of keys (4,096 numbers of 16 bits), and its multiplier. */
let KEYS: usize = 0;
let MULTIPLIER: u32 = 0;
/** Descriptions of the wanted keys, 64 bytes each; number 0 stands for "unwanted". */
export let SLOTS: usize = 0;
/** Per column of a TSV log: its slot (16 bits). */
let COLUMNS: usize = 0;
let COLUMNS_LEAST: u32 = 0;
let COLUMNS_MOST: u32 = 0;

let tapeLength: u32 = 0;
let lineCount: u32 = 0;
export function tapeEntries(): u32 {
  return tapeLength;
}
export function lines(): u32 {
  return lineCount;
}

/** Takes the key table of a JSON plan. */
export function setKeys(keys: usize, slots: usize, multiplier: u32): void {
  KEYS = keys;
  SLOTS = slots;
  MULTIPLIER = multiplier;
}

/** Takes the columns of a TSV head: `least` to `most` cells a line. */
export function setColumns(columns: usize, slots: usize, least: u32, most: u32): void {
  COLUMNS = columns;
  SLOTS = slots;
  COLUMNS_LEAST = least;
  COLUMNS_MOST = most;
}

@inline
export function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16))) |
    (<u64>(<u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16))) << 32)
  );
}

@inline
function hiding(v: v128, colons: v128, space: v128, backslash: v128): v128 {
  return v128.or(v128.and(i8x16.lt_s(v, space), colons), i8x16.eq(v, backslash));
}

/** Puts the line ends among the 64 bytes at `p` on their list; answers its new end. */
@inline
export function putLines(line: usize, p: usize, ends: u64): usize {
  for (; ends; ends &= ends - 1) {
    store<u32>(line, <u32>(p + <usize>ctz(ends)));
    line += 4;
  }
  return line;
}

/** Puts the wanted keys whose colons are among the 64 bytes at `p` on the tape; answers its new end. */
@inline
export function putKeys(tape: usize, p: usize, colons: u64): usize {
  const keys = KEYS;
  const multiplier = MULTIPLIER;
  while (colons) {
    const at = p + <usize>ctz(colons) - 1;
    colons &= colons - 1;
    const slot: u32 = load<u16>(keys + (<usize>((load<u32>(at - 4) * multiplier) >> 20) << 1));
    if (slot) {
      store<u64>(tape, <u64>(<u32>at) | (<u64>slot << 32));
      tape += 8;
    }
  }
  return tape;
}

/** Where the tape and the list of lines end while two sieves go over one input by turns. */
let tapeEnd: usize = 0;
let lineEnd: usize = 0;
export function setFound(tape: usize, line: usize): void {
  tapeEnd = tape;
  lineEnd = line;
}
export function foundTape(): usize {
  return tapeEnd;
}
export function foundLine(): usize {
  return lineEnd;
}

export function beginSieve(): void {
  hiddenUpTo = 0;
}

/** Keeps what was found within the input: guards behind it may have been seen in the last 64 bytes. */
export function endSieve(tape: usize, line: usize, end: usize): void {
  while (line > LINES && load<u32>(line - 4) >= <u32>end) line -= 4;
  while (tape > TAPE && load<u32>(tape - 8) >= <u32>end) tape -= 8;
  tapeLength = <u32>((tape - TAPE) >> 3);
  lineCount = <u32>((line - LINES) >> 2);
}

/** Sieves `length` bytes of JSON records, one a line, the last with its line end. */
export function sieveJson(input: usize, length: usize): void {
  const quote = i8x16.splat(0x22);
  const colon = i8x16.splat(0x3a);
  const newline = i8x16.splat(0x0a);
  const space = i8x16.splat(0x21);
  const backslash = i8x16.splat(0x5c);
  const end = input + length;
  let tape = TAPE;
  let line = LINES;
  beginSieve();
  for (let p = input; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const ca = i8x16.eq(v128.load(p, 1), colon);
    const cb = i8x16.eq(v128.load(p, 17), colon);
    const cc = i8x16.eq(v128.load(p, 33), colon);
    const cd = i8x16.eq(v128.load(p, 49), colon);
    const ends = mask64(
      v128.and(i8x16.eq(a, quote), ca),
      v128.and(i8x16.eq(b, quote), cb),
      v128.and(i8x16.eq(c, quote), cc),
      v128.and(i8x16.eq(d, quote), cd),
    );
    const ha = hiding(a, ca, space, backslash);
    const hb = hiding(b, cb, space, backslash);
    const hc = hiding(c, cc, space, backslash);
    const hd = hiding(d, cd, space, backslash);
    const na = i8x16.eq(a, newline);
    const nb = i8x16.eq(b, newline);
    const nc = i8x16.eq(c, newline);
    const nd = i8x16.eq(d, newline);
    if (v128.any_true(v128.or(v128.or(na, nb), v128.or(nc, nd))))
      line = putLines(line, p, mask64(na, nb, nc, nd));
    if (v128.any_true(v128.or(v128.or(ha, hb), v128.or(hc, hd))))
      lookCloser(p, mask64(ha, hb, hc, hd), end);
    tape = putKeys(tape, p + 1, ends);
  }
  endSieve(tape, line, end);
}

/** Up to here strings with `\u` have been looked at: a string of a thousand escapes is looked at once. */
let hiddenUpTo: usize = 0;

/** Flags the keys that are hidden at the `marks` among the 64 bytes at `p`: a wanted one may be written like that. */
export function lookCloser(p: usize, marks: u64, end: usize): void {
  for (; marks; marks &= marks - 1) {
    const at = p + <usize>ctz(marks);
    if (at >= end) return;
    const c: u32 = load<u8>(at);
    if (c == 0x5c) {
      if (at >= hiddenUpTo && load<u8>(at, 1) == 0x75 && isInKey(at)) flag(at, WHY_KEY);
    } else if (c <= 0x20) {
      let back = at;
      while (load<u8>(back) <= 0x20 && load<u8>(back) != 0x0a && back > p - 64) back--;
      const before: u32 = load<u8>(back);
      if (before == 0x22 || before <= 0x20) flag(at, WHY_KEY);
    }
  }
}

/** True where the string that the escape at `at` stands in is a key. */
function isInKey(at: usize): bool {
  while (true) {
    const c: u32 = load<u8>(at);
    if (c == 0x5c) {
      at += 2;
      continue;
    }
    if (c == 0x22 || c == 0x0a) break;
    at++;
  }
  hiddenUpTo = at;
  if (load<u8>(at) == 0x0a) return true; // cut: nobody knows
  at++;
  while (load<u8>(at) == 0x20 || load<u8>(at) == 0x09 || load<u8>(at) == 0x0d) at++;
  return load<u8>(at) == 0x3a;
}

/**
 * Sieves `length` bytes of tab-separated lines: every tab and line end begins a cell, and the cell's column says
 * whether it is wanted. Lines with too few or too many cells are flagged as `why`.
 */
export function sieveTsv(input: usize, length: usize, why: u32): void {
  const tab = i8x16.splat(0x09);
  const newline = i8x16.splat(0x0a);
  const columns = COLUMNS;
  const least = COLUMNS_LEAST;
  const most = COLUMNS_MOST;
  const end = input + length;
  let tape = TAPE;
  let line = LINES;
  let column: u32 = 0;
  let lineStart = input;
  const first: u32 = load<u16>(columns);
  if (first) {
    store<u64>(tape, <u64>(<u32>input) | (<u64>first << 32));
    tape += 8;
  }
  for (let p = input; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let ends = mask64(
      v128.or(i8x16.eq(a, tab), i8x16.eq(a, newline)),
      v128.or(i8x16.eq(b, tab), i8x16.eq(b, newline)),
      v128.or(i8x16.eq(c, tab), i8x16.eq(c, newline)),
      v128.or(i8x16.eq(d, tab), i8x16.eq(d, newline)),
    );
    while (ends) {
      const at = p + <usize>ctz(ends);
      ends &= ends - 1;
      if (load<u8>(at) == 0x0a) {
        store<u32>(line, <u32>at);
        line += 4;
        const cells = column + 1;
        if ((cells < least || cells > most) && at < end) flag(lineStart, why);
        lineStart = at + 1;
        column = 0;
      } else if (column < 4094) column++;
      const slot: u32 = load<u16>(columns + (<usize>column << 1));
      if (slot) {
        store<u64>(tape, <u64>(<u32>(at + 1)) | (<u64>slot << 32));
        tape += 8;
      }
    }
  }
  endSieve(tape, line, end);
}
