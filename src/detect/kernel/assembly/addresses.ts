/**
 * Addresses read where they lie. IPv4 by one shuffle: the places of the dots and of the closing mark make a mask of
 * 16 bits, of which 81 are dotted decimal; each has a shuffle that brings units, tens and hundreds of the four
 * parts to fixed lanes, and two multiply-adds make the four numbers.
 *
 *     "203.0.113.9"    dots and end:  bits 3, 5, 9, 11   →  layout (3,1,3,1)
 *      units and tens  3 0 . 0 _ _ 3 1 9 _   × 1, 10      hundreds  2 _ 1 _  × 100
 *
 * A part with a leading zero is read as decimal; the slow path refuses it, so that costs a look and no more.
 * IPv6 is read digit by digit and remembered by its text's hash, as the same addresses come again and again.
 */
import { IPV4_LAYOUT_OF, IPV4_MASKS, IPV4_SHUFFLES, PLACES } from "./memory";
import {
  emit,
  flag,
  listAt,
  listLength,
  TEXT_CACHE,
  TEXTS,
  setValueCount,
  valueCount,
  HASH,
  AT,
  SPAN,
  WHY_VALUE,
  WHY_ESCAPED,
} from "./context";
import { hashExact, hashIpv4, hashIpv6, KIND_IPV4, KIND_IPV6 } from "./hash";
import { endOf, TERMINATOR } from "./ends";
import { meetsNetworkV4, meetsNetworkV6, near, nearStep } from "./near-networks";

/** Found by search: the 81 masks times this have 81 different top nine bits. */
export const IPV4_HASH: u32 = 0x431160ad;

/** Longest IPv6 text without a zone: eight groups, the last two as dotted decimal (RFC 4291, 2.2). */
const IPV6_LENGTH: usize = 45;

let high: u64 = 0;
let low: u64 = 0;
/** Halves of the address that `parseIpv6` read. */
export function ipv6High(): u64 {
  return high;
}
export function ipv6Low(): u64 {
  return low;
}

/**
 * Reads dotted decimal of `v`, which ends before bit `end` (one bit set, under 0x10000 where it is in the vector);
 * `dots` are the places of dots. Answers 2^32 + the address, 0 where it is none.
 */
@inline
function shuffleIpv4(v: v128, end: i32, dots: i32): u64 {
  const mask = (dots & (end - 1)) | end;
  const layout = <usize>load<u8>(IPV4_LAYOUT_OF + <usize>((<u32>mask * IPV4_HASH) >> 23));
  const shuffle = IPV4_SHUFFLES + (layout << 5);
  const digits = i8x16.sub(v, i8x16.splat(0x30));
  const a = i8x16.swizzle(digits, v128.load(shuffle));
  const b = i8x16.swizzle(digits, v128.load(shuffle, 16));
  const parts = i32x4.add(
    i32x4.dot_i16x8_s(a, v128.load(PLACES)),
    i32x4.dot_i16x8_s(b, v128.load(PLACES, 16)),
  );
  const wrong = v128.or(
    i16x8.gt_u(i16x8.max_u(a, b), i16x8.splat(9)),
    i32x4.gt_u(parts, i32x4.splat(255)),
  );
  let bytes = i16x8.narrow_i32x4_u(parts, parts);
  bytes = i8x16.narrow_i16x8_u(bytes, bytes);
  const word = <u64>bswap<u32>(i32x4.extract_lane(bytes, 0));
  // Other masks share a place with the 81; a mask without an end in the vector has bit 16, so it is none of them.
  const right = <u64>(<u32>(mask == load<u16>(IPV4_MASKS + (layout << 1))) & <u32>!v128.any_true(wrong));
  return word | (right << 32);
}

/** Reads [s, e) as dotted decimal: 2^32 + the address, below 2^32 where it is none. */
export function parseIpv4(s: usize, e: usize): u64 {
  if (e - s > 15 || e - s < 7) return 0;
  const v = v128.load(s);
  return shuffleIpv4(v, 1 << <i32>(e - s), i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x2e))));
}

/** Reads [s, e) as IPv6 in any text form, a zone left out; true with `ipv6High` and `ipv6Low` set. */
export function parseIpv6(s: usize, e: usize): bool {
  let a: u64 = 0;
  let b: u64 = 0;
  let groups = 0;
  let gap = -1;
  let group: u32 = 0;
  let digits = 0;
  let p = s;
  let start = s;
  let open = true; // a group may begin here
  if (p + 1 < e && load<u8>(p) == 0x3a) {
    if (load<u8>(p, 1) != 0x3a) return false;
    gap = 0;
    p += 2;
    start = p;
    open = false;
  }
  while (p < e) {
    const c: u32 = load<u8>(p);
    if (c == 0x25) break; // %zone
    if (c == 0x3a) {
      if (digits == 0 || groups >= 8) return false;
      if (groups < 4) a = (a << 16) | group;
      else b = (b << 16) | group;
      groups++;
      group = 0;
      digits = 0;
      p++;
      open = true;
      if (p < e && load<u8>(p) == 0x3a) {
        if (gap >= 0) return false;
        gap = groups;
        p++;
        open = false;
      }
      start = p;
      continue;
    }
    if (c == 0x2e) {
      let end = start;
      while (end < e && load<u8>(end) != 0x25) end++;
      const word = parseIpv4(start, end);
      if (word >> 32 == 0 || groups > 6) return false;
      const first = (word >> 16) & 0xffff;
      if (groups < 4) a = (a << 16) | first;
      else b = (b << 16) | first;
      groups++;
      if (groups < 4) a = (a << 16) | (word & 0xffff);
      else b = (b << 16) | (word & 0xffff);
      groups++;
      digits = 0;
      open = false;
      break;
    }
    let d = c - 0x30;
    if (d > 9) {
      d = (c | 0x20) - 0x57;
      if (d < 10 || d > 15) return false;
    }
    group = (group << 4) | d;
    if (++digits > 4) return false;
    open = false;
    p++;
  }
  if (digits > 0) {
    if (groups >= 8) return false;
    if (groups < 4) a = (a << 16) | group;
    else b = (b << 16) | group;
    groups++;
  } else if (open) return false; // ends in a single colon, or is empty
  if (gap < 0) {
    if (groups != 8) return false;
    high = a;
    low = b;
    return true;
  }
  if (groups > 7) return false;
  spread(a, b, groups, gap);
  return true;
}

