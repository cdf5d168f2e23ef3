/**
 * Networks around an address: the longest in one walk down a flat trie, live while networks come and go.
 *
 *     first 16 bits   ROOT: 65,536 × { best u32, block u32 }, 512 KiB a family
 *                     best: longest network of up to 16 bits around this slot
 *     next 8 bits     block: │ 32 B: where runs begin │ 32 B: is there a longer prefix? │ 4 B for each run │
 *                     a run is a row of /24s with the same longest network of 17–24 bits; 0: best of the root
 *     the rest        not in the trie: IPv4 asks a filter, then the buckets, for each length above 24 that is
 *                     in use; IPv6 asks a filter that knows every network cut to its group's length (28, 32,
 *                     36, … 112 bits), and before that, at 32 and 40 bits, whether there is anything longer
 *
 * So a look-up is two or three loads that don't wait for those of other look-ups. 500,000 random networks have
 * about 8 runs in each of 65,536 blocks: 96 B × 65,536 = 6 MiB. A value is an entry's number plus one in the low
 * 26 bits and the length (0–24) above. A changed block is written anew and swapped in by one store; the old one is
 * used again when no reader is that old any more. Before all that stand two bit maps for IPv4: 8 KiB of /16s, and
 * 2 MiB of /24s that have a network in them or around them. Networks that leave may leave bits behind in the maps,
 * of longer prefixes, and in the filter: they cost a look, never a wrong answer.
 */
import { V4_COARSE, V4_LENGTHS, V4_MAP, V4_TRIE, V6_LENGTHS, V6_TRIE } from "./index-layout";
import { finish, mix, start } from "./hash";
import { firstOf32, firstOf64 } from "./parse-address";
import { find, KIND_NETWORK_V4, KIND_NETWORK_V6, mayBe } from "./table";

const ENTRY_MASK: u32 = 0x03ffffff;
/** Bytes of a block before its runs. */
export const BLOCK_HEAD: usize = 64;
/** The longest prefix that the trie holds itself. */
export const TRIE_BITS: i32 = 24;

@inline
export function hashNetworkV4(word: u32, prefix: i32): u64 {
  return finish(mix(start(KIND_NETWORK_V4, <usize>prefix), <u64>word));
}
@inline
export function hashNetworkV6(high: u64, low: u64, prefix: i32): u64 {
  return finish(mix(mix(start(KIND_NETWORK_V6, <usize>prefix), high), low));
}

/** 1 where a listed network is in the address's /16 or around it. */
@inline
export function coarseV4(word: u32): u32 {
  return (<u32>load<u8>(<usize>V4_COARSE + <usize>(word >> 19)) >> ((word >> 16) & 7)) & 1;
}

/** False where no listed network is in the address's /24 or around it. */
@inline
export function mayBeInNetworkV4(word: u32): bool {
  const map = <usize>load<u32>(V4_MAP);
  if (!map) return false;
  return ((<u32>load<u8>(map + <usize>(word >> 11)) >> ((word >> 8) & 7)) & 1) != 0;
}

/** False where no listed network is in the address's /16 or around it. */
@inline
export function mayBeInNetworkV6(high: u64, low: u64): bool {
  const root = <usize>load<u32>(V6_TRIE);
  return root != 0 && load<u64>(root + (<usize>(high >> 48) << 3)) != 0;
}

/** Number of the run that slot `i` of a block lies in. */
@inline
function runOf(block: usize, i: u32): u32 {
  let run = <u32>popcnt(load<u64>(block + (<usize>(i >> 6) << 3)) & (~(<u64>0) >> (63 - <u64>(i & 63))));
  for (let at = block; at < block + (<usize>(i >> 6) << 3); at += 8) run += <u32>popcnt(load<u64>(at));
  return run - 1;
}

/** Set by `walk`: whether longer prefixes begin with the word's first 24 bits. */
let deeper: bool = false;

