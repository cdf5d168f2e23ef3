/**
 * Which rules a chunk's records may meet. Each rule stands under the rarest of its required items, its pivot; only
 * pivots are looked for. The values of one field are asked together, as they are all asked the same; each value
 * gives a few keys (its whole, beginning and end, and every 1st to 4th place inside, four at a time), and a key that
 * the field's filter does not know is done with. So the work follows the bytes of the fields that rules look at,
 * and hardly the number of rules.
 *
 *     tape → BATCH, by field → keys → filter → TABLE → full comparison → rules → their other items, on that line
 *
 * What can't be compared as it stands (an escape, a byte beyond ASCII, a number written oddly, a list in a list)
 * makes its line odd: the caller reads that line and asks all rules of what it has read.
 */
import { endOf } from "./ends";
import {
  ASKS_BEGIN,
  ASKS_END,
  ASKS_EXISTENCE,
  ASKS_INSIDE,
  ASKS_NEEDLES,
  ASKS_WHOLE,
  BATCH,
  COUNTS,
  fieldCount,
  FIELDS,
  FOUND,
  IMAGE,
  KINDS,
  LINE_ODD,
  SLOT_ASKED,
  SLOT_FIELD,
  SLOT_FIELDS,
  SLOT_KIND,
  TABLE,
  TABLE_SHIFT,
} from "./predicates-memory";
import { beginLines, foundCount, isCrowded, markOdd, meet, settle } from "./predicates-rules";
import {
  holdsAt,
  KEY_MIX,
  keyOfEight,
  keyOfFew,
  keyOfWhole,
  knows,
  PLACE_BEGIN,
  PLACE_END,
} from "./predicates-texts";
import { firstText, isThere, nextText, TEXT, TEXT_FROM, TEXT_TO, UNSURE, valuesAre } from "./predicates-values";

const TABLE_MIX: u32 = 0x85ebca77;

/** The field whose values are asked, and what is asked of them. */
let field: u32 = 0;
let asks: u32 = 0;
let seed: u32 = 0;
let filter: usize = 0;
let filterShift: u32 = 0;
let stride: u32 = 0;
let lengths: u64 = 0;
let existence: usize = 0;
let needles: usize = 0;
let needlesEnd: usize = 0;
/** Where the value in hand begins on the tape. */
let current: usize = 0;
let isJson: bool = true;
let oddLines: u32 = 0;

export function predicatesFoundAt(): usize {
  return FOUND;
}
export function predicatesOddAt(): usize {
  return BATCH;
}
export function predicatesOddCount(): u32 {
  return oddLines;
}

/** Looks a key up that the filter lets pass: the byte it begins with stands at `p`. */
function look(key: u32, p: usize, s: usize, e: usize): void {
  let i = (key * TABLE_MIX) >> TABLE_SHIFT;
  const last = (<u32>1 << (32 - TABLE_SHIFT)) - 1;
  while (true) {
    const list = <usize>load<u32>(TABLE + (<usize>i << 3), 4);
    if (list == 0) return;
    if (load<u32>(TABLE + (<usize>i << 3)) == key) {
      let at = IMAGE + list + 4;
      const end = at + (<usize>load<u32>(at - 4) << 3);
      for (; at < end; at += 8) {
        const predicate = IMAGE + <usize>load<u32>(at);
        // Another field's key may be the same by chance.
        if (<u32>load<u16>(predicate, 4) == field && holdsAt(predicate, s, e, p, load<u32>(at, 4)))
          meet(predicate, current);
      }
      return;
    }
    i = (i + 1) & last;
  }
}

@inline
function ask(key: u32, s: usize, e: usize): void {
  if (knows(filter, filterShift, key) & 1) look(key, s, s, e);
}

/** The keys of four places that `words` holds the bytes of, the first at `p`, the others `step` apart. */
@inline
function askFour(words: v128, p: usize, step: usize, s: usize, e: usize, seeds: v128, at: usize, shift: u32): void {
  const keys = i32x4.mul(v128.xor(v128.or(words, i8x16.splat(0x20)), seeds), i32x4.splat(KEY_MIX));
  const a = <u32>i32x4.extract_lane(keys, 0);
  const b = <u32>i32x4.extract_lane(keys, 1);
  const c = <u32>i32x4.extract_lane(keys, 2);
  const d = <u32>i32x4.extract_lane(keys, 3);
  if ((knows(at, shift, a) | knows(at, shift, b) | knows(at, shift, c) | knows(at, shift, d)) & 1)
    lookFour(p, step, s, e, a, b, c, d);
}

