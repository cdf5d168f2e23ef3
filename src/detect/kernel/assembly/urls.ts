/**
 * URLs, whole or put together from a request's target and its Host header. As with names, one question comes first:
 * is the host that of any listed URL? Only where it perhaps is are the URL and its prefixes looked up (`probe.ts`).
 *
 *     http://Example.com:8080/a/b.php?id=1
 *            └─────────┘ folded → filter of URL roots
 *                            └───────────┘ kept as they are, for later
 *
 * Port and scheme are left out of the hash and compared when a find is verified. What the URL standard would
 * rewrite (dot segments, characters to escape, user names, addresses in odd bases) is not rewritten here: such a
 * URL goes the slow way. https://url.spec.whatwg.org/
 */
import {
  emit,
  flag,
  INPUT,
  LINES,
  listAt,
  listLength,
  PAIRS,
  WHY_ESCAPED,
  WHY_URL,
} from "./context";
import { endOf, TERMINATOR } from "./ends";
import { hashFolded, KIND_URL_ROOT } from "./hash";
import { CLASS_HOST, CLASS_URL_SAFE } from "./prepare";
import { parseIpv4, takeIpv4 } from "./addresses";
import { isOnTop } from "./keys";
import { takeHost, takeName } from "./names";

/** Hosts of one record that its targets are paired with; a record with more goes the slow way. */
const PAIRS_MAX: u32 = 4;

/** True where [s, e) stays as it is when it becomes a URL's host: a name, or dotted decimal without odd zeros. */
function isPlainHost(s: usize, e: usize): bool {
  let label = s;
  for (let p = s; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (!load<u8>(CLASS_HOST + <usize>c)) return false;
    if (c == 0x2e) label = p + 1;
  }
  if (label == e) return false; // a dot more than names have at their end
  if (<u32>load<u8>(label) - 0x30 > 9) return true;
  if (parseIpv4(s, e) >> 32 == 0) return false;
  for (let p = s; p + 1 < e; p++)
    if (load<u8>(p) == 0x30 && (p == s || load<u8>(p - 1) == 0x2e) && load<u8>(p, 1) != 0x2e) return false;
  return true;
}

/** Emits the path [p, e) below a host; a fragment is cut, and what would be rewritten is handed on. */
@inline
function takePath(host: u64, p: usize, e: usize): void {
  let end = p;
  for (; end < e; end++) {
    const c: u32 = load<u8>(end);
    if (!load<u8>(CLASS_URL_SAFE + <usize>c)) {
      if (c == 0x23) break;
      flag(p, WHY_URL);
      return;
    }
    if (c == 0x2f) {
      const next: u32 = load<u8>(end, 1);
      const isDot = next == 0x2e && (end + 2 >= e || isDotEnd(load<u8>(end, 2)));
      if (isDot || (next == 0x25 && load<u8>(end, 2) == 0x32)) {
        flag(p, WHY_URL);
        return;
      }
    }
  }
  emit(host, p, KIND_URL_ROOT, end - p);
}

/** A dot after a slash is a name's first character, unless one of these follows. */
@inline
function isDotEnd(c: u32): bool {
  return c == 0x2e || c == 0x2f || c == 0x3f || c == 0x23 || c == 0x25 || c <= 0x20;
}

/** A whole URL, [s, e); false where it is none. */
export function takeUrl(s: usize, e: usize): bool {
  let p = s;
  if (e - s > 8 && (load<u32>(s) | 0x20202020) == 0x70747468) {
    p = s + 4 + <usize>((load<u8>(s, 4) | 0x20) == 0x73);
    p = load<u8>(p) == 0x3a && load<u16>(p, 1) == 0x2f2f ? p + 3 : s;
  }
  if (p == s) {
    // Another scheme has rules of its own; without `://` it is no URL here.
    for (let at = s; at + 2 < e; at++)
      if (load<u8>(at) == 0x3a && load<u16>(at, 1) == 0x2f2f) {
        flag(s, WHY_URL);
        return true;
      }
    return false;
  }
  const host = p;
  let colon: usize = 0;
  for (; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x2f) break;
    if (c == 0x3a) {
      if (colon) break;
      colon = p;
    } else if (colon ? c - 0x30 > 9 : !load<u8>(CLASS_HOST + <usize>c)) break;
  }
  let hostEnd = colon ? colon : p;
  // Anything but a host, a port and then a path (a user name, brackets, `?` at once) is read the slow way.
  if ((p < e && load<u8>(p) != 0x2f) || hostEnd == host || (colon && p - colon > 6)) {
    flag(s, WHY_URL);
    return true;
  }
  hostEnd -= <usize>(load<u8>(hostEnd - 1) == 0x2e);
  if (hostEnd == host || !isPlainHost(host, hostEnd)) {
    flag(s, WHY_URL);
    return true;
  }
  if (<u32>load<u8>(hostEnd - 1) - 0x30 > 9 || !takeIpv4(host, hostEnd)) takeName(host, hostEnd);
  const root = hashFolded(KIND_URL_ROOT, host, hostEnd);
  if (p == e) emit(root, host, KIND_URL_ROOT, 0);
  else takePath(root, p, e);
  return true;
}

