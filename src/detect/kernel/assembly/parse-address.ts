/**
 * Reads the addresses and networks of the index's own entries: canonical text, so dotted decimal or RFC 5952 and
 * nothing else. Telemetry's many writings are read in `addresses.ts`. What is not canonical is simply no address
 * here, and is then hashed as text.
 *
 *     family 4: word            family 6: high and low half            prefix: bits behind the slash, else -1
 */

export let high: u64 = 0;
export let low: u64 = 0;
export let word: u32 = 0;
export let prefix: i32 = -1;

/** Decimal number of up to three digits at [s, e); -1 where it is none. */
function decimal(s: usize, e: usize): i32 {
  if (e == s || e - s > 3) return -1;
  let n = 0;
  for (let p = s; p < e; p++) {
    const d = <i32>load<u8>(p) - 0x30;
    if (d < 0 || d > 9) return -1;
    n = n * 10 + d;
  }
  return n;
}

function readV4(s: usize, e: usize): bool {
  let value: u32 = 0;
  let from = s;
  for (let part = 0; part < 4; part++) {
    let to = from;
    while (to < e && load<u8>(to) != 0x2e) to++;
    const n = decimal(from, to);
    if (n < 0 || n > 255 || (part < 3) != (to < e)) return false;
    value = (value << 8) | <u32>n;
    from = to + 1;
  }
  word = value;
  return true;
}

function readV6(s: usize, e: usize): bool {
  // Groups before `::` are shifted in from the left, those behind it from the right.
  let leftHigh: u64 = 0;
  let leftLow: u64 = 0;
  let rightHigh: u64 = 0;
  let rightLow: u64 = 0;
  let left = 0;
  let right = 0;
  let gap = false;
  let p = s;
  if (e - s >= 2 && load<u16>(s) == 0x3a3a) {
    gap = true;
    p = s + 2;
  }
  while (p < e) {
    let group: u64 = 0;
    let digits = 0;
    while (p < e && load<u8>(p) != 0x3a) {
      const c: i32 = load<u8>(p);
      const d = c >= 0x30 && c <= 0x39 ? c - 0x30 : c >= 0x61 && c <= 0x66 ? c - 0x57 : -1;
      if (d < 0 || ++digits > 4) return false;
      group = (group << 4) | <u64>d;
      p++;
    }
    if (digits == 0 || left + right == 8) return false;
    if (gap) {
      rightHigh = (rightHigh << 16) | (rightLow >> 48);
      rightLow = (rightLow << 16) | group;
      right++;
    } else {
      if (left < 4) leftHigh |= group << (48 - (<u64>left << 4));
      else leftLow |= group << (48 - ((<u64>left - 4) << 4));
      left++;
    }
    if (p == e) break;
    p++;
    if (p == e) return false;
    if (load<u8>(p) == 0x3a) {
      if (gap) return false;
      gap = true;
      p++;
    }
  }
  if (gap ? left + right > 7 : left != 8) return false;
  high = leftHigh | rightHigh;
  low = leftLow | rightLow;
  return true;
}

/** Reads `address` or `address/prefix`; answers the family, 4 or 6, or 0 where it is neither. */
export function readNetwork(s: usize, e: usize): u32 {
  let end = s;
  let isV6 = false;
  while (end < e && load<u8>(end) != 0x2f) {
    if (load<u8>(end) == 0x3a) isV6 = true;
    end++;
  }
  prefix = -1;
  if (end < e) {
    prefix = decimal(end + 1, e);
    if (prefix < 0 || prefix > (isV6 ? 128 : 32)) return 0;
  }
  if (isV6) return readV6(s, end) ? 6 : 0;
  return readV4(s, end) ? 4 : 0;
}

/** The first `bits` (0–64) bits of a word, the rest zero. */
@inline
export function firstOf64(value: u64, bits: i32): u64 {
  return bits <= 0 ? 0 : bits >= 64 ? value : value & (~(<u64>0) << (64 - <u64>bits));
}
/** The first `bits` (0–32) bits of a word, the rest zero. */
@inline
export function firstOf32(value: u32, bits: i32): u32 {
  return bits <= 0 ? 0 : bits >= 32 ? value : value & (~(<u32>0) << (32 - <u32>bits));
}
