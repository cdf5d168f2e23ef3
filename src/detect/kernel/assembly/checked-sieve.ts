/**
 * The sieve that also asks whether each line is one JSON object and nothing else, 64 bytes at a time: which byte may
 * follow which is a rule for neighbours, so it is checked for all of them at once, as bits. One walk over a record
 * costs twice as much as finding all it carries; this costs half of it. The answer is one-sided: a line that is let
 * pass is a record, a line that is not is looked at byte by byte (`walk.ts`), and so is any with a backslash, or
 * blanks between its parts.
 *
 *     {"a":[1,{"b":true}],"c":"x"}
 *     strings   q = quotes; x = q ⊕ q≪1 ⊕ q≪2 …: 1 from a string's quote on, 0 from its end on
 *     keys      a string after `{`, or in an object after `,`. Its first bit added to x runs through the string's
 *               ones and comes out at its end: there a colon must follow, and nowhere else may one stand
 *     contexts  brackets are few: a loop over them keeps what is open, one bit a level (1 is a list)
 *     values    bytes outside of strings that are no bracket, colon or comma: a run of digits without a leading
 *               zero is a number; any other run is read by itself
 *
 * A carry brings each rule over the edge of a block. Records follow one another without a break: a brace that opens
 * one must stand behind a line end, the one that closes it before one, and no other line end is right. Where a rule
 * is broken the line is flagged and only sieved to its end; behind that the blocks begin anew, with nothing open.
 */
import { flag, LINES, TAPE, WHY_LOOK } from "./context";
import { beginSieve, endSieve, foundLine, foundTape, lookCloser, mask64, putKeys, putLines, setFound } from "./sieve";
import { isValue } from "./walk";

/** Nothing is open: one bit above those of levels, and none that says "list". */
const OUTSIDE: u64 = 2;
/** With this bit the word of contexts is full; deeper records are looked at byte by byte. */
const FULL: u64 = 1 << 62;

@inline
function equal(a: v128, b: v128, c: v128, d: v128, to: v128): u64 {
  return mask64(i8x16.eq(a, to), i8x16.eq(b, to), i8x16.eq(c, to), i8x16.eq(d, to));
}

@inline
function digits(a: v128, b: v128, c: v128, d: v128): u64 {
  const zero = i8x16.splat(0x30);
  const nine = i8x16.splat(9);
  const da = i8x16.sub(a, zero);
  const db = i8x16.sub(b, zero);
  const dc = i8x16.sub(c, zero);
  const dd = i8x16.sub(d, zero);
  return mask64(
    i8x16.eq(i8x16.min_u(da, nine), da),
    i8x16.eq(i8x16.min_u(db, nine), db),
    i8x16.eq(i8x16.min_u(dc, nine), dc),
    i8x16.eq(i8x16.min_u(dd, nine), dd),
  );
}

/** Curly and square brackets; `_`, `Y`, `y` and DEL, which are no values either, among them. */
@inline
function brackets(a: v128, b: v128, c: v128, d: v128): u64 {
  const free = i8x16.splat(0x26);
  return equal(v128.or(a, free), v128.or(b, free), v128.or(c, free), v128.or(d, free), i8x16.splat(0x7f));
}

/** All control characters, backslashes, and bytes over 0x7f. */
@inline
function rare(v: v128): v128 {
  return v128.or(i8x16.lt_s(v, i8x16.splat(0x20)), i8x16.eq(v, i8x16.splat(0x5c)));
}

