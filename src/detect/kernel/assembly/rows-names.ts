/**
 * Domain names and hosts in canonical text, as the model's `normalizeDomain` and `normalizeHost` write them: small
 * letters, no dot at the end, at least two labels of letters, digits, `-` and `_`, the last not a number. A name with
 * any other ASCII character is none by those rules; a name beyond ASCII goes the slow way.
 *
 * Up to 64 characters are looked at as bit masks, one bit a character: where dots stand, and digits. A label is
 * empty where a dot is first, last or next to another; the last label is the bits above the highest dot.
 */
import { ADDRESS_AT, ADDRESS_END, IS_ADDRESS, isIpv4, readAddress, UNSURE } from "./rows-address";
import { ADDRESSES, NAMES, ODD_ADDRESS, ODD_NAME } from "./rows-memory";
import { addEntry, isAscii, keepScratch, same, scratchFor } from "./rows-text";

const NAME_MAX: usize = 253;

/** The name that `readDomain` has found, in the scratch space. */
export let DOMAIN_AT: usize = 0;
export let DOMAIN_END: usize = 0;

/** Both ends of the event: what equals one of them stands in no list. */
let sourceAt: usize = 0;
let sourceLength: usize = 0;
let destinationAt: usize = 0;
let destinationLength: usize = 0;

export function setEnds(source: usize, length: usize, destination: usize, otherLength: usize): void {
  sourceAt = source;
  sourceLength = length;
  destinationAt = destination;
  destinationLength = otherLength;
}

/** Adds a canonical value to a list, unless it is an end of the event. */
@inline
export function offer(list: u32, s: usize, e: usize): void {
  const length = e - s;
  if (length == sourceLength && same(sourceAt, s, length)) return;
  if (length == destinationLength && same(destinationAt, s, length)) return;
  addEntry(list, s, e);
}

/** Where the byte `c` stands first in [s, e); `e` where it does not. */
@inline
export function find(s: usize, e: usize, c: u8): usize {
  const wanted = i8x16.splat(<i8>c);
  while (s < e) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(s), wanted));
    if (mask) {
      const at = s + <usize>ctz(mask);
      return at < e ? at : e;
    }
    s += 16;
  }
  return e;
}

/** Reads [s, e) as a name: 1 with the name set, 0 where it is none, UNSURE. */
export function readDomain(s: usize, e: usize): u32 {
  if (e > s && load<u8>(e - 1) == 0x2e) e--;
  const n = e - s;
  if (n == 0) return 0;
  if (n > 64) return readLongDomain(s, e);
  const to = scratchFor(n);
  if (to == 0) return UNSURE;
  let dots: u64 = 0;
  let digits: u64 = 0;
  let other = 0;
  let beyond = 0;
  for (let i: usize = 0; i < n; i += 16) {
    let v = v128.load(s + i);
    const live = n - i >= 16 ? 0xffff : (1 << <i32>(n - i)) - 1;
    const capital = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x41)), i8x16.splat(26));
    v = v128.or(v, v128.and(capital, i8x16.splat(0x20)));
    v128.store(to + i, v);
    const dot = i8x16.eq(v, i8x16.splat(0x2e));
    const number = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
    const letter = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x61)), i8x16.splat(26));
    const mark = v128.or(i8x16.eq(v, i8x16.splat(0x2d)), i8x16.eq(v, i8x16.splat(0x5f)));
    other |= ~i8x16.bitmask(v128.or(v128.or(dot, number), v128.or(letter, mark))) & live;
    beyond |= i8x16.bitmask(v) & live;
    dots |= <u64>(i8x16.bitmask(dot) & live) << <u64>i;
    digits |= <u64>(i8x16.bitmask(number) & live) << <u64>i;
  }
  if (beyond) return UNSURE;
  if (other || dots == 0 || dots & 1 || (dots >> (n - 1)) & 1 || dots & (dots << 1)) return 0;
  const last = 64 - clz(dots);
  const length = <u64>n - last;
  const all = (<u64>1 << length) - 1;
  if (((digits >> last) & all) == all) return 0;
  keepScratch(to + n);
  DOMAIN_AT = to;
  DOMAIN_END = to + n;
  return 1;
}

function readLongDomain(s: usize, e: usize): u32 {
  if (!isAscii(s, e)) return UNSURE;
  const n = e - s;
  if (n > NAME_MAX) return 0;
  const to = scratchFor(n);
  if (to == 0) return UNSURE;
  let label = 0;
  let dots = 0;
  let numbers = true;
  for (let i: usize = 0; i < n; i++) {
    let c: u32 = load<u8>(s + i);
    if (c - 0x41 < 26) c |= 0x20;
    store<u8>(to + i, <u8>c);
    if (c == 0x2e) {
      if (label == 0) return 0;
      label = 0;
      dots++;
      numbers = true;
      continue;
    }
    if (c - 0x30 > 9) {
      numbers = false;
      if (c - 0x61 > 25 && c != 0x2d && c != 0x5f) return 0;
    }
    if (++label > 63) return 0;
  }
  if (dots == 0 || label == 0 || numbers) return 0;
  keepScratch(to + n);
  DOMAIN_AT = to;
  DOMAIN_END = to + n;
  return 1;
}

export function addDomain(s: usize, e: usize): u32 {
  const found = readDomain(s, e);
  if (found == 1) offer(NAMES, DOMAIN_AT, DOMAIN_END);
  return found == UNSURE ? ODD_NAME : 0;
}

export function addAddress(s: usize, e: usize): u32 {
  const found = readAddress(s, e);
  if (found == IS_ADDRESS) offer(ADDRESSES, ADDRESS_AT, ADDRESS_END);
  return found == UNSURE ? ODD_ADDRESS : 0;
}

/** True for one to five digits. */
export function isPort(s: usize, e: usize): bool {
  if (e == s || e - s > 5) return false;
  for (; s < e; s++) if (<u32>load<u8>(s) - 0x30 > 9) return false;
  return true;
}

/** A name or an address, perhaps with a port. */
export function addHost(s: usize, e: usize): u32 {
  if (e == s) return 0;
  if (load<u8>(s) == 0x5b) return ODD_ADDRESS;
  const colon = find(s, e, 0x3a);
  if (colon < e) {
    if (find(colon + 1, e, 0x3a) < e) return addAddress(s, e);
    if (!isPort(colon + 1, e)) return 0;
    e = colon;
  }
  if (isIpv4(s, e)) {
    offer(ADDRESSES, s, e);
    return 0;
  }
  return addDomain(s, e);
}

/** A host as a certificate names it: `*.example.org` names the domain itself. */
export function addCertificateHost(s: usize, e: usize): u32 {
  return e - s > 1 && load<u16>(s) == 0x2e2a ? addHost(s + 2, e) : addHost(s, e);
}
