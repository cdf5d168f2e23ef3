/**
 * What one canonical value meets, in full comparison: the entries from the most specific to the least. This is the
 * exact side of the index, asked for few values; the scanner's own questions (`probe.ts`) only gather candidates.
 *
 *     out: up to `most` × { entry u32, text u32 }
 *
 * The text's address goes along: who reads an entry's claims compares it with the entry's pointer afterwards, and
 * so knows that they belong to this value and not to one that has taken its number meanwhile.
 */
import { absence, entryAt, equalBytes, isAbsent, textLength, textStart, textType } from "./entries";
import {
  hash,
  hostEnd,
  hostStart,
  identify,
  partUrl,
  pathStart,
  queryStart,
  rootOf,
  TYPE_CIDR,
  TYPE_DOMAIN,
  TYPE_IPV4,
  TYPE_IPV6,
  TYPE_URL,
} from "./identify";
import { hashExact, hashFolded, hashUrl, KIND_DOMAIN, KIND_DOMAIN_ROOT, KIND_URL, KIND_URL_ROOT } from "./hash";
import { DIRECTORY_BYTES, DIRECTORY_SLASHES, V4_LENGTHS, V6_LENGTHS } from "./index-layout";
import { hashNetworkV4, hashNetworkV6, networkV4, networkV6 } from "./networks";
import { firstOf32, firstOf64, high, low, prefix, readNetwork, word } from "./parse-address";
import { find, mayBe, refresh } from "./table";

let out: usize = 0;
let most: u32 = 0;
let count: u32 = 0;
/** What is absent, as `entries.ts` says; 0 while all is there. */
let missing: i32 = 0;

@inline
function note(entry: u32, text: usize): void {
  if (count == most) return;
  store<u32>(out + (<usize>count << 3), entry);
  store<u32>(out + (<usize>count << 3), <u32>text, 4);
  count++;
}

/** The text of an entry; 0 where it has none any more, or something is `missing`. */
@inline
function presentText(entry: u32): usize {
  const at = entryAt(entry);
  if (isAbsent(at)) {
    missing = absence(at);
    return 0;
  }
  const text = <usize>load<u32>(at);
  if (!isAbsent(text)) return text;
  missing = absence(text);
  return 0;
}

/** Notes the entry with this hash, type and text. */
function noteEqual(h: u64, type: u32, s: usize, e: usize): void {
  for (let nth: u32 = 0; ; nth++) {
    const found = find(h, nth);
    if (!found) return;
    const text = presentText(found - 1);
    if (!text) {
      if (missing) return;
      continue;
    }
    if (textType(text) == type && textLength(text) == e - s && equalBytes(textStart(text), s, e - s)) {
      note(found - 1, text);
      return;
    }
  }
}

/** Notes entries that are this URL, and for https those that are its http twin. */
function noteUrl(host: u64, s: usize, e: usize): void {
  const h = hashUrl(host, hashExact(KIND_URL, pathStart, e));
  noteEqual(h, TYPE_URL, s, e);
  if (e - s < 8 || load<u32>(s) != 0x70747468 || load<u32>(s, 4) != 0x2f2f3a73) return; // "http" "s://"
  for (let nth: u32 = 0; ; nth++) {
    const found = find(h, nth);
    if (!found) return;
    const text = presentText(found - 1);
    if (!text) {
      if (missing) return;
      continue;
    }
    if (textType(text) != TYPE_URL || textLength(text) != e - s - 1) continue;
    const from = textStart(text);
    if (load<u32>(from) == 0x70747468 && equalBytes(from + 4, s + 5, e - s - 5)) {
      note(found - 1, text);
      return;
    }
  }
}

