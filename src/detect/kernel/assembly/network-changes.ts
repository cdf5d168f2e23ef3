/**
 * Networks come and go, by the hand of the index's owner, while others look addresses up. The pictures stand in
 * `networks.ts`. Where a network ends, what lay under it comes to light: the longest other network around it, found
 * in the buckets. Only the part of the trie that the network covers is written.
 *
 * A changed block is a new block, put in place by one store. The old one may still be read: it goes into a ring with
 * the generation it was freed in, and from there to the free blocks of its size when no reader is that old any more.
 * A generation ends after 256 freed blocks, so that the ring moves on.
 */
import {
  BLOCKS_NEXT,
  BLOCKS_PAGE,
  FREE_BLOCKS,
  FREED,
  GENERATION,
  REUSED,
  V4_COARSE,
  V4_COUNTS,
  V4_LENGTHS,
  V4_MAP,
  V4_TRIE,
  V6_COUNTS,
  V6_LENGTHS,
  V6_TRIE,
} from "./index-layout";
import {
  BLOCK_HEAD,
  GATE_A,
  GATE_B,
  gateHash,
  groupHash,
  groupOf,
  hashNetworkV4,
  hashNetworkV6,
  TRIE_BITS,
} from "./networks";
import { firstOf32, firstOf64 } from "./parse-address";
import { filterAdd, find, hot, KIND_NETWORK_V6, next, oldestReader } from "./table";

@inline
function bitOf(i: u32): u8 {
  return <u8>(<u32>1 << (i & 7));
}

function countLength(v6: bool, prefix: i32, change: i32): void {
  const counter = <usize>(v6 ? V6_COUNTS : V4_COUNTS) + (<usize>prefix << 2);
  const count = load<u32>(counter) + <u32>change;
  store<u32>(counter, count);
  const lengths = <usize>(v6 ? V6_LENGTHS : V4_LENGTHS) + (<usize>(prefix >> 6) << 3);
  const bit = <u64>1 << <u64>(prefix & 63);
  const before = load<u64>(lengths);
  atomic.store<u64>(lengths, count ? before | bit : before & ~bit);
}

/** Bytes of a block, in steps of 16. */
@inline
function blockBytes(runs: u32): usize {
  return (BLOCK_HEAD + (<usize>runs << 2) + 15) & ~15;
}

/** The page's ring: {block, generation it was freed in}. */
const RING: usize = 2048;
const RING_SLOTS: u32 = 4096;
/** A new generation begins after so many, as blocks of the present one can't be used again. */
const FREED_PER_GENERATION: u32 = 256;

function runsIn(block: usize): u32 {
  let runs: u32 = 0;
  for (let at = block; at < block + 32; at += 8) runs += <u32>popcnt(load<u64>(at));
  return runs;
}

/** Moves blocks that no reader can be in any more from the ring to the free list of their size. */
function reuseBlocks(): void {
  const oldest = oldestReader();
  let reused = load<u32>(REUSED);
  while (reused != load<u32>(FREED)) {
    const at = ringSlot(reused);
    if (load<u32>(at, 4) >= oldest) break;
    const block = <usize>load<u32>(at);
    const list = <usize>FREE_BLOCKS + (blockBytes(runsIn(block)) >> 2);
    store<u32>(block, load<u32>(list));
    store<u32>(list, <u32>block);
    reused++;
  }
  store<u32>(REUSED, reused);
}

@inline
function ringSlot(n: u32): usize {
  return <usize>load<u32>(BLOCKS_PAGE) + RING + (<usize>(n & (RING_SLOTS - 1)) << 3);
}

function allocateBlock(bytes: usize): usize {
  const list = <usize>FREE_BLOCKS + (bytes >> 2);
  const first = load<u32>(list);
  if (first) {
    store<u32>(list, load<u32>(<usize>first));
    return <usize>first;
  }
  const at = load<u32>(BLOCKS_NEXT);
  store<u32>(BLOCKS_NEXT, at + <u32>bytes);
  return <usize>at;
}

/** The block stays as it is while a reader may be in it. Where the ring is full, a block is given up. */
function freeBlock(block: usize): void {
  const freed = load<u32>(FREED);
  if (freed - load<u32>(REUSED) >= RING_SLOTS - 1) reuseBlocks();
  if (freed - load<u32>(REUSED) >= RING_SLOTS - 1) return;
  store<u32>(ringSlot(freed), <u32>block);
  store<u32>(ringSlot(freed), load<u32>(GENERATION), 4);
  store<u32>(FREED, freed + 1);
  if ((freed + 1) % FREED_PER_GENERATION == 0) {
    atomic.add<u32>(GENERATION, 1);
    reuseBlocks();
  }
}

@inline
function lengthOf(value: u32): i32 {
  return <i32>(value >> 26);
}

/**
 * Rewrites `count` slots from `i` of the block under a root slot. `only` = 0: all that have no longer network get
 * `value`; otherwise those that have `only` do.
 */