@inline
function walk(root: usize, word: u32): u32 {
  const slot = load<u64>(root + (<usize>(word >> 16) << 3));
  const block = <usize>(slot >> 32);
  deeper = false;
  if (!block) return <u32>slot;
  const i = (word >> 8) & 255;
  deeper = ((<u32>load<u8>(block + 32 + <usize>(i >> 3)) >> (i & 7)) & 1) != 0;
  const value = load<u32>(block + BLOCK_HEAD + (<usize>runOf(block, i) << 2));
  return value ? value : <u32>slot;
}

/** Number plus one of the entry of the longest network around an IPv4 address; 0 where there is none. */
export function networkV4(word: u32): u32 {
  const root = <usize>load<u32>(V4_TRIE);
  if (!root || !mayBeInNetworkV4(word)) return 0;
  const value = walk(root, word);
  if (deeper) {
    let lengths = load<u64>(V4_LENGTHS) >> (TRIE_BITS + 1);
    while (lengths) {
      const above = 63 - <i32>clz(lengths);
      const prefix = TRIE_BITS + 1 + above;
      const h = hashNetworkV4(firstOf32(word, prefix), prefix);
      const entry = mayBe(KIND_NETWORK_V4, h) ? find(h, 0) : 0;
      if (entry) return entry;
      lengths ^= <u64>1 << <u64>above;
    }
  }
  return value & ENTRY_MASK;
}

/** The length to which the filter of IPv6 knows a network of this length; 24 is the trie's own. */
@inline
export function groupOf(prefix: i32): i32 {
  return prefix < 64 ? prefix & ~3 : prefix & ~15;
}

/** Lengths after which a gate stands: the filter knows where any network is longer than that and its group. */
export const GATE_A: i32 = 32;
export const GATE_B: i32 = 40;
/** Keeps a gate's keys apart from those of the groups. */
const GATE: i32 = 0x100;

@inline
export function groupHash(high: u64, low: u64, group: i32): u64 {
  return hashNetworkV6(firstOf64(high, group), firstOf64(low, group - 64), group);
}
@inline
export function gateHash(high: u64, gate: i32): u64 {
  return hashNetworkV6(firstOf64(high, gate), 0, GATE | gate);
}

/** Of lengths in use (word `at` of three), those up to `longest`. */
@inline
function lengthsUpTo(longest: i32, at: i32): u64 {
  const lengths = load<u64>(<usize>V6_LENGTHS + (<usize>at << 3));
  const bits = longest - (at << 6);
  return bits < 0 ? 0 : bits >= 63 ? lengths : lengths & (((<u64>2) << <u64>bits) - 1);
}

/** The same for IPv6. */
export function networkV6(high: u64, low: u64): u32 {
  const root = <usize>load<u32>(V6_TRIE);
  if (!root) return 0;
  const value = walk(root, <u32>(high >> 32));
  if (deeper) {
    // Most addresses are in no listed network of 36 bits or more: one question then answers for all of them.
    let longest = 128;
    if (!mayBe(KIND_NETWORK_V6, gateHash(high, GATE_A))) longest = GATE_A + 3;
    else if (!mayBe(KIND_NETWORK_V6, gateHash(high, GATE_B))) longest = GATE_B + 3;
    for (let at = longest >> 6 > 2 ? 2 : longest >> 6; at >= 0; at--) {
      let lengths = lengthsUpTo(longest, at);
      if (at == 0) lengths &= ~(<u64>0) << (TRIE_BITS + 1);
      while (lengths) {
        const last = (at << 6) + 63 - <i32>clz(lengths);
        const group = groupOf(last);
        // All lengths of the group in use, as a mask of this word; groups don't cross words.
        const mine = lengths & (~(<u64>0) << <u64>(group & 63));
        if (group == TRIE_BITS || mayBe(KIND_NETWORK_V6, groupHash(high, low, group))) {
          const entry = longestOf(mine, at << 6, high, low);
          if (entry) return entry;
        }
        lengths ^= mine;
      }
    }
  }
  return value & ENTRY_MASK;
}

