/**
 * Is each line one JSON object and nothing else? Asked of 64 bytes at a time: which byte may follow which is a rule
 * for neighbours, so it is checked for all of them at once, as bits. One walk over a record costs twice as much as
 * finding all it carries; this costs a third of it. The answer is one-sided: a line that is let pass is a record, a
 * line that is not is looked at byte by byte (`walk.ts`), and so is any with a backslash, or blanks between its parts.
 *
 *     {"a":[1,{"b":true}],"c":"x"}
 *     strings   q = quotes; x = q ⊕ q≪1 ⊕ q≪2 …: 1 from a string's quote on, 0 from its end on
 *     keys      a string after `{`, or in an object after `,`. Its first bit added to x runs through the string's
 *               ones and comes out at its end: there a colon must follow, and nowhere else may one stand
 *     contexts  brackets are few: a loop over them keeps what is open, one bit a level (1 is a list)
 *     values    bytes outside of strings that are no bracket, colon or comma: a run of digits without a leading
 *               zero is a number; any other run is read by itself
 *
 * A carry brings each rule over the edge of a block. A line end begins everything anew: what is wrong with one line
 * says nothing of the next.
 */
import { flag, WHY_LOOK } from "./context";
import { isValue } from "./walk";

/** Levels that fit the word of contexts; deeper records are looked at byte by byte. */
const DEPTH_MAX: i32 = 60;

@inline
function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16))) |
    (<u64>(<u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16))) << 32)
  );
}

@inline
function equal(a: v128, b: v128, c: v128, d: v128, to: v128): u64 {
  return mask64(i8x16.eq(a, to), i8x16.eq(b, to), i8x16.eq(c, to), i8x16.eq(d, to));
}

@inline
function digits(a: v128, b: v128, c: v128, d: v128): u64 {
  const zero = i8x16.splat(0x30);
  const ten = i8x16.splat(10);
  return mask64(
    i8x16.lt_u(i8x16.sub(a, zero), ten),
    i8x16.lt_u(i8x16.sub(b, zero), ten),
    i8x16.lt_u(i8x16.sub(c, zero), ten),
    i8x16.lt_u(i8x16.sub(d, zero), ten),
  );
}

/** Ones from bit `from` on, up to bit `to`; none where `to` is not above it. */
@inline
function between(from: u64, to: u64): u64 {
  const below: u64 = to > 63 ? ~(<u64>0) : (<u64>1 << to) - 1;
  return from > 63 ? 0 : below & (~(<u64>0) << from);
}