/** Stands for the hash of a host that the URL standard would rewrite. */
const UNSURE: u64 = 1;

/** Hash of a Host header's host for pairing; 0 where there is none. */
function pairOf(s: usize, e: usize): u64 {
  // `-` is nothing in a cell, and a host of that name in JSON.
  if (e - s == 1 && load<u8>(s) == 0x2d && TERMINATOR != 0x22) return 0;
  let end = s;
  while (end < e && load<u8>(end) != 0x3a) end++;
  let rest = end + 1;
  while (rest < e && load<u8>(rest) != 0x3a) rest++;
  if (end > s + 1) end -= <usize>(load<u8>(end - 1) == 0x2e);
  // With a second colon it is IPv6 without its brackets.
  if (end == s || rest < e || !isPlainHost(s, end)) return UNSURE;
  return hashFolded(KIND_URL_ROOT, s, end);
}

/** Hosts that pair with the targets of their record; looked up like other hosts as well. */
function pairHosts(reading: u32): u32 {
  const list = listAt(reading);
  const n = listLength(reading);
  for (let i: usize = 0; i < <usize>n; i++) {
    const s = <usize>load<u32>(list + (i << 2));
    const e = endOf(s);
    let hash: u64 = 0;
    if (e == 0) flag(s, WHY_ESCAPED);
    else if (e > s) {
      takeHost(s, e);
      hash = pairOf(s, e);
    }
    store<u64>(PAIRS + (i << 3), hash);
  }
  return n;
}

/**
 * Request targets. A path is paired with every host of its record, before it or behind. Without any, Zeek's events
 * take the server's address (`alone`: go the slow way), Suricata's have no URL. The same where one of several is
 * empty, as the last one counts, or where none stands at the top of its record.
 */
export function targets(reading: u32, hostReading: u32, alone: bool, lines: u32): void {
  const hostCount = pairHosts(hostReading);
  const hosts = listAt(hostReading);
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  let line: u32 = 0;
  let host: u32 = 0;
  let topLine: u32 = 0xffffffff;
  let topFound = false;
  for (let from = list; from < end; from += 4) {
    const s = load<u32>(from);
    const e = endOf(s);
    if (e == 0) {
      flag(s, WHY_ESCAPED);
      continue;
    }
    const first: u32 = load<u8>(s);
    if (first != 0x2f) {
      const isUrl = (load<u32>(s) | 0x20202020) == 0x70747468 && takeUrl(s, e);
      // Nothing, and `*`, stand for the server itself; all else is a path that the slow path puts together.
      if (!isUrl && e > s && (e - s > 1 || first != 0x2a)) flag(s, WHY_URL);
      continue;
    }
    while (line < lines && load<u32>(LINES + (<usize>line << 2)) < s) line++;
    const lineStart = line ? load<u32>(LINES + (<usize>(line - 1) << 2)) : <u32>INPUT - 1;
    const lineEnd = line < lines ? load<u32>(LINES + (<usize>line << 2)) : <u32>-1;
    while (host < hostCount && load<u32>(hosts + (<usize>host << 2)) < lineStart) host++;
    let pairs: u32 = 0;
    let without: u32 = 0;
    let unsure = false;
    // Whether a host is on top is asked once for a line, however many targets stand in it.
    const asked = line == topLine;
    let onTop = asked && topFound;
    for (let k = host; k < hostCount && load<u32>(hosts + (<usize>k << 2)) < lineEnd; k++) {
      if (++pairs > PAIRS_MAX) break;
      const hash = load<u64>(PAIRS + (<usize>k << 3));
      without += <u32>(hash == 0);
      unsure = unsure || hash == UNSURE;
      if (alone && !onTop && !asked) onTop = TERMINATOR != 0x22 || isOnTop(lineStart + 1, load<u32>(hosts + (<usize>k << 2)) - 1);
    }
    topLine = line;
    topFound = onTop;
    if (pairs > PAIRS_MAX || unsure || (alone && (!onTop || without > 0))) {
      flag(s, WHY_URL);
      continue;
    }
    for (let k = host; k < host + pairs; k++) {
      const hash = load<u64>(PAIRS + (<usize>k << 3));
      if (hash) takePath(hash, s, e);
    }
  }
}

export function urls(reading: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else if (e > s) takeUrl(s, e);
  }
}
