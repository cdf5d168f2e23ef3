/**
 * The hot tables: filters that answer "surely not" for nearly everything, and buckets that find entries. Both lie
 * in one region of memory, reached by the pointer at `HOT`, so that a larger one is built aside and swapped in.
 *
 *     region   0x00 16 × {base, words}   0x80 buckets {base, count}, slots used   0xa0 16 × keys   0xf8 zero word
 *     filter   words of 64 bits, one per key: word (h≫32)·words≫32, bits h, h≫6, h≫12, h≫18 (6 bits each); at
 *              16 bits a key some 2 % of other values pass
 *     bucket   64 bytes, one cache line: │ 8 × fingerprint │ 8 × entry number + 1 │
 *              fingerprint: low half of h; 0 empty, 1 removed; bucket (h≫32)·count≫32, when full the next one
 *
 * One writer, many readers without locks. A slot's entry is written before its fingerprint, so a reader sees a
 * whole slot or none. A search ends at a bucket with an empty slot, so a removed slot becomes empty only where its
 * bucket has another empty one: no search can have gone past it. What is found is always compared in full.
 *
 * Readers call `refresh` before each chunk and `rest` after it: what was swapped out is freed only when every
 * reader that was at work then has rested or refreshed since (`READERS` holds the generation each works in).
 */
import {
  GENERATION,
  HOT,
  HOT_BUCKET_COUNT,
  HOT_BUCKETS,
  HOT_KEYS,
  HOT_USED,
  KEYED_MAP,
  NEXT,
  READERS,
  READERS_MAX,
  VERSION,
} from "./index-layout";

/** Kinds that only the index uses; telemetry's are in `hash.ts`. */
export const KIND_KEYED: u32 = 12;
export const KIND_NETWORK_V4: u32 = 13;
export const KIND_NETWORK_V6: u32 = 14;

const REMOVED: u32 = 1;

let reader: usize = 0;
export let hot: usize = 0;
let keyed: usize = 0;
/** The region that is being built aside, seen by the owner only. */
export let next: usize = 0;

/** Binds this instance to a reader's word, so that what it reads is not freed under it. */
export function readAs(slot: u32): void {
  reader = <usize>READERS + (<usize>slot << 2);
}

/** Takes up the tables as they are now. */
export function refresh(): void {
  if (reader) atomic.store<u32>(reader, atomic.load<u32>(GENERATION));
  hot = <usize>atomic.load<u32>(HOT);
  next = <usize>load<u32>(NEXT);
  keyed = <usize>atomic.load<u32>(KEYED_MAP);
}

/** Says that nothing is being read until the next `refresh`. */
export function rest(): void {
  if (reader) atomic.store<u32>(reader, 0);
}

/** The oldest generation that a reader is at work in; what was swapped out before it may be freed. */
export function oldestReader(): u32 {
  let oldest = atomic.load<u32>(GENERATION);
  for (let at: usize = READERS; at < <usize>(READERS + READERS_MAX * 4); at += 4) {
    const generation = atomic.load<u32>(at);
    if (generation && generation < oldest) oldest = generation;
  }
  return oldest;
}

/** Low word of the version: another value means that something was added or removed. */
export function version(): u32 {
  return atomic.load<u32>(VERSION);
}

/** The address of the filter word for a hash of a kind; loading it ahead hides its latency. */
@inline
export function filterWord(kind: u32, h: u64): usize {
  return filterWordOf(hot, kind, h);
}
@inline
export function filterWordOf(region: usize, kind: u32, h: u64): usize {
  const filter = region + (<usize>kind << 3);
  const word = ((h >> 32) * <u64>load<u32>(filter, 4)) >> 32;
  return <usize>load<u32>(filter) + (<usize>word << 3);
}

/** The bits that a key sets in its word. */
@inline
export function filterMask(h: u64): u64 {
  return (
    (<u64>1 << (h & 63)) | (<u64>1 << ((h >> 6) & 63)) | (<u64>1 << ((h >> 12) & 63)) | (<u64>1 << ((h >> 18) & 63))
  );
}

/** False where no key of the kind has this hash. */
@inline
export function mayBe(kind: u32, h: u64): bool {
  const mask = filterMask(h);
  return (load<u64>(filterWord(kind, h)) & mask) == mask;
}

/** False where no keyed entry has this locator (the low 24 bits of a value's hash). */
@inline
export function mayBeKeyed(h: u64): bool {
  if (!keyed) return false;
  return ((load<u8>(keyed + ((<usize>h & 0xffffff) >> 3)) >> (<u8>h & 7)) & 1) != 0;
}
/** True where there are keyed entries, so that `mayBeKeyed` is worth a hash. */
@inline
export function hasKeyed(): bool {
  return keyed != 0;
}