function rewrite(slot: usize, i: u32, count: u32, value: u32, only: u32): void {
  const old = <usize>load<u32>(slot, 4);
  let runs: u32 = 0;
  let before: u32 = 0;
  let any: u32 = 0;
  const scratch = <usize>load<u32>(BLOCKS_PAGE);
  memory.fill(scratch, 0, 32);
  if (old) memory.copy(scratch + 32, old + 32, 32);
  else memory.fill(scratch + 32, 0, 32);
  let run: usize = old + BLOCK_HEAD - 4;
  let held: u32 = 0;
  for (let at: u32 = 0; at < 256; at++) {
    if (old && (<u32>load<u8>(old + <usize>(at >> 3)) >> (at & 7)) & 1) {
      run += 4;
      held = load<u32>(run);
    }
    let now = held;
    if (at - i < count && (only ? now == only : now == 0 || lengthOf(now) <= lengthOf(value))) now = value;
    any |= now;
    if (at == 0 || now != before) {
      const bits = scratch + <usize>(at >> 3);
      store<u8>(bits, load<u8>(bits) | bitOf(at));
      store<u32>(scratch + BLOCK_HEAD + (<usize>runs << 2), now);
      runs++;
      before = now;
    }
  }
  let deep: u64 = 0;
  for (let at = scratch + 32; at < scratch + BLOCK_HEAD; at += 8) deep |= load<u64>(at);
  let block: usize = 0;
  if (any || deep) {
    block = allocateBlock(blockBytes(runs));
    memory.copy(block, scratch, BLOCK_HEAD + (<usize>runs << 2));
  }
  atomic.store<u32>(slot, <u32>block, 4);
  if (old) freeBlock(old);
}

/** Marks that longer prefixes begin with the word's first 24 bits. */
function deepen(slot: usize, i: u32): void {
  if (!load<u32>(slot, 4)) {
    // An empty block of one run.
    const empty = allocateBlock(blockBytes(1));
    memory.fill(empty, 0, BLOCK_HEAD + 4);
    store<u8>(empty, 1);
    store<u8>(empty + 32 + <usize>(i >> 3), bitOf(i));
    atomic.store<u32>(slot, <u32>empty, 4);
    return;
  }
  const bits = <usize>load<u32>(slot, 4) + 32 + <usize>(i >> 3);
  store<u8>(bits, load<u8>(bits) | bitOf(i));
}

function mapV4(word: u32, prefix: i32): void {
  const map = <usize>load<u32>(V4_MAP);
  if (prefix <= 16) {
    const count: u32 = 1 << (16 - prefix);
    for (let i: u32 = word >> 16; i < (word >> 16) + count; i++) {
      const bits = <usize>V4_COARSE + <usize>(i >> 3);
      store<u8>(bits, load<u8>(bits) | bitOf(i));
    }
    memory.fill(map + <usize>(word >> 11), 0xff, <usize>count << 5);
    return;
  }
  const coarse = <usize>V4_COARSE + <usize>(word >> 19);
  store<u8>(coarse, load<u8>(coarse) | bitOf(word >> 16));
  const count: u32 = prefix >= 24 ? 1 : 1 << (24 - prefix);
  for (let i: u32 = word >> 8; i < (word >> 8) + count; i++) {
    const bits = map + <usize>(i >> 3);
    store<u8>(bits, load<u8>(bits) | bitOf(i));
  }
}

/** Sets the slots of a network of up to 24 bits to `value`; those that have `only` where it is not 0. */
function cover(root: usize, word: u32, prefix: i32, value: u32, only: u32): void {
  const first = root + (<usize>(word >> 16) << 3);
  if (prefix > 16) {
    rewrite(first, (word >> 8) & 255, 1 << (TRIE_BITS - prefix), value, only);
    return;
  }
  const last = first + (<usize>1 << <usize>(16 - prefix + 3));
  for (let slot = first; slot < last; slot += 8) {
    const held = load<u32>(slot);
    if (only ? held == only : held == 0 || lengthOf(held) <= lengthOf(value)) atomic.store<u32>(slot, value);
  }
}

/** Puts the network of an entry in; its family's root (and map) is there, and room for a block. */
export function addNetwork(v6: bool, word: u32, high: u64, low: u64, prefix: i32, entry: u32): void {
  const root = <usize>load<u32>(v6 ? V6_TRIE : V4_TRIE);
  if (v6) {
    word = <u32>(high >> 32);
    refilterNetworkV6(hot, high, low, prefix);
    if (next) refilterNetworkV6(next, high, low, prefix);
  }
  countLength(v6, prefix, 1);
  if (prefix > TRIE_BITS) deepen(root + (<usize>(word >> 16) << 3), (word >> 8) & 255);
  else cover(root, word, prefix, (entry + 1) | (<u32>prefix << 26), 0);
  if (!v6) mapV4(word, prefix);
}

/** Adds the keys of an IPv6 network to a region's filter. */
export function refilterNetworkV6(region: usize, high: u64, low: u64, prefix: i32): void {
  const group = groupOf(prefix);
  if (group <= TRIE_BITS) return;
  filterAdd(region, KIND_NETWORK_V6, groupHash(high, low, group));
  if (group > GATE_A) filterAdd(region, KIND_NETWORK_V6, gateHash(high, GATE_A));
  if (group > GATE_B) filterAdd(region, KIND_NETWORK_V6, gateHash(high, GATE_B));
}

/** Takes the network of an entry out, when the buckets no longer have it. */
export function removeNetwork(v6: bool, word: u32, high: u64, low: u64, prefix: i32, entry: u32): void {
  countLength(v6, prefix, -1);
  if (prefix > TRIE_BITS) return;
  const root = <usize>load<u32>(v6 ? V6_TRIE : V4_TRIE);
  if (v6) word = <u32>(high >> 32);
  // What lay under it comes to light: the longest other network around it that the same part of the trie holds.
  const shortest = prefix > 16 ? 17 : 0;
  let under: u32 = 0;
  for (let length = prefix; length >= shortest && !under; length--) {
    const found = find(
      v6
        ? hashNetworkV6(firstOf64(high, length), 0, length)
        : hashNetworkV4(firstOf32(word, length), length),
      0,
    );
    if (found) under = found | (<u32>length << 26);
  }
  cover(root, word, prefix, under, (entry + 1) | (<u32>prefix << 26));
}
