/**
 * The one hash of the hot path: 64 bits of a value, keyed by a secret seed, so that nobody who writes a feed or
 * sends telemetry can choose values that fall together. It filters and finds; what it finds is always compared
 * with the whole value afterwards (`indicator-index/`), so it need not be cryptographic.
 *
 *     [s … e)  read from the right end, 16 bytes at a time:   h ← (h ⊕ 8 bytes) · K1;  h ← h ⊕ h≫32
 *     the rest (1–15 bytes): one load that ends at e, bytes before s masked away
 *
 * From the right end, as a name's parents share its end. `fold` sets bit 0x20 of every byte: capitals become small
 * letters; other characters move as well, on both sides alike. Reads up to 16 bytes before `e`: every region that
 * is hashed has that much memory before it. `reference/hash.ts` is the same in plain TypeScript.
 */
import { SEED_AT, TAIL_MASKS } from "./memory";

export const K1: u64 = 0x9e3779b97f4a7c15;
export const K2: u64 = 0xc2b2ae3d27d4eb4f;
export const K3: u64 = 0x165667b19e3779f9;

/** What a hash is of: equal bytes of different kinds have nothing to do with one another. */
export const KIND_IPV4: u32 = 1;
export const KIND_IPV6: u32 = 2;
export const KIND_DOMAIN: u32 = 3;
/** The last two labels of a listed name: asked once, before any of a name's parents is. */
export const KIND_DOMAIN_ROOT: u32 = 4;
export const KIND_URL: u32 = 5;
/** The host of a listed URL: asked once, before any of a URL's prefixes is. */
export const KIND_URL_ROOT: u32 = 6;
export const KIND_HASH: u32 = 7;
export const KIND_EMAIL: u32 = 8;
export const KIND_JA3: u32 = 9;
/** One kind for both, as EVE calls both `hash`; which of them an indicator is, its full value tells. */
export const KIND_JA3S: u32 = 9;
export const KIND_JA4: u32 = 11;
/** Kinds are below this. */
export const KINDS: u32 = 16;

@inline
export function start(kind: u32, length: usize): u64 {
  return load<u64>(SEED_AT) ^ (<u64>kind * K3) ^ (<u64>length * K2);
}

@inline
export function mix(h: u64, lane: u64): u64 {
  h = (h ^ lane) * K1;
  return h ^ (h >> 32);
}

@inline
export function finish(h: u64): u64 {
  h = (h ^ (h >> 32)) * K3;
  return h ^ (h >> 29);
}

@inline
function mixVector(h: u64, v: v128): u64 {
  return mix(mix(h, i64x2.extract_lane(v, 0)), i64x2.extract_lane(v, 1));
}

/** Mask that keeps the last `length` (0–16) bytes of a vector. */
@inline
export function tailMask(length: usize): v128 {
  return v128.load(TAIL_MASKS + length);
}

/** Hash of the bytes [s, e), bit 0x20 set in each. */
export function hashFolded(kind: u32, s: usize, e: usize): u64 {
  let h = start(kind, e - s);
  const fold = i8x16.splat(0x20);
  while (e - s >= 16) {
    h = mixVector(h, v128.or(v128.load(e - 16), fold));
    e -= 16;
  }
  if (e > s) h = mixVector(h, v128.and(v128.or(v128.load(e - 16), fold), tailMask(e - s)));
  return finish(h);
}

/** Hash of the bytes [s, e) as they are. */
export function hashExact(kind: u32, s: usize, e: usize): u64 {
  let h = start(kind, e - s);
  while (e - s >= 16) {
    h = mixVector(h, v128.load(e - 16));
    e -= 16;
  }
  if (e > s) h = mixVector(h, v128.and(v128.load(e - 16), tailMask(e - s)));
  return finish(h);
}

@inline
export function hashIpv4(word: u32): u64 {
  return finish(mix(start(KIND_IPV4, 4), <u64>word));
}

@inline
export function hashIpv6(high: u64, low: u64): u64 {
  return finish(mix(mix(start(KIND_IPV6, 16), high), low));
}

/** A URL by its host (hash of the folded name or address text, as a KIND_URL_ROOT) and its path with query. */
@inline
export function hashUrl(host: u64, path: u64): u64 {
  return finish(mix(mix(start(KIND_URL, 0), host), path));
}