/** The URL, then the URL without its query, then listed directories above it, each as https and as http. */
function meetUrl(s: usize, e: usize): void {
  partUrl(s, e);
  const host = hashFolded(KIND_URL_ROOT, hostStart, hostEnd);
  if (!mayBe(KIND_URL_ROOT, host)) return;
  noteUrl(host, s, e);
  if (queryStart < e) noteUrl(host, s, queryStart);
  // No listed directory has more slashes or bytes than these, so that a long URL costs no more than it must.
  let slashes = load<u32>(DIRECTORY_SLASHES);
  let last = pathStart;
  const bytes = <usize>load<u32>(DIRECTORY_BYTES);
  const end = queryStart - pathStart > bytes ? pathStart + bytes : queryStart;
  for (let p = pathStart; p < end && slashes; p++) {
    if (load<u8>(p) != 0x2f) continue;
    last = p;
    slashes--;
  }
  for (let p = last; p > pathStart; p--)
    if (load<u8>(p) == 0x2f && p + 1 < queryStart) noteUrl(host, s, p + 1);
}

/** A name, then its parents, the longest first. */
function meetName(s: usize, e: usize): void {
  if (!mayBe(KIND_DOMAIN_ROOT, hashFolded(KIND_DOMAIN_ROOT, rootOf(s, e), e))) return;
  noteEqual(hashFolded(KIND_DOMAIN, s, e), TYPE_DOMAIN, s, e);
  for (let p = s; p < e; p++)
    if (load<u8>(p) == 0x2e) noteEqual(hashFolded(KIND_DOMAIN, p + 1, e), TYPE_DOMAIN, p + 1, e);
}

/** Notes all entries of a network, compared as numbers. */
function noteNetwork(h: u64, family: u32, w: u32, hi: u64, lo: u64, length: i32): void {
  for (let nth: u32 = 0; ; nth++) {
    const found = find(h, nth);
    if (!found) return;
    const text = presentText(found - 1);
    if (!text) {
      if (missing) return;
      continue;
    }
    if (textType(text) != TYPE_CIDR) continue;
    const from = textStart(text);
    if (readNetwork(from, from + textLength(text)) != family) continue;
    const bits = prefix < 0 ? (family == 4 ? 32 : 128) : prefix;
    if (bits != length) continue;
    if (family == 4 ? firstOf32(word, bits) == w : firstOf64(high, bits) == hi && firstOf64(low, bits - 64) == lo)
      note(found - 1, text);
  }
}

/** All networks around the address that `readNetwork` has read, the longest first. */
function meetNetworksV4(w: u32): void {
  if (!networkV4(w)) return;
  let lengths = load<u64>(V4_LENGTHS);
  while (lengths) {
    const length = 63 - <i32>clz(lengths);
    const masked = firstOf32(w, length);
    noteNetwork(hashNetworkV4(masked, length), 4, masked, 0, 0, length);
    lengths ^= <u64>1 << <u64>length;
  }
}
function meetNetworksV6(hi: u64, lo: u64): void {
  if (!networkV6(hi, lo)) return;
  for (let at = 2; at >= 0; at--) {
    let lengths = load<u64>(<usize>V6_LENGTHS + (<usize>at << 3));
    while (lengths) {
      const bit = 63 - <i32>clz(lengths);
      const length = (at << 6) + bit;
      const maskedHigh = firstOf64(hi, length);
      const maskedLow = firstOf64(lo, length - 64);
      noteNetwork(hashNetworkV6(maskedHigh, maskedLow, length), 6, 0, maskedHigh, maskedLow, length);
      lengths ^= <u64>1 << <u64>bit;
    }
  }
}

/** Writes what the value [s, s + length) meets to `to`; answers how many, or below 0 the MiB that is absent. */
export function meet(type: u32, s: usize, length: usize, to: usize, room: u32): i32 {
  refresh();
  out = to;
  most = room;
  count = 0;
  missing = 0;
  const e = s + length;
  if (type == TYPE_DOMAIN) meetName(s, e);
  else if (type == TYPE_URL) meetUrl(s, e);
  else {
    identify(type, s, e);
    noteEqual(hash, type, s, e);
    if (type == TYPE_IPV4) {
      if (readNetwork(s, e) == 4 && prefix < 0) meetNetworksV4(word);
    } else if (type == TYPE_IPV6 && readNetwork(s, e) == 6 && prefix < 0) meetNetworksV6(high, low);
  }
  return missing ? missing : <i32>count;
}
