/**
 * Texts against predicates: comparing one with another in full, and the keys that say which comparisons are worth
 * making. A key is 32 bits of a few bytes at one place of a value (inside, its beginning, its end, the whole),
 * folded by bit 0x20 and mixed with the field's seed; what it finds is always compared in full, so a key that is
 * met by chance costs time and never an answer. `predicates/place-keys.ts` makes the same keys.
 */
import { TAIL_MASKS } from "./memory";
import { OP_CONTAINS, OP_ENDS, OP_EQUALS } from "./predicates-memory";

/** Odd multipliers, so that keys are as different as the bytes they are made of. */
export const KEY_MIX: u32 = 0x9e3779b1;
const KEY_HIGH: u32 = 0x85ebca77;
const KEY_LANE: u32 = 0xc2b2ae3d;
const KEY_LENGTH: u32 = 0x27d4eb2f;
/** Added to a seed, times KEY_PLACE: 1–4 and 8 for beginnings of that many bytes, 16 more for ends, 32: whole. */
const KEY_PLACE: u32 = 0x165667b1;
export const PLACE_BEGIN: u32 = 0;
export const PLACE_END: u32 = 16;
const PLACE_WHOLE: u32 = 32;
const FOLD: u32 = 0x20202020;

/** Key of the first or last `count` (1–4) bytes, which stand in the low bytes of `word`. */
@inline
export function keyOfFew(word: u32, count: u32, place: u32, seed: u32): u32 {
  const kept = (word | FOLD) & (<u32>0xffffffff >> ((4 - count) << 3));
  return (kept ^ (seed + (place + count) * KEY_PLACE)) * KEY_MIX;
}

/** Key of the eight bytes at `at`. */
@inline
export function keyOfEight(at: usize, place: u32, seed: u32): u32 {
  const high = (load<u32>(at, 4) | FOLD) * KEY_HIGH;
  return ((load<u32>(at) | FOLD) ^ rotl(high, 15) ^ (seed + (place + 8) * KEY_PLACE)) * KEY_MIX;
}

@inline
function mixLanes(h: v128, v: v128): v128 {
  const mixed = i32x4.mul(v128.xor(h, v), i32x4.splat(KEY_LANE));
  return v128.xor(mixed, i32x4.shr_u(mixed, 15));
}

/** Key of the whole value [s, e), read from its right end, 16 bytes at a time. */
@inline
export function keyOfWhole(s: usize, e: usize, seed: u32): u32 {
  const fold = i8x16.splat(0x20);
  let h = i32x4.splat(seed + PLACE_WHOLE * KEY_PLACE + <u32>(e - s) * KEY_LENGTH);
  while (e - s >= 16) {
    h = mixLanes(h, v128.or(v128.load(e - 16), fold));
    e -= 16;
  }
  if (e > s) h = mixLanes(h, v128.and(v128.or(v128.load(e - 16), fold), v128.load(TAIL_MASKS + (e - s))));
  const a = <u32>i32x4.extract_lane(h, 0);
  const b = <u32>i32x4.extract_lane(h, 1);
  const c = <u32>i32x4.extract_lane(h, 2);
  const d = <u32>i32x4.extract_lane(h, 3);
  return (a ^ rotl(b, 7) ^ rotl(c, 13) ^ rotl(d, 19)) * KEY_MIX;
}

/** Whether a field's filter knows a key: 1 in the lowest bit of the answer. The filter has 2^(32 - `shift`) words. */
@inline
export function knows(filter: usize, shift: u32, key: u32): u32 {
  return load<u32>(filter + (<usize>(key >> shift) << 2)) >> (key >> 14);
}

@inline
function lower(c: u32): u32 {
  return c - 0x41 < 26 ? c | 0x20 : c;
}

/** Whether the predicate's text stands at `at`; texts that are not cased are kept in small letters. */
function isTextAt(predicate: usize, at: usize): bool {
  const text = predicate + 12;
  const length = <usize>load<u32>(predicate, 8);
  if (load<u8>(predicate, 7)) {
    for (let i: usize = 0; i < length; i++) if (load<u8>(at + i) != load<u8>(text + i)) return false;
  } else {
    for (let i: usize = 0; i < length; i++)
      if (lower(load<u8>(at + i)) != <u32>load<u8>(text + i)) return false;
  }
  return true;
}

/** Whether the value [s, e) meets the predicate where its key was found: its byte `offset` stands at `p`. */
export function holdsAt(predicate: usize, s: usize, e: usize, p: usize, offset: usize): bool {
  const length = <usize>load<u32>(predicate, 8);
  if (e - s < length) return false;
  const op: u32 = load<u8>(predicate, 6);
  let begin = s;
  if (op == OP_CONTAINS) {
    begin = p - offset;
    if (begin < s || begin + length > e) return false;
  } else if (op == OP_ENDS) begin = e - length;
  else if (op == OP_EQUALS && e - s != length) return false;
  return isTextAt(predicate, begin);
}

/** Whether the value [s, e) meets the predicate anywhere. */
export function holdsIn(predicate: usize, s: usize, e: usize): bool {
  if (load<u8>(predicate, 6) != OP_CONTAINS) return holdsAt(predicate, s, e, s, 0);
  const length = <usize>load<u32>(predicate, 8);
  const first: u32 = load<u8>(predicate, 12) | 0x20;
  for (let p = s; p + length <= e; p++)
    if ((<u32>load<u8>(p) | 0x20) == first && isTextAt(predicate, p)) return true;
  return false;
}