function lookFour(p: usize, step: usize, s: usize, e: usize, a: u32, b: u32, c: u32, d: u32): void {
  if (knows(filter, filterShift, a) & 1) look(a, p, s, e);
  if (knows(filter, filterShift, b) & 1) look(b, p + step, s, e);
  if (knows(filter, filterShift, c) & 1) look(c, p + step * 2, s, e);
  if (knows(filter, filterShift, d) & 1) look(d, p + step * 3, s, e);
}

/** Places beyond the text's end may be asked as well: what they find does not fit into it. */
function askInside(s: usize, e: usize): void {
  const seeds = i32x4.splat(seed);
  const at = filter;
  const shift = filterShift;
  if (stride == 4) {
    for (let p = s; p + 4 <= e; p += 16) askFour(v128.load(p), p, 4, s, e, seeds, at, shift);
  } else if (stride == 3) {
    for (let p = s; p + 4 <= e; p += 12) {
      const v = v128.load(p);
      const words = i8x16.shuffle(v, v, 0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12);
      askFour(words, p, 3, s, e, seeds, at, shift);
    }
  } else {
    for (let p = s; p + 4 <= e; p += 16)
      for (let i: usize = 0; i < 4; i += <usize>stride) askFour(v128.load(p + i), p + i, 4, s, e, seeds, at, shift);
  }
}

/** Texts too short for a key: their first and last byte, 16 places at a time. */
function askNeedles(s: usize, e: usize): void {
  const fold = i8x16.splat(0x20);
  for (let needle = needles; needle < needlesEnd; needle += 8) {
    const predicate = IMAGE + <usize>load<u32>(needle);
    const last = <usize>load<u8>(needle, 6) - 1;
    const firsts = i8x16.splat(load<i8>(needle, 4));
    const lasts = i8x16.splat(load<i8>(needle, 5));
    let isMet = false;
    for (let p = s; p + last < e && !isMet; p += 16) {
      const here = i8x16.eq(v128.or(v128.load(p), fold), firsts);
      let mask = i8x16.bitmask(v128.and(here, i8x16.eq(v128.or(v128.load(p + last), fold), lasts)));
      for (; mask && !isMet; mask &= mask - 1) isMet = holdsAt(predicate, s, e, p + <usize>ctz(mask), 0);
    }
    if (isMet) meet(predicate, current);
  }
}

function askBeginnings(s: usize, e: usize): void {
  const length = e - s;
  const word = load<u32>(s);
  if (asks & (ASKS_BEGIN << 4) && length >= 8) ask(keyOfEight(s, PLACE_BEGIN, seed), s, e);
  if (asks & (ASKS_BEGIN << 3) && length >= 4) ask(keyOfFew(word, 4, PLACE_BEGIN, seed), s, e);
  if (asks & (ASKS_BEGIN << 2) && length >= 3) ask(keyOfFew(word, 3, PLACE_BEGIN, seed), s, e);
  if (asks & (ASKS_BEGIN << 1) && length >= 2) ask(keyOfFew(word, 2, PLACE_BEGIN, seed), s, e);
  if (asks & ASKS_BEGIN && length >= 1) ask(keyOfFew(word, 1, PLACE_BEGIN, seed), s, e);
}

function askEnds(s: usize, e: usize): void {
  const length = e - s;
  const word = load<u32>(e - 4);
  if (asks & (ASKS_END << 4) && length >= 8) ask(keyOfEight(e - 8, PLACE_END, seed), s, e);
  if (asks & (ASKS_END << 3) && length >= 4) ask(keyOfFew(word, 4, PLACE_END, seed), s, e);
  if (asks & (ASKS_END << 2) && length >= 3) ask(keyOfFew(word >> 8, 3, PLACE_END, seed), s, e);
  if (asks & (ASKS_END << 1) && length >= 2) ask(keyOfFew(word >> 16, 2, PLACE_END, seed), s, e);
  if (asks & ASKS_END && length >= 1) ask(keyOfFew(word >> 24, 1, PLACE_END, seed), s, e);
}