/** Flags every line of [input, input + length) that is not surely a record. The last byte is a line end. */
export function checkRecords(input: usize, length: usize): void {
  const fold = i8x16.splat(0x20);
  const end = input + length;
  let inString: u64 = 0; // all ones within a string
  let opened: u64 = 0; // each of these is 1 where the byte before was one
  let closed: u64 = 0;
  let colonBefore: u64 = 0;
  let commaBefore: u64 = 0;
  let valueBefore: u64 = 0;
  let zeroBefore: u64 = 0;
  let keyEnded: u64 = 0;
  let stringEnded: u64 = 0;
  let keyCarry: u64 = 0;
  let contexts: u64 = 0;
  let depth: i32 = 0;
  let lineStart = input;
  let valuesTo = input;
  for (let p = input; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const quotes = equal(a, b, c, d, i8x16.splat(0x22));
    const fa = v128.or(a, fold);
    const fb = v128.or(b, fold);
    const fc = v128.or(c, fold);
    const fd = v128.or(d, fold);
    const opens = equal(fa, fb, fc, fd, i8x16.splat(0x7b));
    const closes = equal(fa, fb, fc, fd, i8x16.splat(0x7d));
    const colons = equal(a, b, c, d, i8x16.splat(0x3a));
    const commas = equal(a, b, c, d, i8x16.splat(0x2c));
    const plain = digits(a, b, c, d);
    const zeros = equal(a, b, c, d, i8x16.splat(0x30));
    const backslash = i8x16.splat(0x5c);
    const low = i8x16.splat(0x1f);
    // Backslashes and control characters: line ends among them, the others are looked at closer.
    const rare = v128.or(
      v128.or(
        v128.or(i8x16.eq(a, backslash), i8x16.eq(i8x16.min_u(a, low), a)),
        v128.or(i8x16.eq(b, backslash), i8x16.eq(i8x16.min_u(b, low), b)),
      ),
      v128.or(
        v128.or(i8x16.eq(c, backslash), i8x16.eq(i8x16.min_u(c, low), c)),
        v128.or(i8x16.eq(d, backslash), i8x16.eq(i8x16.min_u(d, low), d)),
      ),
    );
    let lineEnds: u64 = 0;
    if (v128.any_true(rare)) {
      lineEnds = equal(a, b, c, d, i8x16.splat(0x0a));
      const control = mask64(
        i8x16.eq(i8x16.min_u(a, low), a),
        i8x16.eq(i8x16.min_u(b, low), b),
        i8x16.eq(i8x16.min_u(c, low), c),
        i8x16.eq(i8x16.min_u(d, low), d),
      );
      let unsure = (control | equal(a, b, c, d, backslash)) & ~lineEnds;
      for (; unsure; unsure &= unsure - 1) flagLine(p + <usize>ctz(unsure), end);
    }
    let from: u64 = 0;
    while (true) {
      const to: u64 = lineEnds ? ctz(lineEnds) : 64;
      const here = between(from, to);
      const q = quotes & here;
      let x = q ^ (q << 1);
      x ^= x << 2;
      x ^= x << 4;
      x ^= x << 8;
      x ^= x << 16;
      x ^= x << 32;
      x = (x ^ inString) & here;
      const outside = here & ~(x | q);
      const openHere = opens & outside;
      const closeHere = closes & outside;
      const colonHere = colons & outside;
      const commaHere = commas & outside;
      const value = outside & ~(opens | closes | colons | commas);
      const stringStart = q & x;
      const stringEnd = q & ~x;
      // What stands before each byte.
      const afterOpen = (openHere << 1) | (opened << from);
      const afterClose = (closeHere << 1) | (closed << from);
      const afterColon = (colonHere << 1) | (colonBefore << from);
      const afterComma = (commaHere << 1) | (commaBefore << from);
      const afterValue = (value << 1) | (valueBefore << from);
      const afterString = (stringEnd << 1) | (stringEnded << from);
      const valueStart = value & ~afterValue;
      // Where the innermost bracket is a list; a bracket itself lies in what is around it.
      let lists: u64 = depth > 0 && contexts & 1 ? here : 0;
      let bad: u64 = 0;
      for (let brackets = openHere | closeHere; brackets; brackets &= brackets - 1) {
        const bit = brackets & (~brackets + 1);
        const at = p + <usize>ctz(brackets);
        const behind = ~(bit | (bit - 1));
        if (openHere & bit) {
          if (depth == 0 && at != lineStart) bad |= bit;
          contexts = (contexts << 1) | <u64>(load<u8>(at) == 0x5b);
          if (++depth > DEPTH_MAX) bad |= bit;
        } else {
          if (depth == 0 || (contexts & 1) != <u64>(load<u8>(at) == 0x5d)) bad |= bit;
          contexts >>= 1;
          depth--;
          if (depth <= 0 && load<u8>(at, 1) != 0x0a) bad |= bit;
        }
        lists = depth > 0 && contexts & 1 ? lists | (behind & here) : lists & ~behind;
      }
      const begins = afterOpen | afterComma;
      const key = stringStart & begins & ~lists;
      const sum = x + key;
      const sumCarried = sum + (keyCarry << from);
      const keyEnd = sumCarried & stringEnd;
      const afterKey = (keyEnd << 1) | (keyEnded << from);
      const starts = stringStart | valueStart | openHere;
      const first: u64 = depth >= 0 && lineStart >= p ? <u64>1 << <u64>(lineStart - p) : 0;
      bad |= starts & ~(begins | afterColon | (first & openHere));
      bad |= (valueStart | openHere) & begins & ~lists & ~(first & openHere);
      bad |= closeHere & ~(afterString | afterClose | afterValue | afterOpen);
      bad |= commaHere & ~(afterString | afterClose | afterValue);
      bad |= (colonHere ^ afterKey) & here;
      bad |= ((valueStart & zeros) << 1 | (zeroBefore << from)) & value & plain;
      for (let other = value & ~plain; other; other &= other - 1) {
        const at = p + <usize>ctz(other);
        if (at < valuesTo) continue;
        valuesTo = isValue(at);
        if (valuesTo == 0) {
          bad |= <u64>1 << <u64>(at - p);
          valuesTo = at + 1;
        }
      }
      if (bad) flagLine(p + <usize>ctz(bad), end);
      if (to == 64) {
        inString = x >> 63 ? ~(<u64>0) : 0;
        opened = openHere >> 63;
        closed = closeHere >> 63;
        colonBefore = colonHere >> 63;
        commaBefore = commaHere >> 63;
        valueBefore = value >> 63;
        zeroBefore = (valueStart & zeros) >> 63;
        keyEnded = keyEnd >> 63;
        stringEnded = stringEnd >> 63;
        keyCarry = <u64>(sum < x) | <u64>(sumCarried < sum);
        break;
      }
      // The line ends: nothing may be open, and an object must have closed just before. Blank lines are none.
      const last = p + <usize>to;
      const isOpen = depth != 0 || (to > from ? (x >> (to - 1)) & 1 : inString & 1);
      if (last > lineStart && (isOpen || load<u8>(last - 1) != 0x7d)) flagLine(last - 1, end);
      lineStart = last + 1;
      valuesTo = lineStart;
      inString = 0;
      opened = 0;
      closed = 0;
      colonBefore = 0;
      commaBefore = 0;
      valueBefore = 0;
      zeroBefore = 0;
      keyEnded = 0;
      stringEnded = 0;
      keyCarry = 0;
      contexts = 0;
      depth = 0;
      from = to + 1;
      lineEnds &= lineEnds - 1;
      if (from > 63) break;
    }
  }
}

/** Bytes behind the input are guards. */
@inline
function flagLine(at: usize, end: usize): void {
  if (at < end) flag(at, WHY_LOOK);
}
