/**
 * URLs in canonical text where the WHATWG parser would leave them as they are, or nearly: `http` or `https`, a host of
 * plain ASCII labels, a port, and a path and query in which nothing is percent-encoded, dropped or resolved. Capitals
 * of the host become small, a default port goes, a missing path becomes `/`. Everything else goes the slow way.
 *
 *     http://www.Example.com:80/a?b   →   http://www.example.com/a?b
 *     └scheme┘└────host────┘└p┘└rest┘
 *
 * A request's URL is put together first from its target and Host header, as the intake's `carryTarget` does.
 */
import { isIpv4 } from "./rows-address";
import { ODD_LONG, ODD_URL, URLS } from "./rows-memory";
import { addHost, find, isPort, offer } from "./rows-names";
import { copy, isAscii, keepScratch, scratchFor } from "./rows-text";

const URL_MAX: usize = 8192;
const HOST_MAX: usize = 253;

/** Where `://` begins behind a scheme of `least` to `most` characters after its first letter; 0 without one. */
function schemeEnd(s: usize, e: usize, least: usize, most: usize): usize {
  if (s == e || (<u32>load<u8>(s) | 0x20) - 0x61 > 25) return 0;
  let at = s + 1;
  while (at < e) {
    const c: u32 = load<u8>(at);
    if (c - 0x30 > 9 && (c | 0x20) - 0x61 > 25 && c != 0x2b && c != 0x2e && c != 0x2d) break;
    at++;
  }
  const length = at - s - 1;
  if (length < least || length > most || at + 3 > e) return 0;
  return load<u8>(at) == 0x3a && load<u16>(at, 1) == 0x2f2f ? at : 0;
}

/** True where nothing of a path and query would be written otherwise. */
function isPlain(s: usize, e: usize): bool {
  for (let at = s; at < e; at += 16) {
    const v = v128.load(at);
    const live = e - at >= 16 ? 0xffff : (1 << <i32>(e - at)) - 1;
    const outside = i8x16.gt_u(i8x16.sub(v, i8x16.splat(0x21)), i8x16.splat(0x5d)); // below `!`, above `~`
    const quotes = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x27)));
    const angles = v128.or(i8x16.eq(v, i8x16.splat(0x3c)), i8x16.eq(v, i8x16.splat(0x3e)));
    const braces = v128.or(i8x16.eq(v, i8x16.splat(0x7b)), i8x16.eq(v, i8x16.splat(0x7d)));
    const slants = v128.or(i8x16.eq(v, i8x16.splat(0x5c)), i8x16.eq(v, i8x16.splat(0x60)));
    const others = v128.or(i8x16.eq(v, i8x16.splat(0x23)), i8x16.eq(v, i8x16.splat(0x5e)));
    const any = v128.or(v128.or(v128.or(outside, quotes), v128.or(angles, braces)), v128.or(slants, others));
    if (i8x16.bitmask(any) & live) return false;
  }
  // `/.` and `/%2e` may be steps of a path
  const query = find(s, e, 0x3f);
  let at = find(s, query, 0x2f);
  while (at + 1 < query) {
    const c: u32 = load<u8>(at, 1);
    if (c == 0x2e || (c == 0x25 && load<u8>(at, 2) == 0x32)) return false;
    at = find(at + 1, query, 0x2f);
  }
  return true;
}

/** Copies a host in small letters to `to`; answers its end, 0 where it is not plain. */
function plainHost(s: usize, e: usize, to: usize): usize {
  const n = e - s;
  if (n == 0 || n > HOST_MAX) return 0;
  let label: usize = 0;
  for (let i: usize = 0; i <= n; i++) {
    let c: u32 = i == n ? 0x2e : load<u8>(s + i);
    if (c == 0x2e) {
      if (i == label) return 0; // an empty label
      if (i - label >= 4 && load<u32>(to + label) == 0x2d2d6e78) return 0; // xn--
      if (i == n) break;
      label = i + 1;
    } else if (c - 0x41 < 26) c |= 0x20;
    else if (c - 0x61 > 25 && c - 0x30 > 9 && c != 0x2d && c != 0x5f) return 0;
    store<u8>(to + i, <u8>c);
  }
  // a last label that begins with a digit may be a number: then it is an address, or refused
  if (<u32>load<u8>(to + label) - 0x30 < 10 && !isIpv4(to, to + n)) return 0;
  return to + n;
}