/** Asks the text [s, e) of the field in hand. */
function askText(s: usize, e: usize): void {
  const length = e - s;
  if (asks & ASKS_INSIDE) askInside(s, e);
  if (asks & ASKS_WHOLE && (lengths >> <u64>(length < 63 ? length : 63)) & 1) ask(keyOfWhole(s, e, seed), s, e);
  if (asks & (ASKS_BEGIN * 31)) askBeginnings(s, e);
  if (asks & (ASKS_END * 31)) askEnds(s, e);
  if (asks & ASKS_NEEDLES) askNeedles(s, e);
}

/** Asks the values of one field, whose places are at [from, to). */
function askField(number: u32, from: usize, to: usize): void {
  const at = FIELDS + (<usize>number << 6);
  field = number;
  seed = load<u32>(at);
  asks = load<u32>(at, 4);
  stride = load<u32>(at, 8);
  existence = IMAGE + <usize>load<u32>(at, 12);
  lengths = load<u64>(at, 16);
  needles = IMAGE + <usize>load<u32>(at, 24);
  needlesEnd = needles + (<usize>load<u32>(at, 28) << 3);
  filter = IMAGE + <usize>load<u32>(at, 32);
  filterShift = load<u32>(at, 36);
  const kind: u32 = load<u8>(KINDS + <usize>number);
  for (; from < to; from += 4) {
    current = load<u32>(from);
    if (asks & ASKS_EXISTENCE && isThere(current)) meet(existence, current);
    if (isJson && load<u8>(current) == 0x22) {
      // What most values are, without the way through `firstText`.
      const e = endOf(current + 1);
      if (e) askText(current + 1, e);
      else markOdd(current);
      if (isCrowded()) settle();
      continue;
    }
    let what = firstText(current, kind);
    while (what == TEXT) {
      askText(TEXT_FROM, TEXT_TO);
      what = nextText();
    }
    if (what == UNSURE) markOdd(current);
    if (isCrowded()) settle();
  }
}

/** Sorts the tape's places by field into BATCH; COUNTS then says where each field's part ends. */
function gather(tape: usize, end: usize): void {
  const counts = COUNTS;
  const slotFields = SLOT_FIELDS;
  memory.fill(counts, 0, <usize>fieldCount() << 2);
  for (let entry = tape; entry < end; entry += 8) {
    const slot: u32 = load<u32>(slotFields + (<usize>load<u32>(entry, 4) << 2));
    if ((slot & SLOT_ASKED) == 0) continue;
    const count = counts + (<usize>(slot & SLOT_FIELD) << 2);
    store<u32>(count, load<u32>(count) + 1);
    store<u8>(KINDS + <usize>(slot & SLOT_FIELD), <u8>(slot >> SLOT_KIND));
  }
  let sum: u32 = 0;
  for (let n: u32 = 0; n < fieldCount(); n++) {
    const count = load<u32>(counts + (<usize>n << 2));
    store<u32>(counts + (<usize>n << 2), sum);
    sum += count;
  }
  for (let entry = tape; entry < end; entry += 8) {
    const slot: u32 = load<u32>(slotFields + (<usize>load<u32>(entry, 4) << 2));
    if ((slot & SLOT_ASKED) == 0) continue;
    const place = counts + (<usize>(slot & SLOT_FIELD) << 2);
    const n = load<u32>(place);
    store<u32>(place, n + 1);
    store<u32>(BATCH + (<usize>n << 2), load<u32>(entry));
  }
}

/** Puts the numbers of odd lines where the batch was. */
function listOdd(lines: u32): void {
  oddLines = 0;
  for (let n: u32 = 0; n < lines; n++) {
    if (load<u8>(LINE_ODD + <usize>n) == 0) continue;
    store<u32>(BATCH + (<usize>oddLines << 2), n);
    oddLines++;
  }
}

/**
 * Asks a chunk: `entries` of a tape that says where values begin and of which slot they are, `lines` line ends.
 * `comma` is 0 for JSON; for cells it parts the values of sets. Answers how many candidates there are; a line may
 * have one twice, and be odd as well.
 */
export function predicates(tape: usize, entries: u32, lineEnds: usize, lines: u32, comma: u32): u32 {
  const end = tape + (<usize>entries << 3);
  isJson = comma == 0;
  valuesAre(comma);
  beginLines(tape, end, lineEnds, lines);
  gather(tape, end);
  let from = BATCH;
  for (let number: u32 = 1; number < fieldCount(); number++) {
    const to = BATCH + (<usize>load<u32>(COUNTS + (<usize>number << 2)) << 2);
    if (to > from) askField(number, from, to);
    from = to;
  }
  settle();
  listOdd(lines);
  return foundCount();
}
