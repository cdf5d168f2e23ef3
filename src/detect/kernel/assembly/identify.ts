/**
 * What is hashed of an entry's canonical text, by its type. Telemetry's values come to the same hashes from their
 * own writings; this is the other side of the same agreement.
 *
 *     type            in the buckets                              in the filter
 *     ipv4, ipv6      the number                                  the same
 *     cidr            masked number and length                    what the trie does not hold (`networks.ts`)
 *     domain          whole name, folded                          last two labels (the whole name if it has two)
 *     url             folded host, then path with query           folded host
 *     md5 … sha512    hex, folded; the length tells them apart    the same
 *     email, ja3 …    folded                                      the same
 *     keyed           the 32 bytes of its digest                  none: their map is asked (`table.ts`)
 *
 * A URL's scheme and port are compared only when it is found, so that http and https fall together.
 */
import {
  hashExact,
  hashFolded,
  hashIpv4,
  hashIpv6,
  hashUrl,
  KIND_DOMAIN,
  KIND_DOMAIN_ROOT,
  KIND_EMAIL,
  KIND_HASH,
  KIND_IPV4,
  KIND_IPV6,
  KIND_JA3,
  KIND_JA3S,
  KIND_JA4,
  KIND_URL,
  KIND_URL_ROOT,
} from "./hash";
import { hashNetworkV4, hashNetworkV6, TRIE_BITS } from "./networks";
import { firstOf32, firstOf64, high, low, prefix, readNetwork, word } from "./parse-address";
import { KIND_KEYED, KIND_NETWORK_V4 } from "./table";

/** Types in the order of the model's `observableTypes`. */
export const TYPE_IPV4: u32 = 0;
export const TYPE_IPV6: u32 = 1;
export const TYPE_CIDR: u32 = 2;
export const TYPE_DOMAIN: u32 = 3;
export const TYPE_URL: u32 = 4;
export const TYPE_MD5: u32 = 5;
export const TYPE_SHA1: u32 = 6;
export const TYPE_SHA256: u32 = 7;
export const TYPE_SHA512: u32 = 8;
export const TYPE_EMAIL: u32 = 9;
export const TYPE_JA3: u32 = 10;
export const TYPE_JA3S: u32 = 11;
export const TYPE_JA4: u32 = 12;
/** With this bit, the entry is the digest of a value of the type. */
export const TYPE_KEYED: u32 = 0x80;

/** The answers of `identify`. `filterKind` 0: no filter is asked. */
export let hash: u64 = 0;
export let filterKind: u32 = 0;
export let filterHash: u64 = 0;
/** A network's family (4, 6, or 0 for what is none), masked. */
export let family: u32 = 0;
export let networkWord: u32 = 0;
export let networkHigh: u64 = 0;
export let networkLow: u64 = 0;
export let networkPrefix: i32 = 0;
/** A listed top-level domain: every name passes the filter then. */
export let isTopLevel: bool = false;
/** Parts of a URL: its host, where the path begins, where the query begins or the end. */
export let hostStart: usize = 0;
export let hostEnd: usize = 0;
export let pathStart: usize = 0;
export let queryStart: usize = 0;

@inline
function same(kind: u32, h: u64): void {
  hash = h;
  filterKind = kind;
  filterHash = h;
}

function identifyAddress(type: u32, s: usize, e: usize): void {
  const found = readNetwork(s, e);
  if (type == TYPE_IPV4) {
    same(KIND_IPV4, found == 4 && prefix < 0 ? hashIpv4(word) : hashExact(KIND_IPV4, s, e));
  } else same(KIND_IPV6, found == 6 && prefix < 0 ? hashIpv6(high, low) : hashExact(KIND_IPV6, s, e));
}

