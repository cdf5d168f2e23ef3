/**
 * Addresses in canonical text, as `base/addresses` writes them: dotted decimal as it stands, IPv6 by RFC 5952. What
 * needs thought (a zone, dotted decimal within IPv6, an IPv4-mapped address) is not read here and goes the slow way.
 * IPv6 texts read lately are remembered, as sensors that write them in full length write the same ones again.
 *
 *     remembered: 256 × 96 bytes: 0 text (48) · 48 canonical text (40) · 88 lengths of both (u32)
 */

export const NO_ADDRESS: u32 = 0;
export const IS_ADDRESS: u32 = 1;
export const UNSURE: u32 = 2;

/** The canonical text that `readAddress` has found. */
export let ADDRESS_AT: usize = 0;
export let ADDRESS_END: usize = 0;

const MEMORY_SLOTS: u64 = 256;
const MEMORY_SLOT: usize = 96;
export const ADDRESS_MEMORY: usize = 256 * 96 + 64;
let remembered: usize = 0;
let groups: usize = 0;

/** `at`: ADDRESS_MEMORY bytes. */
export function bindAddresses(at: usize): void {
  remembered = at;
  groups = at + 256 * 96;
}

/** True for dotted decimal with parts of 0 to 255 and no leading zeros. */
export function isIpv4(s: usize, e: usize): bool {
  const n = <i32>(e - s);
  if (n < 7 || n > 15) return false;
  const v = v128.load(s);
  const dots = i8x16.bitmask(i8x16.eq(v, i8x16.splat(0x2e))) & ((1 << n) - 1);
  const digits = i8x16.bitmask(i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10)));
  if (((dots | digits) & ((1 << n) - 1)) != (1 << n) - 1 || popcnt(dots) != 3) return false;
  let ends = dots | (1 << n);
  let from = 0;
  while (ends) {
    const end = ctz(ends);
    const length = end - from;
    const first: u32 = load<u8>(s + <usize>from);
    if (length == 3) {
      if (first == 0x30 || first * 100 + load<u8>(s + <usize>from, 1) * 10 + load<u8>(s + <usize>from, 2) > 5583)
        return false; // '0' × 111 = 5,328, and 255
    } else if (length == 2) {
      if (first == 0x30) return false;
    } else if (length != 1) return false;
    from = end + 1;
    ends &= ends - 1;
  }
  return true;
}

/** Reads IPv6 of hex digits and colons only into `groups`. */
function readGroups(s: usize, e: usize): bool {
  let count = 0;
  let gap = -1;
  let at = s;
  if (load<u8>(s) == 0x3a) {
    if (e - s < 2 || load<u8>(s, 1) != 0x3a) return false;
    gap = 0;
    at += 2;
  }
  while (at < e) {
    let value: u32 = 0;
    let digits = 0;
    while (at < e) {
      const c: u32 = load<u8>(at);
      if (c == 0x3a) break;
      value = (value << 4) | (c < 0x40 ? c - 0x30 : (c | 0x20) - 0x57);
      digits++;
      at++;
    }
    if (digits == 0 || digits > 4 || count == 8) return false;
    store<u16>(groups + (<usize>count << 1), <u16>value);
    count++;
    if (at == e) break;
    at++;
    if (at == e) return false; // ends in a single colon
    if (load<u8>(at) == 0x3a) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  if (gap < 0) return count == 8;
  if (count > 7) return false;
  const after = count - gap;
  for (let i = 1; i <= after; i++)
    store<u16>(groups + (<usize>(8 - i) << 1), load<u16>(groups + (<usize>(count - i) << 1)));
  for (let i = gap; i < 8 - after; i++) store<u16>(groups + (<usize>i << 1), 0);
  return true;
}

/** Writes `groups` in canonical text; answers the place behind it. */
function writeGroups(to: usize): usize {
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && load<u16>(groups + (<usize>end << 1)) == 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  for (let i = 0; i < 8; i++) {
    if (i == best) {
      store<u16>(to, 0x3a3a);
      to += 2;
      i += bestLength - 1;
      continue;
    }
    if (i > 0 && i != best + bestLength) store<u8>(to++, 0x3a);
    const value: u32 = load<u16>(groups + (<usize>i << 1));
    let shift = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0;
    for (; shift >= 0; shift -= 4) {
      const digit = (value >> shift) & 15;
      store<u8>(to++, <u8>(digit < 10 ? digit + 0x30 : digit + 0x57));
    }
  }
  return to;
}

/** Reads [s, e) as an address in any text form. */
export function readAddress(s: usize, e: usize): u32 {
  if (isIpv4(s, e)) {
    ADDRESS_AT = s;
    ADDRESS_END = e;
    return IS_ADDRESS;
  }
  return readIpv6(s, e);
}

function readIpv6(s: usize, e: usize): u32 {
  const length = e - s;
  let colons = 0;
  let other = false;
  for (let at = s; at < e; at++) {
    const c: u32 = load<u8>(at);
    if (c == 0x3a) colons++;
    else if (c - 0x30 > 9 && (c | 0x20) - 0x61 > 5) {
      if (c == 0x2e || c == 0x25) other = true;
      else if (!other) return NO_ADDRESS; // behind a zone's mark anything may stand
    }
  }
  if (colons < 2) return NO_ADDRESS;
  if (other) return UNSURE;
  if (length < 2 || length > 45) return NO_ADDRESS;
  const hash = (load<u64>(e - 8) ^ (load<u64>(s) << 3) ^ <u64>length) * 0x9e3779b97f4a7c15;
  const slot = remembered + <usize>((hash >> 40) & (MEMORY_SLOTS - 1)) * MEMORY_SLOT;
  ADDRESS_AT = slot + 48;
  const lengths = load<u32>(slot, 88);
  if (<usize>(lengths & 0xff) == length) {
    let i: usize = 0;
    while (i < length && load<u8>(s + i) == load<u8>(slot + i)) i++;
    if (i == length) {
      ADDRESS_END = ADDRESS_AT + <usize>(lengths >> 8);
      return IS_ADDRESS;
    }
  }
  if (!readGroups(s, e)) return NO_ADDRESS;
  // ::ffff:0:0/96 is written as the IPv4 address it means
  if (load<u64>(groups) == 0 && load<u16>(groups, 8) == 0 && load<u16>(groups, 10) == 0xffff) return UNSURE;
  memory.copy(slot, s, length);
  ADDRESS_END = writeGroups(ADDRESS_AT);
  store<u32>(slot, <u32>length | (<u32>(ADDRESS_END - ADDRESS_AT) << 8), 88);
  return IS_ADDRESS;
}
