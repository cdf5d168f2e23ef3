/**
 * Which lines of a feed are plainly a value: canonical text as it stands, so that reading it the long way
 * (`intel/read-value.ts`) would give the same text and type. One-sided as all of the kernel: whatever is not
 * surely such a value (a capital in a name, anything defanged, a comment behind, a URL that the standard
 * would rewrite) is left to be read the long way.
 *
 *     ipv4     203.0.113.9, also with a port, which is dropped      md5 … sha512   hex of their length, made small
 *     cidr     203.0.113.0/24, 2001:db8::/32, no bits behind the prefix
 *     ipv6     2001:db8::1 as RFC 5952 writes it                    email          box.name@mail.example
 *     domain   evil.example, the last label begins with a letter    url            http://host[:port]/path?query
 */
import { equalBytes } from "./entries";
import {
  TYPE_CIDR,
  TYPE_DOMAIN,
  TYPE_EMAIL,
  TYPE_IPV4,
  TYPE_IPV6,
  TYPE_MD5,
  TYPE_SHA1,
  TYPE_SHA256,
  TYPE_SHA512,
  TYPE_URL,
} from "./identify";
import { LINE_VALUE_BYTES } from "./lines-layout";
import { firstOf32, firstOf64, high, low, prefix, readNetwork, word } from "./parse-address";
import {
  CLASS_LINE,
  CLASS_URL_SAFE,
  LINE_AT,
  LINE_COLON,
  LINE_DASH,
  LINE_DOT,
  LINE_HEX,
  LINE_LETTER,
  LINE_OTHER,
} from "./prepare";
import { ADDRESS_AT, ADDRESS_END, IS_ADDRESS, isIpv4, readAddress } from "./rows-address";

/** Where the value ends: before its port, where it has one that is dropped. */
export let valueEnd: usize = 0;

const NAME_BYTES: usize = 253;
const LABEL_BYTES: usize = 63;

/** True for hex digits, 16 or more; capitals are made small then. */
function takeHex(s: usize, e: usize): bool {
  const last = e - 16;
  const fold = i8x16.splat(0x20);
  for (let p = s; p < e; p += 16) {
    const v = v128.load(p < last ? p : last);
    const digits = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
    const letters = i8x16.lt_u(i8x16.sub(v128.or(v, fold), i8x16.splat(0x61)), i8x16.splat(6));
    if (!i8x16.all_true(v128.or(digits, letters))) return false;
  }
  // Digits have the bit already.
  for (let p = s; p < e; p += 16) {
    const at = p < last ? p : last;
    v128.store(at, v128.or(v128.load(at), fold));
  }
  return true;
}

function hashType(s: usize, e: usize): i32 {
  const length = e - s;
  const type =
    length == 32
      ? TYPE_MD5
      : length == 40
        ? TYPE_SHA1
        : length == 64
          ? TYPE_SHA256
          : length == 128
            ? TYPE_SHA512
            : 0;
  return type && takeHex(s, e) ? <i32>type : -1;
}

/** True for a name of two labels and more; all bytes are of names and of small letters already. */
function isName(s: usize, e: usize): bool {
  if (e - s > NAME_BYTES) return false;
  let label = s;
  for (let p = s; p < e; p++) {
    if (load<u8>(p) != 0x2e) continue;
    if (p == label || p - label > LABEL_BYTES) return false;
    label = p + 1;
  }
  const length = e - label;
  if (label == s || length < 2 || length > LABEL_BYTES) return false;
  // The last label is no number and is not bent: a letter first, no underscore, no hyphen at its end.
  if (<u32>load<u8>(label) - 0x61 > 25 || load<u8>(e - 1) == 0x2d) return false;
  for (let p = label; p < e; p++) if (load<u8>(p) == 0x5f) return false;
  return true;
}

/** True for a decimal number at [s, e) from 1 to 65,535 without zeros before it; it is then in `port`. */
let port: u32 = 0;
function readPort(s: usize, e: usize): bool {
  if (e == s || e - s > 5 || load<u8>(s) == 0x30) return false;
  port = 0;
  for (let p = s; p < e; p++) {
    const digit = <u32>load<u8>(p) - 0x30;
    if (digit > 9) return false;
    port = port * 10 + digit;
  }
  return port < 65_536;
}

/** True where the label at `p` may be punycode, which the URL standard checks. */
function hasPunycode(s: usize, e: usize): bool {
  for (let p = s; p + 4 <= e; p++) if (load<u32>(p) == 0x2d2d6e78) return true; // xn--
  return false;
}