function identifyNetwork(s: usize, e: usize): void {
  family = readNetwork(s, e);
  filterKind = 0;
  networkPrefix = prefix >= 0 ? prefix : family == 4 ? 32 : 128;
  if (family == 4) {
    networkWord = firstOf32(word, networkPrefix);
    hash = hashNetworkV4(networkWord, networkPrefix);
    if (networkPrefix > TRIE_BITS) same(KIND_NETWORK_V4, hash);
  } else if (family == 6) {
    networkHigh = firstOf64(high, networkPrefix);
    networkLow = firstOf64(low, networkPrefix - 64);
    hash = hashNetworkV6(networkHigh, networkLow, networkPrefix);
  } else hash = hashExact(KIND_NETWORK_V4, s, e);
}

/** Where the last two labels of the name [s, e) begin. */
export function rootOf(s: usize, e: usize): usize {
  let dots = 0;
  for (let p = e; p > s; p--) if (load<u8>(p - 1) == 0x2e && ++dots == 2) return p;
  isTopLevel = dots == 0;
  return s;
}

/** Finds the parts of a URL; what has no `://` is all path. */
export function partUrl(s: usize, e: usize): void {
  let p = s;
  while (p < e && load<u8>(p) != 0x3a) p++;
  if (e - p < 3 || load<u16>(p, 1) != 0x2f2f) {
    hostStart = s;
    hostEnd = s;
    pathStart = s;
  } else {
    p += 3;
    hostStart = p;
    while (p < e && load<u8>(p) != 0x2f && load<u8>(p) != 0x3f) p++;
    pathStart = p;
    hostEnd = p;
    if (load<u8>(hostStart) == 0x5b) {
      hostStart++;
      hostEnd = hostStart;
      while (hostEnd < p && load<u8>(hostEnd) != 0x5d) hostEnd++;
    } else {
      let digit = p;
      while (digit > hostStart && <u32>load<u8>(digit - 1) - 0x30 < 10) digit--;
      if (digit > hostStart && load<u8>(digit - 1) == 0x3a) hostEnd = digit - 1;
    }
  }
  queryStart = pathStart;
  while (queryStart < e && load<u8>(queryStart) != 0x3f) queryStart++;
}

/** Reads [s, e) as a value of the type; the answers are in the variables above. */
export function identify(type: u32, s: usize, e: usize): void {
  family = 0;
  isTopLevel = false;
  if (type & TYPE_KEYED) {
    hash = hashExact(KIND_KEYED, s, e);
    filterKind = 0;
  } else if (type <= TYPE_IPV6) identifyAddress(type, s, e);
  else if (type == TYPE_CIDR) identifyNetwork(s, e);
  else if (type == TYPE_DOMAIN) {
    hash = hashFolded(KIND_DOMAIN, s, e);
    filterKind = KIND_DOMAIN_ROOT;
    filterHash = hashFolded(KIND_DOMAIN_ROOT, rootOf(s, e), e);
  } else if (type == TYPE_URL) {
    partUrl(s, e);
    filterKind = KIND_URL_ROOT;
    filterHash = hashFolded(KIND_URL_ROOT, hostStart, hostEnd);
    hash = hashUrl(filterHash, hashExact(KIND_URL, pathStart, e));
  } else {
    const kind =
      type <= TYPE_SHA512
        ? KIND_HASH
        : type == TYPE_EMAIL
          ? KIND_EMAIL
          : type == TYPE_JA3
            ? KIND_JA3
            : type == TYPE_JA3S
              ? KIND_JA3S
              : KIND_JA4;
    same(kind, hashFolded(kind, s, e));
  }
}

/** Takes up again what `identify` has found of a value that is neither a network nor a top-level domain. */
export function recall(h: u64, kind: u32, inFilter: u64): void {
  family = 0;
  isTopLevel = false;
  hash = h;
  filterKind = kind;
  filterHash = inFilter;
}

/** The low 24 bits of a value's hash: what a keyed entry tells of the value it stands for. */
export function locatorOf(type: u32, s: usize, e: usize): u32 {
  identify(type, s, e);
  return <u32>hash & 0xffffff;
}
