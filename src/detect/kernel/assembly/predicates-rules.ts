/**
 * From a predicate that was met to the rules that need it. A rule is handed over for a line when each of its other
 * items holds there as well; these are looked at only now, on the values of that one line, as few lines get here.
 *
 *     meet: predicate → its rules → FOUND {rule, line}          while values are asked
 *     settle: FOUND → those whose other items hold              now and then, and at the end
 *
 * FOUND is bounded: a line that finds it full is marked odd and read by the caller, so nothing is lost.
 */
import {
  FOUND,
  FOUND_MAX,
  IMAGE,
  LINE_ODD,
  OP_EXISTS,
  RULES,
  SLOT_FIELD,
  SLOT_FIELDS,
  SLOT_KIND,
  STAMPS,
  RULE_COUNT,
} from "./predicates-memory";
import { holdsIn } from "./predicates-texts";
import { firstText, isThere, nextText, TEXT, TEXT_FROM, TEXT_TO, UNSURE } from "./predicates-values";

/** A line of more values than this has its rules handed over without a look at their other items. */
const ENTRIES_MAX: usize = 1024;

let found: u32 = 0;
/** Those before this one are settled. */
let settled: u32 = 0;
export function foundCount(): u32 {
  return found;
}

let tape: usize = 0;
let tapeEnd: usize = 0;
let lineEnds: usize = 0;
let lines: u32 = 0;
/** Number of the chunk's first line among all lines so far, from 1: what stamps are made of. */
let firstLine: u32 = 1;

/** Begins a chunk: its tape, and its line ends. */
export function beginLines(tapeFrom: usize, tapeTo: usize, ends: usize, count: u32): void {
  // Stamps of 32 bits are begun anew before they come round.
  firstLine += lines;
  if (firstLine > 0xf0000000) forgetStamps();
  tape = tapeFrom;
  tapeEnd = tapeTo;
  lineEnds = ends;
  lines = count;
  found = 0;
  settled = 0;
  lineFrom = 1;
  lineTo = 0;
  opened = <u32>-1;
  memory.fill(LINE_ODD, 0, count + 1);
}

function forgetStamps(): void {
  firstLine = 1;
  lines = 0;
  memory.fill(STAMPS, 0, <usize>RULE_COUNT << 2);
}

let line: u32 = 0;
let lineFrom: usize = 1;
let lineTo: usize = 0;

@inline
function endOfLine(n: u32): usize {
  return load<u32>(lineEnds + (<usize>n << 2));
}

/** The line in which `at` lies; what lies behind the last line end counts as one more line. */
@inline
function lineOf(at: usize): u32 {
  if (at < lineFrom || at > lineTo) findLine(at);
  return line;
}

function findLine(at: usize): void {
  let low: u32 = 0;
  let count = lines;
  while (count > 0) {
    const half = count >> 1;
    if (endOfLine(low + half) < at) {
      low += half + 1;
      count -= half + 1;
    } else count = half;
  }
  line = low;
  lineFrom = low ? endOfLine(low - 1) + 1 : 0;
  lineTo = low < lines ? endOfLine(low) : <usize>0xffffffff;
}

export function markOdd(at: usize): void {
  store<u8>(LINE_ODD + <usize>lineOf(at), 1);
}

/** A predicate is met by the value at `at`. */
export function meet(predicate: usize, at: usize): void {
  const n = lineOf(at);
  if (load<u8>(LINE_ODD + <usize>n)) return;
  let from = IMAGE + <usize>load<u32>(predicate);
  for (let rules = load<u32>(from); rules > 0; rules--) {
    from += 4;
    const rule = load<u32>(from);
    const stamp = STAMPS + (<usize>rule << 2);
    if (load<u32>(stamp) == firstLine + n) continue;
    store<u32>(stamp, firstLine + n);
    if (found == FOUND_MAX) {
      store<u8>(LINE_ODD + <usize>n, 1);
      return;
    }
    store<u64>(FOUND + (<usize>found << 3), <u64>rule | (<u64>n << 32));
    found++;
  }
}

let opened: u32 = <u32>-1;
let entries: usize = 0;
let entriesEnd: usize = 0;

/** First entry of the tape at or behind a place. */
function entryAt(at: usize): usize {
  let low = tape;
  let count = <u32>((tapeEnd - tape) >> 3);
  while (count > 0) {
    const half = count >> 1;
    const middle = low + (<usize>half << 3);
    if (<usize>load<u32>(middle) < at) {
      low = middle + 8;
      count -= half + 1;
    } else count = half;
  }
  return low;
}

/** Finds the part of the tape that a line has. */
function open(n: u32): void {
  if (n == opened) return;
  opened = n;
  entries = n ? entryAt(endOfLine(n - 1) + 1) : tape;
  entriesEnd = n < lines ? entryAt(endOfLine(n) + 1) : tapeEnd;
}

/** Whether a text of the value at `at` meets the predicate, or may. */
function holdsFor(predicate: usize, at: usize, kind: u32): bool {
  if (load<u8>(predicate, 6) == OP_EXISTS) return isThere(at);
  let what = firstText(at, kind);
  while (what == TEXT) {
    if (holdsIn(predicate, TEXT_FROM, TEXT_TO)) return true;
    what = nextText();
  }
  return what == UNSURE;
}

function holdsOnLine(predicate: usize): bool {
  const wanted: u32 = load<u16>(predicate, 4);
  for (let entry = entries; entry < entriesEnd; entry += 8) {
    const slot: u32 = load<u32>(SLOT_FIELDS + (<usize>load<u32>(entry, 4) << 2));
    if ((slot & SLOT_FIELD) == wanted && holdsFor(predicate, load<u32>(entry), slot >> SLOT_KIND))
      return true;
  }
  return false;
}

function othersHold(rule: u32): bool {
  const offset = <usize>load<u32>(RULES + (<usize>rule << 2));
  if (offset == 0 || (entriesEnd - entries) >> 3 > ENTRIES_MAX) return true;
  let at = IMAGE + offset;
  for (let items = load<u32>(at); items > 0; items--) {
    at += 4;
    const end = at + (<usize>load<u32>(at) << 2);
    let holds = false;
    for (at += 4; at <= end && !holds; at += 4) holds = holdsOnLine(IMAGE + <usize>load<u32>(at));
    if (!holds) return false;
    at = end;
  }
  return true;
}

/** Keeps of what was found since the last time the rules whose other items hold too. */
export function settle(): void {
  let kept = settled;
  for (let i = settled; i < found; i++) {
    const pair = load<u64>(FOUND + (<usize>i << 3));
    const n = <u32>(pair >> 32);
    if (load<u8>(LINE_ODD + <usize>n)) continue;
    open(n);
    if (!othersHold(<u32>pair)) continue;
    store<u64>(FOUND + (<usize>kept << 3), pair);
    kept++;
  }
  found = kept;
  settled = kept;
}

/** True where room is getting short and something may be settled. */
@inline
export function isCrowded(): bool {
  return found > (FOUND_MAX >> 1) && found > settled;
}
