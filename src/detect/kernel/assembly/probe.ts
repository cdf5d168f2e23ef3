/**
 * Asking the index, for all values of a chunk at once. A question to a table of hundreds of megabytes waits for
 * memory; asked one after the other the waits add up, asked in a row of loads that don't depend on each other they
 * overlap. So each step is a loop of its own over all that is left:
 *
 *     values → not among those lately missed → their filter's word is loaded → its four bits are there
 *            → parents and prefixes written out → a fingerprint in the buckets → the line is a candidate
 *
 * Nearly all values end at the filter. What is left is a superset of the hits: the slow path reads the line again
 * and compares whole values.
 */
import { AT, CANDIDATE, flag, HASH, MISS_CACHE, MISSES, SCRATCH, SPAN, WHY_CANDIDATE, WORD } from "./context";
import {
  hashExact,
  hashFolded,
  hashUrl,
  KIND_DOMAIN,
  KIND_DOMAIN_ROOT,
  KIND_URL,
  KIND_URL_ROOT,
} from "./hash";
import { filterMask, filterWord, find, hasKeyed, mayBeKeyed, version } from "./table";

let seenVersion: u32 = 0xffffffff;

/** The path of a URL that has none. */
const SLASH: u8 = 0x2f;

/** Values that met nothing are remembered only as long as the index stays as it is. */
export function forgetMisses(): void {
  const now = version();
  if (now == seenVersion) return;
  seenVersion = now;
  memory.fill(MISS_CACHE, 0, <usize>MISSES * 8);
}

/** Asks the filters for `count` values; answers how many may be in the index, their numbers in CANDIDATE. */
export function filterValues(count: u32): u32 {
  const misses = MISS_CACHE;
  let to = CANDIDATE;
  for (let i: u32 = 0; i < count; i++) {
    const h = load<u64>(HASH + (<usize>i << 3));
    store<u32>(to, i);
    to += <usize>(load<u64>(misses + (<usize>(<u32>h & (MISSES - 1)) << 3)) != h) << 2;
  }
  const end = to;
  let word = WORD;
  for (let from = CANDIDATE; from < end; from += 4) {
    const i = <usize>load<u32>(from);
    const kind: u32 = load<u8>(SPAN + (i << 2));
    store<u64>(word, load<u64>(filterWord(kind, load<u64>(HASH + (i << 3)))));
    word += 8;
  }
  word = WORD;
  to = CANDIDATE;
  for (let from = CANDIDATE; from < end; from += 4) {
    const i = load<u32>(from);
    const h = load<u64>(HASH + (<usize>i << 3));
    const mask = filterMask(h);
    const there = (load<u64>(word) & mask) == mask;
    word += 8;
    store<u32>(to, i);
    to += <usize>there << 2;
    store<u64>(misses + (<usize>(<u32>h & (MISSES - 1)) << 3), there ? 0 : h);
  }
  return <u32>((to - CANDIDATE) >> 2);
}

/** Flags the lines of those candidates that have a fingerprint in the buckets, for themselves or a parent. */
export function findCandidates(count: u32): void {
  asksKeyed = false;
  for (let k: u32 = 0; k < count; k++) ask(<usize>load<u32>(CANDIDATE + (<usize>k << 2)));
}

/** Keyed entries are in no filter: where there are some, their map is asked for all `count` values and parents. */
export function findKeyed(count: u32): void {
  if (!hasKeyed()) return;
  asksKeyed = true;
  for (let i: u32 = 0; i < count; i++) ask(<usize>i);
}

/** Whether the map of keyed entries is asked, or the buckets. */
let asksKeyed: bool = false;

@inline
function isThere(h: u64): bool {
  return asksKeyed ? mayBeKeyed(h) : find(h, 0) != 0;
}

/** Flags the line of value `i` where it is met, or a parent of it. */
function ask(i: usize): void {
  const at = <usize>load<u32>(AT + (i << 2));
  const span = load<u32>(SPAN + (i << 2));
  const kind = span & 0xff;
  const length = <usize>(span >> 8);
  let met: bool;
  if (kind == KIND_DOMAIN_ROOT) met = meetsName(at, at + length);
  else if (kind == KIND_URL_ROOT) met = meetsUrl(load<u64>(HASH + (i << 3)), at, length);
  else met = isThere(load<u64>(HASH + (i << 3)));
  if (met) flag(at, WHY_CANDIDATE);
}

/** The name itself, then each of its parents. */
function meetsName(s: usize, e: usize): bool {
  while (s < e) {
    if (isThere(hashFolded(KIND_DOMAIN, s, e))) return true;
    while (s < e && load<u8>(s) != 0x2e) s++;
    s++;
  }
  return false;
}

/** A URL is looked at in no more directories than this, counted from its host (`indicator-index/variants.ts`). */
const DIRECTORIES_MAX = 32;

/** The URL, the URL without its query, and the directories above it. */
function meetsUrl(host: u64, path: usize, length: usize): bool {
  if (length == 0) {
    store<u8>(SCRATCH, SLASH);
    return isThere(hashUrl(host, hashExact(KIND_URL, SCRATCH, SCRATCH + 1)));
  }
  const e = path + length;
  if (isThere(hashUrl(host, hashExact(KIND_URL, path, e)))) return true;
  let directories = 0;
  for (let p = path + 1; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (c == 0x3f) return isThere(hashUrl(host, hashExact(KIND_URL, path, p)));
    if (c != 0x2f || directories >= DIRECTORIES_MAX) continue;
    directories++;
    if (isThere(hashUrl(host, hashExact(KIND_URL, path, p + 1)))) return true;
  }
  return false;
}
