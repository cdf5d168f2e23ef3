/**
 * From places to values. Each key that the sieve kept is compared in full: its last 16 bytes at once under a mask,
 * then the byte before its name, so that `"hostname`, `http.hostname` and `http_hostname` are one key and `xhostname`
 * is none. Then the value's beginning is put on the list of its reading.
 *
 *     slot, 64 bytes:   name, right-aligned (16) │ mask (16) │ reading · length · next slot · …
 *
 * A value may be a string, or a list of strings; objects have keys of their own. White space beyond one blank, a
 * list in a list, a cut list: not guessed, handed on.
 */
import { flag, LINES, push, SETS, TAPE, WHY_FIELD, WHY_SHAPE, WHY_VALUE } from "./context";
import { CLASS_KEY_EDGE } from "./prepare";
import { SLOTS } from "./sieve";

/** How a field gives up what it carries, as numbers; `plan.ts` has the same table. */
export const READ_NOTHING: u32 = 0;
export const READ_ADDRESS: u32 = 1;
export const READ_DOMAIN: u32 = 2;
export const READ_HOST: u32 = 3;
export const READ_TARGET: u32 = 4;
export const READ_URL: u32 = 5;
export const READ_HASH: u32 = 6;
export const READ_MAILS: u32 = 7;
export const READ_JA3: u32 = 8;
export const READ_JA4: u32 = 9;
export const READ_NAME: u32 = 10;
export const READ_DN: u32 = 11;
export const READ_FINGERPRINT: u32 = 12;
/** A field whose reading is not done here: a record that has it goes the slow way. */
export const READ_SLOWLY: u32 = 13;
/** The name of the record's log. */
export const READ_LOG: u32 = 14;
/** A host that pairs with the target of its record. */
export const READ_PAIRED_HOST: u32 = 15;
/** An object all of whose texts are read as hosts (`grouped`, whose keys are too short to look for). */
export const READ_SECTION: u32 = 16;

@inline
function isKey(slot: usize, at: usize): bool {
  const differs = v128.and(v128.xor(v128.load(at - 16), v128.load(slot)), v128.load(slot, 16));
  if (v128.any_true(differs)) return false;
  const length = <usize>load<u8>(slot, 33);
  return length == 0 || load<u8>(CLASS_KEY_EDGE + <usize>load<u8>(at - 1 - length)) != 0;
}

/** Compares the tape's keys, routes their values, and leaves on the tape where each value begins. */
export function routeJson(entries: u32): void {
  const end = TAPE + (<usize>entries << 3);
  sectionsUpTo = 0;
  for (let tape = TAPE; tape < end; tape += 8) {
    const at = <usize>load<u32>(tape);
    let number: u32 = load<u32>(tape, 4);
    let slot = SLOTS + (<usize>number << 6);
    while (!isKey(slot, at)) {
      number = load<u16>(slot, 34);
      if (number == 0) break;
      slot = SLOTS + (<usize>number << 6);
    }
    let value = at + 2;
    value += <usize>(load<u8>(value) == 0x20);
    store<u64>(tape, <u64>(<u32>value) | (<u64>number << 32));
    if (number == 0) continue;
    const reading: u32 = load<u8>(slot, 32);
    const first: u32 = load<u8>(value);
    if (reading == READ_SECTION) {
      if (first == 0x7b || first == 0x5b) section(value + 1);
      else if (first <= 0x20) flag(value, WHY_SHAPE);
    } else if (first == 0x22) {
      if (reading != READ_SLOWLY) push(reading, value + 1);
      else slowly(value + 1);
    } else if (first <= 0x20 || reading == READ_LOG) flag(value, WHY_SHAPE);
    else if (reading == READ_PAIRED_HOST) {
      // No text pairs with nothing: the key's own last quote is an empty text.
      push(reading, at);
      if (first == 0x5b) list(READ_HOST, value + 1);
    } else if (first == 0x5b) list(reading, value + 1);
    else if (first == 0x7b && reading == READ_SLOWLY) flag(value, WHY_FIELD);
  }
}

/** A field that is not read here matters only where it holds something. */
@inline
function slowly(s: usize): void {
  const c: u32 = load<u8>(s);
  if (c != 0x22 && !(c == 0x2d && load<u8>(s, 1) == 0x22)) flag(s, WHY_FIELD);
}