/** Sieves `length` bytes, the last a line end, and flags every line that is not surely a record. */
export function sieveRecords(input: usize, length: usize): void {
  const end = input + length;
  beginSieve();
  let tape = TAPE;
  let line = LINES;
  let inString: u64 = 0; // all ones within a string
  let contexts: u64 = OUTSIDE;
  // Each of these is 1 where the byte before was one.
  let begun: u64 = 0;
  let colonBefore: u64 = 0;
  let ended: u64 = 0;
  let valueBefore: u64 = 0;
  let zeroBefore: u64 = 0;
  let keyEnded: u64 = 0;
  let recordEnded: u64 = 0;
  let keyCarry: u64 = 0;
  let valuesTo = input;
  let p = input;
  while (p < end) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const q = equal(a, b, c, d, i8x16.splat(0x22));
    const colons = equal(a, b, c, d, i8x16.splat(0x3a));
    const commas = equal(a, b, c, d, i8x16.splat(0x2c));
    const zeros = equal(a, b, c, d, i8x16.splat(0x30));
    const marks = brackets(a, b, c, d);
    const plain = digits(a, b, c, d);
    let x = q ^ (q << 1);
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    x ^= x << 32;
    x ^= inString;
    const outside = ~(x | q);
    let bad: u64 = 0;
    let lineEnds: u64 = 0;
    if (v128.any_true(v128.or(v128.or(rare(a), rare(b)), v128.or(rare(c), rare(d))))) {
      lineEnds = equal(a, b, c, d, i8x16.splat(0x0a));
      const low = i8x16.splat(0x20);
      const control =
        mask64(i8x16.lt_s(a, low), i8x16.lt_s(b, low), i8x16.lt_s(c, low), i8x16.lt_s(d, low)) & ~mask64(a, b, c, d);
      bad = ((control | equal(a, b, c, d, i8x16.splat(0x5c))) & ~lineEnds) | (lineEnds & x);
    }
    const colon = colons & outside;
    const comma = commas & outside;
    // Where the innermost bracket is a list; a bracket itself lies in what is around it.
    let lists: u64 = 0 - (contexts & 1);
    let open: u64 = 0;
    let close: u64 = 0;
    let records: u64 = 0;
    let recordEnds = recordEnded;
    recordEnded = 0;
    for (let more = marks & outside; more; more &= more - 1) {
      const bit = more & (0 - more);
      const at = p + <usize>ctz(more);
      const behind = (0 - bit) ^ bit;
      const byte: u32 = load<u8>(at);
      if ((byte | 0x20) == 0x7b) {
        open |= bit;
        if (contexts == OUTSIDE && load<u8>(at - 1) == 0x0a) records |= bit;
        contexts = (contexts << 1) | <u64>(byte == 0x5b);
        if (contexts & FULL) bad |= bit;
      } else {
        close |= bit;
        const wanted = 0x7d - (<u32>(contexts & 1) << 5);
        if (byte != wanted || contexts == OUTSIDE || load<u8>(at - 1) == 0x2c) bad |= bit;
        contexts >>= 1;
        if (contexts <= OUTSIDE) {
          contexts = OUTSIDE;
          recordEnds |= bit << 1;
          recordEnded = bit >> 63;
        }
      }
      lists = contexts & 1 ? lists | behind : lists & ~behind;
    }
    const value = outside & ~(colons | commas | marks | recordEnds);
    const stringStart = q & x;
    const stringEnd = q & ~x;
    const valueStart = value & ~((value << 1) | valueBefore);
    const afterBegin = ((open | comma) << 1) | begun;
    const afterEnd = ((stringEnd | value | close) << 1) | ended;
    const key = stringStart & afterBegin & ~lists;
    const sum = x + key;
    const carried = sum + keyCarry;
    const keyEnd = carried & stringEnd;
    const begins = valueStart | open;
    bad |= (begins | stringStart) & ~(afterBegin | (colon << 1) | colonBefore | records);
    bad |= begins & afterBegin & ~lists;
    bad |= (comma & ~afterEnd) | (close & ~(afterEnd | afterBegin));
    bad |= colon ^ ((keyEnd << 1) | keyEnded);
    bad |= recordEnds & ~lineEnds;
    bad |= (((valueStart & zeros) << 1) | zeroBefore) & value & plain;
    for (let other = value & ~plain; other; other &= other - 1) {
      const at = p + <usize>ctz(other);
      if (at < valuesTo) continue;
      valuesTo = isValue(at);
      if (valuesTo == 0) {
        bad |= other;
        break;
      }
    }
    if (bad) {
      setFound(tape, line);
      p = sieveBroken(p, p + <usize>ctz(bad), end);
      tape = foundTape();
      line = foundLine();
      inString = 0;
      contexts = OUTSIDE;
      begun = 0;
      colonBefore = 0;
      ended = 0;
      valueBefore = 0;
      zeroBefore = 0;
      keyEnded = 0;
      recordEnded = 0;
      keyCarry = 0;
      valuesTo = p;
      continue;
    }
    line = putLines(line, p, lineEnds);
    tape = putKeys(tape, p, colon);
    inString = <u64>(<i64>x >> 63);
    begun = (open | comma) >> 63;
    colonBefore = colon >> 63;
    ended = (stringEnd | value | close) >> 63;
    valueBefore = value >> 63;
    zeroBefore = (valueStart & zeros) >> 63;
    keyEnded = keyEnd >> 63;
    keyCarry = <u64>(sum < x) | <u64>(carried < sum);
    p += 64;
  }
  endSieve(tape, line, end);
}

/**
 * Flags the line in which `at` lies and sieves from the block at `p` to that line's end. Answers where the next line
 * begins; what was found is put behind `foundTape` and `foundLine`.
 */
function sieveBroken(p: usize, at: usize, end: usize): usize {
  if (at < end) flag(at, WHY_LOOK);
  const low = i8x16.splat(0x21);
  let tape = foundTape();
  let line = foundLine();
  while (true) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const colons = equal(a, b, c, d, i8x16.splat(0x3a));
    let lineEnds = equal(a, b, c, d, i8x16.splat(0x0a));
    let keys = colons & ((equal(a, b, c, d, i8x16.splat(0x22)) << 1) | <u64>(load<u8>(p - 1) == 0x22));
    const blanks =
      mask64(i8x16.lt_s(a, low), i8x16.lt_s(b, low), i8x16.lt_s(c, low), i8x16.lt_s(d, low)) & ~mask64(a, b, c, d);
    const beforeColon = (colons >> 1) | (<u64>(load<u8>(p, 64) == 0x3a) << 63);
    const hiding = (blanks & beforeColon) | equal(a, b, c, d, i8x16.splat(0x5c));
    if (hiding) lookCloser(p, hiding, end);
    const last = at > p ? lineEnds & (~(<u64>0) << <u64>(at - p)) : lineEnds;
    if (last == 0) {
      line = putLines(line, p, lineEnds);
      tape = putKeys(tape, p, keys);
      p += 64;
      continue;
    }
    const upTo = last ^ (last - 1);
    lineEnds &= upTo;
    keys &= upTo;
    setFound(putKeys(tape, p, keys), putLines(line, p, lineEnds));
    return p + <usize>ctz(last) + 1;
  }
}