function longestOf(lengths: u64, base: i32, high: u64, low: u64): u32 {
  while (lengths) {
    const bit = 63 - <i32>clz(lengths);
    const prefix = base + bit;
    const entry = find(hashNetworkV6(firstOf64(high, prefix), firstOf64(low, prefix - 64), prefix), 0);
    if (entry) return entry;
    lengths ^= <u64>1 << <u64>bit;
  }
  return 0;
}

/**
 * Looks `count` IPv4 addresses (u32 each) up; writes what `networkV4` answers and counts those met. The map is asked
 * for 32 of them at a time, so that its loads overlap.
 */
export function networksV4Batch(from: usize, count: u32, to: usize): u32 {
  let met: u32 = 0;
  for (let first: u32 = 0; first < count; first += 32) {
    const here: u32 = count - first < 32 ? count - first : 32;
    const words = from + (<usize>first << 2);
    const answers = to + (<usize>first << 2);
    let open: u32 = 0;
    for (let i: u32 = 0; i < here; i++) {
      open |= <u32>mayBeInNetworkV4(load<u32>(words + (<usize>i << 2))) << i;
      store<u32>(answers + (<usize>i << 2), 0);
    }
    for (; open; open &= open - 1) {
      const i = <usize>ctz(open) << 2;
      const entry = networkV4(load<u32>(words + i));
      store<u32>(answers + i, entry);
      met += <u32>(entry != 0);
    }
  }
  return met;
}

/** 1 where the trie or the filter of a group of up to 35 bits may have the address. */
@inline
function mayBeShort(root: usize, high: u64, groups: u64): u32 {
  const value = walk(root, <u32>(high >> 32));
  let there = <u32>(value != 0) | <u32>((groups & 0x0e000000) != 0);
  if (groups & 0xf0000000) there |= <u32>mayBe(KIND_NETWORK_V6, groupHash(high, 0, 28));
  if (groups & 0xf00000000) there |= <u32>mayBe(KIND_NETWORK_V6, groupHash(high, 0, 32));
  return there;
}

/** 1 where a group of 36 to 43 bits, or the gate to those beyond, may have it. */
@inline
function mayBeLong(high: u64, groups: u64): u32 {
  let there = <u32>mayBe(KIND_NETWORK_V6, gateHash(high, GATE_B));
  if (groups & 0xf000000000) there |= <u32>mayBe(KIND_NETWORK_V6, groupHash(high, 0, 36));
  if (groups & 0xf0000000000) there |= <u32>mayBe(KIND_NETWORK_V6, groupHash(high, 0, 40));
  return there;
}

/** The same for IPv6 addresses (high u64, low u64 each): the gates for 32 at a time, then what they let through. */
export function networksV6Batch(from: usize, count: u32, to: usize): u32 {
  const root = <usize>load<u32>(V6_TRIE);
  const groups = load<u64>(V6_LENGTHS);
  let met: u32 = 0;
  for (let first: u32 = 0; first < count; first += 32) {
    const here: u32 = count - first < 32 ? count - first : 32;
    const halves = from + (<usize>first << 4);
    const answers = to + (<usize>first << 2);
    let open: u32 = 0;
    let behind: u32 = 0;
    for (let i: u32 = 0; i < here; i++) {
      store<u32>(answers + (<usize>i << 2), 0);
      if (!root) continue;
      const high = load<u64>(halves + (<usize>i << 4));
      open |= mayBeShort(root, high, groups) << i;
      behind |= <u32>mayBe(KIND_NETWORK_V6, gateHash(high, GATE_A)) << i;
    }
    for (behind &= ~open; behind; behind &= behind - 1) {
      const i: u32 = ctz(behind);
      open |= mayBeLong(load<u64>(halves + (<usize>i << 4)), groups) << i;
    }
    for (; open; open &= open - 1) {
      const i: usize = ctz(open);
      const entry = networkV6(load<u64>(halves + (i << 4)), load<u64>(halves + (i << 4), 8));
      store<u32>(answers + (i << 2), entry);
      met += <u32>(entry != 0);
    }
  }
  return met;
}