/** Adds the URL [s, e). */
export function addUrl(s: usize, e: usize): u32 {
  const length = e - s;
  if (length > URL_MAX) return ODD_LONG;
  const colon = schemeEnd(s, e, 0, URL_MAX);
  if (colon == 0) return 0;
  const secure = colon - s == 5;
  if (load<u32>(s) != 0x70747468 || (!secure && colon - s != 4) || (secure && load<u8>(s, 4) != 0x73)) return ODD_URL;
  const to = scratchFor(length + 16);
  if (to == 0) return ODD_LONG;
  const host = colon + 3;
  let hostEnd = host;
  while (hostEnd < e) {
    const c: u32 = load<u8>(hostEnd);
    if (c == 0x2f || c == 0x3a || c == 0x3f) break;
    hostEnd++;
  }
  copy(to, s, host - s);
  let out = plainHost(host, hostEnd, to + (host - s));
  if (out == 0) return ODD_URL;
  let rest = hostEnd;
  if (rest < e && load<u8>(rest) == 0x3a) {
    rest++;
    while (rest < e && <u32>load<u8>(rest) - 0x30 < 10) rest++;
    if (!isPort(hostEnd + 1, rest) || load<u8>(hostEnd, 1) == 0x30) return ODD_URL;
    let port = 0;
    for (let at = hostEnd + 1; at < rest; at++) port = port * 10 + load<u8>(at) - 0x30;
    if (port > 65535) return ODD_URL;
    if (port != (secure ? 443 : 80)) {
      copy(out, hostEnd, rest - hostEnd);
      out += rest - hostEnd;
    }
  }
  if (rest < e && load<u8>(rest) != 0x2f && load<u8>(rest) != 0x3f) return ODD_URL;
  if (!isPlain(rest, e)) return ODD_URL;
  if (rest == e || load<u8>(rest) == 0x3f) store<u8>(out++, 0x2f);
  copy(out, rest, e - rest);
  out += e - rest;
  keepScratch(out);
  offer(URLS, to, out);
  return 0;
}

/** A request's parts, set before `addTarget`: [at, end) each. */
export let METHOD_AT: usize = 0;
export let METHOD_END: usize = 0;
export let HOST_AT: usize = 0;
export let HOST_END: usize = 0;
export function setMethod(s: usize, e: usize): void {
  METHOD_AT = s;
  METHOD_END = e;
}
export function setHost(s: usize, e: usize): void {
  HOST_AT = s;
  HOST_END = e;
}

function isConnect(): bool {
  return METHOD_END - METHOD_AT == 7 && load<u32>(METHOD_AT) == 0x4e4e4f43 && load<u32>(METHOD_AT, 3) == 0x5443454e;
}

/** Adds what the target [s, e) of a request names; `port` is 0 where it is not known. */
export function addTarget(s: usize, e: usize, port: u32): u32 {
  if (s == e || (e - s == 1 && load<u8>(s) == 0x2a)) return 0;
  if (isConnect() && find(s, e, 0x2f) == e) return addHost(s, e);
  if (schemeEnd(s, e, 1, 20)) return addUrl(s, e);
  const n = HOST_END - HOST_AT;
  if (n == 0) return 0;
  if (n > HOST_MAX || e - s > URL_MAX - 300 || !isAscii(HOST_AT, HOST_END)) return ODD_URL;
  let colons = 0;
  let colon: usize = 0;
  for (let at = HOST_AT; at < HOST_END; at++) {
    const c: u32 = load<u8>(at);
    if (c == 0x20 || c - 9 < 5 || c == 0x2f || c == 0x5c || c == 0x3f || c == 0x23 || c == 0x40) return 0;
    if (c == 0x3a) {
      colons++;
      colon = at;
    }
  }
  if (colons > 1 || load<u8>(HOST_AT) == 0x5b) return ODD_URL;
  const to = scratchFor(n + (e - s) + 16);
  if (to == 0) return ODD_LONG;
  store<u64>(to, 0x2f2f3a70747468); // http://
  copy(to + 7, HOST_AT, n);
  let out = to + 7 + n;
  const hasPort = colons == 1 && isPort(colon + 1, HOST_END);
  if (!hasPort && port != 0 && port != 80) {
    store<u8>(out++, 0x3a);
    let scale: u32 = 10000;
    while (scale > port) scale /= 10;
    for (; scale > 0; scale /= 10) store<u8>(out++, <u8>((port / scale) % 10) + 0x30);
  }
  if (load<u8>(s) != 0x2f) store<u8>(out++, 0x2f);
  copy(out, s, e - s);
  out += e - s;
  keepScratch(out);
  return addUrl(to, out);
}