/** Adds a key to a region's filter. Only readers of the region in use can see it half done, so only there it costs. */
export function filterAdd(region: usize, kind: u32, h: u64): void {
  const at = filterWordOf(region, kind, h);
  const mask = filterMask(h);
  const before = load<u64>(at);
  if ((before & mask) == mask) return;
  if (region == hot) atomic.store<u64>(at, before | mask);
  else store<u64>(at, before | mask);
  const keys = region + HOT_KEYS + (<usize>kind << 2);
  store<u32>(keys, load<u32>(keys) + 1);
}

/** Makes a region's filter pass everything. */
export function filterOpen(region: usize, kind: u32): void {
  const filter = region + (<usize>kind << 3);
  memory.fill(<usize>load<u32>(filter), 0xff, <usize>load<u32>(filter, 4) << 3);
}

@inline
function fingerprint(h: u64): u32 {
  const low = <u32>h;
  return low < 2 ? low + 2 : low;
}

/** The address of a hash's first bucket: loading it ahead hides its latency. */
@inline
export function bucketOf(h: u64): usize {
  return bucketIn(hot, h);
}
@inline
export function bucketIn(region: usize, h: u64): usize {
  const bucket = ((h >> 32) * <u64>load<u32>(region, HOT_BUCKET_COUNT)) >> 32;
  return <usize>load<u32>(region, HOT_BUCKETS) + (<usize>bucket << 6);
}

/** Number plus one of the entry that is the `nth` (from 0) with this hash; 0 where there are no more. */
export function find(h: u64, nth: u32): u32 {
  const mark = i32x4.splat(<i32>fingerprint(h));
  const zero = i32x4.splat(0);
  const first = <usize>load<u32>(hot, HOT_BUCKETS);
  const last = first + (<usize>load<u32>(hot, HOT_BUCKET_COUNT) << 6);
  let at = bucketIn(hot, h);
  while (true) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    let found = i32x4.bitmask(i32x4.eq(a, mark)) | (i32x4.bitmask(i32x4.eq(b, mark)) << 4);
    for (; found; found &= found - 1) {
      if (nth == 0) return load<u32>(at + (<usize>ctz(found) << 2), 32);
      nth--;
    }
    if (v128.any_true(v128.or(i32x4.eq(a, zero), i32x4.eq(b, zero)))) return 0;
    at += 64;
    if (at == last) at = first;
  }
}

/** Puts an entry into a region's buckets, where it is not yet. There is always an empty slot. */
export function put(region: usize, h: u64, entry: u32): void {
  const mark = i32x4.splat(<i32>fingerprint(h));
  const zero = i32x4.splat(0);
  const one = i32x4.splat(<i32>REMOVED);
  const first = <usize>load<u32>(region, HOT_BUCKETS);
  const last = first + (<usize>load<u32>(region, HOT_BUCKET_COUNT) << 6);
  let at = bucketIn(region, h);
  let room: usize = 0;
  while (true) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    let found = i32x4.bitmask(i32x4.eq(a, mark)) | (i32x4.bitmask(i32x4.eq(b, mark)) << 4);
    for (; found; found &= found - 1) if (load<u32>(at + (<usize>ctz(found) << 2), 32) == entry + 1) return;
    const empty = i32x4.bitmask(i32x4.eq(a, zero)) | (i32x4.bitmask(i32x4.eq(b, zero)) << 4);
    if (!room) {
      const free = empty | i32x4.bitmask(i32x4.eq(a, one)) | (i32x4.bitmask(i32x4.eq(b, one)) << 4);
      if (free) room = at + (<usize>ctz(free) << 2);
    }
    if (empty) break;
    at += 64;
    if (at == last) at = first;
  }
  if (load<u32>(room) == 0) store<u32>(region, load<u32>(region, HOT_USED) + 1, HOT_USED);
  if (region == hot) {
    atomic.store<u32>(room, entry + 1, 32);
    atomic.store<u32>(room, fingerprint(h));
  } else {
    store<u32>(room, entry + 1, 32);
    store<u32>(room, fingerprint(h));
  }
}

/** Takes an entry out of a region's buckets, where it is there. */
export function take(region: usize, h: u64, entry: u32): void {
  const mark = fingerprint(h);
  const first = <usize>load<u32>(region, HOT_BUCKETS);
  const last = first + (<usize>load<u32>(region, HOT_BUCKET_COUNT) << 6);
  let at = bucketIn(region, h);
  while (true) {
    let open = false;
    let mine: usize = 0;
    for (let slot = at; slot < at + 32; slot += 4) {
      const held = load<u32>(slot);
      if (held == mark && load<u32>(slot, 32) == entry + 1) mine = slot;
      if (held == 0) open = true;
    }
    if (mine) {
      atomic.store<u32>(mine, open ? 0 : REMOVED);
      if (open) store<u32>(region, load<u32>(region, HOT_USED) - 1, HOT_USED);
      return;
    }
    if (open) return;
    at += 64;
    if (at == last) at = first;
  }
}