/** True for a URL that the standard writes as it stands; `s` is behind `http://` or `https://`. */
function isPlainUrl(s: usize, e: usize, portLeftOut: u32): bool {
  let seen: u32 = 0;
  let p = s;
  let hostEnd: usize = 0;
  for (; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x2f) break;
    if (c == 0x3a) {
      if (hostEnd) return false;
      hostEnd = p;
    } else if (!hostEnd) seen |= load<u8>(CLASS_LINE + <usize>c);
  }
  if (p == e || p == s) return false;
  if (!hostEnd) hostEnd = p;
  else if (!readPort(hostEnd + 1, p) || port == portLeftOut) return false;
  if (seen & (LINE_OTHER | LINE_AT)) return false;
  const isHost =
    seen & (LINE_LETTER | LINE_HEX | LINE_DASH)
      ? isName(s, hostEnd) && !hasPunycode(s, hostEnd)
      : isIpv4(s, hostEnd);
  if (!isHost) return false;
  for (; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (!load<u8>(CLASS_URL_SAFE + <usize>c)) return false;
    if (c == 0x28 || c == 0x29) return false; // round brackets may be somebody's way of breaking a value
    if (c == 0x2f) {
      const next: u32 = load<u8>(p, 1);
      if (next == 0x2e || next == 0x25) return false; // perhaps a step up, perhaps an escaped one
    }
  }
  const last: u32 = load<u8>(e - 1);
  return last != 0x2c && last != 0x3b; // a comma behind a value is cut
}

/** The number of `://` bytes behind the scheme http or https at `s`, 0 for all else. */
@inline
function schemeBytes(s: usize, e: usize): usize {
  if (e - s < 10 || load<u32>(s) != 0x70747468) return 0;
  if (load<u16>(s, 5) == 0x2f2f) return load<u8>(s, 4) == 0x3a ? 7 : 0;
  return load<u32>(s, 4) == 0x2f2f3a73 ? 8 : 0;
}

/** Wider networks are refused (`intel/limits.ts`); one of a single address is that address. */
const PREFIX_V4_MIN: i32 = 8;
const PREFIX_V6_MIN: i32 = 19;

/** True for IPv6 as RFC 5952 writes it. */
function isIpv6(s: usize, e: usize): bool {
  if (readAddress(s, e) != IS_ADDRESS) return false;
  const length = ADDRESS_END - ADDRESS_AT;
  return length == e - s && equalBytes(s, ADDRESS_AT, length);
}

/** True for a network in canonical text whose prefix stands behind the slash at `slash`. */
function isNetwork(s: usize, slash: usize, e: usize): bool {
  if (e - slash < 2 || load<u8>(slash, 1) == 0x30) return false;
  const family = readNetwork(s, e);
  if (family == 4)
    return prefix >= PREFIX_V4_MIN && prefix < 32 && firstOf32(word, prefix) == word && isIpv4(s, slash);
  if (family != 6 || prefix < PREFIX_V6_MIN || prefix > 127) return false;
  return firstOf64(high, prefix) == high && firstOf64(low, prefix - 64) == low && isIpv6(s, slash);
}

/** The type of the value that [s, e) plainly is, -1 where it must be read the long way. */
export function plainType(s: usize, e: usize): i32 {
  valueEnd = e;
  if (e - s > <usize>LINE_VALUE_BYTES) return -1;
  const hash = hashType(s, e);
  if (hash >= 0) return hash;
  const scheme = schemeBytes(s, e);
  if (scheme) return isPlainUrl(s + scheme, e, scheme == 7 ? 80 : 443) ? <i32>TYPE_URL : -1;
  let seen: u32 = 0;
  let mark: usize = 0; // the last @ or colon
  for (let p = s; p < e; p++) {
    const bits: u32 = load<u8>(CLASS_LINE + <usize>load<u8>(p));
    if (bits & (LINE_AT | LINE_COLON | LINE_OTHER)) {
      if (bits & LINE_OTHER) return load<u8>(p) == 0x2f && isNetwork(s, p, e) ? <i32>TYPE_CIDR : -1;
      if (mark && bits & LINE_AT) return -1;
      mark = p;
    }
    seen |= bits;
  }
  if (seen & LINE_AT) return !(seen & LINE_COLON) && mark > s && isName(mark + 1, e) ? <i32>TYPE_EMAIL : -1;
  if (seen & LINE_COLON) {
    if (!(seen & (LINE_LETTER | LINE_DASH | LINE_DOT))) return isIpv6(s, e) ? <i32>TYPE_IPV6 : -1;
    if (seen & (LINE_LETTER | LINE_HEX | LINE_DASH) || !isIpv4(s, mark)) return -1;
    if (!readPort(mark + 1, e)) return -1;
    valueEnd = mark;
    return <i32>TYPE_IPV4;
  }
  if (!(seen & (LINE_LETTER | LINE_HEX | LINE_DASH))) return isIpv4(s, e) ? <i32>TYPE_IPV4 : -1;
  return isName(s, e) ? <i32>TYPE_DOMAIN : -1;
}
