/**
 * Domain names and hosts. A name is not looked up itself: only its last two labels are, as every listed name has
 * its last two in the filter. For nearly every name in telemetry that one question answers for the name and all of
 * its parents; where the answer is "perhaps", `probe.ts` asks for each of them.
 *
 *     cdn.eu.example.com          example.com → filter of roots → "surely not"
 *             └─────────┘ root
 *
 * The dots of the last 32 bytes are a mask: with the last dot taken out, the highest bit left is where the root
 * begins. Names are folded by bit 0x20; one dot at the end is cut. Nothing else is normalized: what needs more
 * (bytes beyond ASCII, escapes) was handed on by `endOf`.
 */
import { emit, flag, listAt, listLength, WHY_ESCAPED, WHY_VALUE } from "./context";
import { endOf } from "./ends";
import { hashFolded, KIND_DOMAIN_ROOT } from "./hash";
import { takeIpv4, takeIpv6 } from "./addresses";

/** Names are 253 characters at most (RFC 1035, 2.3.4); longer text is no name in any writing of ASCII. */
const NAME_LENGTH: usize = 254;

function rootBySteps(s: usize, e: usize): usize {
  let dots = 0;
  for (let p = e; p > s; p--)
    if (load<u8>(p - 1) == 0x2e && ++dots == 2) return p;
  return s;
}

/** Emits the root of the name [s, e). A text without a dot is no domain. */
@inline
export function takeName(s: usize, e: usize): void {
  e -= <usize>(load<u8>(e - 1) == 0x2e);
  const length = e - s;
  if (length < 3 || length > NAME_LENGTH) return;
  const dot = i8x16.splat(0x2e);
  let dots =
    <u32>i8x16.bitmask(i8x16.eq(v128.load(e - 32), dot)) |
    (<u32>i8x16.bitmask(i8x16.eq(v128.load(e - 16), dot)) << 16);
  if (length < 32) dots &= 0xffffffff << (32 - <u32>length);
  let root: usize;
  if (dots) {
    dots ^= <u32>0x80000000 >> clz(dots); // the last dot: the root begins after the one before it
    root = dots ? e - <usize>clz(dots) : length <= 32 ? s : rootBySteps(s, e);
  } else {
    if (length <= 32) return;
    root = rootBySteps(s, e);
  }
  emit(hashFolded(KIND_DOMAIN_ROOT, root, e), s, KIND_DOMAIN_ROOT, e - s);
}

/** A host: a name or an address, perhaps with a port, perhaps in brackets. */
export function takeHost(s: usize, e: usize): void {
  if (e == s) return;
  if (load<u8>(s) == 0x5b) {
    flag(s, WHY_VALUE);
    return;
  }
  const colons = colonsOf(s, e);
  if (colons > 1) {
    takeIpv6(s, e);
    return;
  }
  if (colons == 1) {
    e = firstColon;
    if (e == s) return;
  }
  if (<u32>load<u8>(e - 1) - 0x30 < 10 && takeIpv4(s, e)) return;
  takeName(s, e);
}

let firstColon: usize = 0;

/** How many colons stand in [s, e), two for any more; the first is noted. */
@inline
function colonsOf(s: usize, e: usize): i32 {
  let found = 0;
  const colon = i8x16.splat(0x3a);
  for (let at = s; at < e; at += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(at), colon));
    if (e - at < 16) mask &= (1 << <i32>(e - at)) - 1;
    if (!mask) continue;
    if (found == 0) firstColon = at + <usize>ctz(mask);
    found += popcnt(mask);
  }
  return found;
}

/** `*.example.org` in a certificate names the domain itself. */
@inline
export function withoutWildcard(s: usize, e: usize): usize {
  return e - s > 2 && load<u16>(s) == 0x2e2a ? s + 2 : s;
}

export function domains(reading: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else if (e > s) takeName(s, e);
  }
}

/** Hosts; with `wildcards`, names as certificates write them. */
export function hosts(reading: u32, wildcards: bool): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else takeHost(wildcards ? withoutWildcard(s, e) : s, e);
  }
}