function list(reading: u32, from: usize): void {
  if (reading == READ_NOTHING) return;
  let p = from;
  while (true) {
    const c: u32 = load<u8>(p);
    if (c == 0x22) {
      if (reading == READ_SLOWLY) flag(p, WHY_FIELD);
      else push(reading, p + 1);
      p++;
      while (load<u8>(p) != 0x22) {
        if (load<u8>(p) == 0x5c || load<u8>(p) == 0x0a) {
          flag(p, WHY_VALUE);
          return;
        }
        p++;
      }
      p++;
    } else if (c == 0x5d) return;
    else if (c == 0x5b || c == 0x7b || c == 0x0a || c == 0x5c) {
      flag(from, reading == READ_SLOWLY ? WHY_FIELD : WHY_VALUE);
      return;
    } else p++; // a comma, a blank, a number
  }
}

/** Up to here texts of sections are on the list: one in another is not gone through again. */
let sectionsUpTo: usize = 0;

/** Puts every text of an object or list, keys among them, on the list of hosts. */
function section(from: usize): void {
  if (from < sectionsUpTo) return;
  let depth = 1;
  let p = from;
  while (depth > 0) {
    const c: u32 = load<u8>(p);
    if (c == 0x22) {
      push(READ_HOST, ++p);
      while (load<u8>(p) != 0x22) {
        if (load<u8>(p) == 0x5c) p++;
        if (load<u8>(p) == 0x0a) break;
        p++;
      }
    } else if (c == 0x7b || c == 0x5b) depth++;
    else if (c == 0x7d || c == 0x5d) depth--;
    else if (c == 0x0a) {
      flag(from, WHY_VALUE);
      break;
    }
    if (load<u8>(p) != 0x0a) p++;
  }
  sectionsUpTo = p;
}

/** Puts wanted cells on the lists of their readings; sets are taken apart at `comma`. */
export function routeTsv(entries: u32, comma: u32): void {
  const end = TAPE + (<usize>entries << 3);
  for (let tape = TAPE; tape < end; tape += 8) {
    const s = <usize>load<u32>(tape);
    const slot = SLOTS + (<usize>load<u32>(tape, 4) << 6);
    const reading: u32 = load<u8>(slot, 32);
    if (reading == READ_NOTHING) continue;
    const c: u32 = load<u8>(s);
    const next: u32 = load<u8>(s, 1);
    // Empty, or `-`: nothing is there. A paired host says so by its place on the list.
    const isEmpty = c == 0x09 || c == 0x0a || (c == 0x2d && (next == 0x09 || next == 0x0a));
    if (isEmpty && reading != READ_PAIRED_HOST) continue;
    if (reading == READ_SLOWLY) {
      flag(s, WHY_FIELD);
      continue;
    }
    if (load<u8>(slot, 40) == 0) {
      push(reading, s);
      continue;
    }
    push(reading + SETS, s);
    for (let p = s; load<u8>(p) != 0x09 && load<u8>(p) != 0x0a; p++)
      if (<u32>load<u8>(p) == comma) push(reading + SETS, p + 1);
  }
}

/** True where nothing is open at `at` but the record that begins at `s`. */
@inline
export function isOnTop(s: usize, at: usize): bool {
  const close = i8x16.splat(0x7d);
  for (let p = s + 1; p < at; p += 16) {
    // `{` is `[` with bit 0x20; `}` is `]` with it. Any of the four between means that it is not plain.
    const v = v128.or(v128.load(p), i8x16.splat(0x20));
    let mask = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(0x7b)), i8x16.eq(v, close)));
    if (at - p < 16) mask &= (1 << <i32>(at - p)) - 1;
    if (mask) return false;
  }
  return load<u8>(s) == 0x7b;
}

/** Number of the line in which `at` lies, among `lines` line ends. */
export function lineOf(at: u32, lines: u32): u32 {
  let low: u32 = 0;
  let count = lines;
  while (count > 0) {
    const half = count >> 1;
    const middle = low + half;
    if (load<u32>(LINES + (<usize>middle << 2)) < at) {
      low = middle + 1;
      count -= half + 1;
    } else count = half;
  }
  return low;
}