/** Puts the zeros of a `::` before group `gap` of `groups` groups. */
function spread(a: u64, b: u64, groups: i32, gap: i32): void {
  const zeros = 8 - groups;
  const inHigh = groups < 4 ? groups : 4;
  high = 0;
  low = 0;
  for (let i = 0; i < 8; i++) {
    const from = i < gap ? i : i < gap + zeros ? -1 : i - zeros;
    let group: u64 = 0;
    if (from >= 0) {
      if (from < 4) group = (a >> (<u64>(inHigh - 1 - from) << 4)) & 0xffff;
      else group = (b >> (<u64>(groups - 1 - from) << 4)) & 0xffff;
    }
    if (i < 4) high = (high << 16) | group;
    else low = (low << 16) | group;
  }
}

/** Looks an IPv6 text of up to 45 characters up among those read lately, or reads it. */
@inline
function rememberedIpv6(s: usize, e: usize): bool {
  const hash = hashExact(KIND_IPV6, s, e);
  const slot = TEXT_CACHE + <usize>(<u32>hash & (TEXTS - 1)) * 24;
  if (load<u64>(slot) == hash) {
    high = load<u64>(slot, 8);
    low = load<u64>(slot, 16);
    return true;
  }
  if (!parseIpv6(s, e)) return false;
  store<u64>(slot, hash);
  store<u64>(slot, high, 8);
  store<u64>(slot, low, 16);
  return true;
}

/** `1.2.3.4::` is no address by RFC 4291 (2.2, 3), but the slow path takes it for one. */
function hasGapBehindDot(s: usize, e: usize): bool {
  while (s < e && load<u8>(s) != 0x2e) s++;
  for (; s + 1 < e; s++) if (load<u16>(s) == 0x3a3a) return true;
  return false;
}

/** Emits [s, e) where it is an IPv6 address, an IPv4-mapped one as IPv4. False where it is none. */
export function takeIpv6(s: usize, e: usize): bool {
  if (e - s < 2) return false;
  if (e - s > IPV6_LENGTH) {
    // Only a zone can make an address longer.
    for (let p = s; p < e; p++)
      if (load<u8>(p) == 0x25) {
        flag(s, WHY_VALUE);
        return true;
      }
    return false;
  }
  if (!rememberedIpv6(s, e)) {
    if (!hasGapBehindDot(s, e)) return false;
    flag(s, WHY_VALUE);
    return true;
  }
  if (high == 0 && low >> 32 == 0xffff) {
    emit(hashIpv4(<u32>low), s, KIND_IPV4, 0);
    meetsNetworkV4(<u32>low, s);
  } else {
    emit(hashIpv6(high, low), s, KIND_IPV6, 0);
    meetsNetworkV6(high, low, s);
  }
  return true;
}

/** Emits [s, e) where it is an IPv4 address. False where it is none. */
export function takeIpv4(s: usize, e: usize): bool {
  const word = parseIpv4(s, e);
  if (word >> 32 == 0) return false;
  emit(hashIpv4(<u32>word), s, KIND_IPV4, 0);
  meetsNetworkV4(<u32>word, s);
  return true;
}

/**
 * All values of an address list. IPv4 in a loop without branches that depend on the value; what is not
 * plainly IPv4 is gathered in place at the list's front and read with care afterwards.
 */
export function addresses(reading: u32): void {
  let n = <usize>valueCount();
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  const mark = i8x16.splat(TERMINATOR);
  const dot = i8x16.splat(0x2e);
  let others = list;
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const v = v128.load(s);
    const ends = i8x16.bitmask(i8x16.eq(v, mark)) | 0x10000;
    const word = shuffleIpv4(v, ends & -ends, i8x16.bitmask(i8x16.eq(v, dot)));
    store<u64>(HASH + (n << 3), hashIpv4(<u32>word));
    store<u32>(AT + (n << 2), <u32>s);
    store<u32>(SPAN + (n << 2), KIND_IPV4);
    const right = <usize>(word >> 32);
    n += right;
    near(<u32>word, s);
    nearStep(<u32>word, <u32>right);
    store<u32>(others, <u32>s);
    others += (1 - right) << 2;
  }
  setValueCount(<u32>n);
  for (let from = list; from < others; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else if (!takeIpv4(s, e)) takeIpv6(s, e);
  }
}
