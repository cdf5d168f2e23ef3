/**
 * Texts on their way into columns: escapes undone, capitals made small, entries added to a row's lists. What has to
 * be rewritten is rewritten in the scratch space, which is empty again for each record; what stands as it should is
 * copied from where it lies. Copies go 16 bytes at a time and may write too far, so every column has room behind it.
 *
 *     list data   …│3 d n s│11 example.com│·····      one row's entries begin at `first`, each with its length
 *                  ↑ first                ↑ cursor
 */
import {
  ENTRIES_MAX,
  HAS_CODE,
  HAS_ESCAPE,
  LENGTH_BITS,
  listEndsAt,
  LISTS_OF_ROW,
  listTextAt,
  SCRATCH_AT,
  SCRATCH_END,
  URLS,
  URLS_MAX,
} from "./rows-memory";

/** The text that the last function which answers true has found. */
export let TEXT_AT: usize = 0;
export let TEXT_END: usize = 0;

let scratch: usize = 0;
export function clearScratch(): void {
  scratch = SCRATCH_AT;
}
/** Room for `bytes` and 32 more; 0 where the record has used it up. */
@inline
export function scratchFor(bytes: usize): usize {
  return scratch + bytes + 32 < SCRATCH_END ? scratch : 0;
}
@inline
export function keepScratch(end: usize): void {
  scratch = end;
}

@inline
export function copy(to: usize, from: usize, length: usize): void {
  if (length > 64) {
    memory.copy(to, from, length);
    return;
  }
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

@inline
export function same(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Copies with capitals made small; nothing else changes. */
@inline
export function copyLower(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) {
    const v = v128.load(from + i);
    const capital = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x41)), i8x16.splat(26));
    v128.store(to + i, v128.or(v, v128.and(capital, i8x16.splat(0x20))));
  }
}

/** True where all of [s, e) is ASCII. */
export function isAscii(s: usize, e: usize): bool {
  while (s + 16 <= e) {
    if (i8x16.bitmask(v128.load(s))) return false;
    s += 16;
  }
  return s >= e || (i8x16.bitmask(v128.load(s)) & ((1 << <i32>(e - s)) - 1)) == 0;
}

export function clearText(): void {
  TEXT_AT = SCRATCH_AT;
  TEXT_END = SCRATCH_AT;
}

/** The text of a JSON string that lies at `s`: as it stands, or with its escapes undone. False where that fails. */
export function plainText(s: usize, lengthAndKind: u32): bool {
  const length = <usize>(lengthAndKind & LENGTH_BITS);
  TEXT_AT = s;
  TEXT_END = s + length;
  return lengthAndKind & (HAS_ESCAPE | HAS_CODE) ? withoutEscapes(s, length, lengthAndKind) : true;
}
function withoutEscapes(s: usize, length: usize, kind: u32): bool {
  let to = scratchFor(length);
  if (to == 0 || kind & HAS_CODE) return false;
  TEXT_AT = to;
  const end = s + length;
  while (s < end) {
    let c: u32 = load<u8>(s++);
    if (c == 0x5c) {
      c = load<u8>(s++);
      if (c == 0x6e) c = 10;
      else if (c == 0x74) c = 9;
      else if (c == 0x72) c = 13;
      else if (c == 0x62) c = 8;
      else if (c == 0x66) c = 12;
    }
    store<u8>(to++, <u8>c);
  }
  TEXT_END = to;
  keepScratch(to);
  return true;
}

/** Writes a text with its length (below 2^21); answers the place behind it. */
@inline
export function putText(to: usize, s: usize, length: usize): usize {
  if (length < 128) {
    store<u8>(to, <u8>length);
    copy(to + 1, s, length);
    return to + 1 + length;
  }
  const head = putLength(to, length);
  memory.copy(to + head, s, length);
  return to + head + length;
}
/** Writes a length; answers how many bytes it takes. */
export function putLength(to: usize, length: usize): usize {
  if (length < 128) {
    store<u8>(to, <u8>length);
    return 1;
  }
  store<u8>(to, <u8>(length | 0x80));
  if (length < 16384) {
    store<u8>(to, <u8>(length >> 7), 1);
    return 2;
  }
  store<u8>(to, <u8>((length >> 7) | 0x80), 1);
  store<u8>(to, <u8>(length >> 14), 2);
  return 3;
}


/** A list's cursor, where the row in the making began, its entries in all, and those of the row: 16 bytes each. */
let lists: usize = 0;
export function bindLists(at: usize): void {
  lists = at;
}
export function clearLists(): void {
  for (let list: u32 = 0; list < LISTS_OF_ROW; list++) {
    const state = lists + (<usize>list << 4);
    store<u32>(state, <u32>listTextAt(list));
    store<u32>(state, <u32>listTextAt(list), 4);
    store<u32>(state, 0, 8);
    store<u32>(state, 0, 12);
  }
}
/** Drops what the row in the making has added. */
@inline
export function beginLists(): void {
  for (let list: u32 = 0; list < LISTS_OF_ROW; list++) {
    const state = lists + (<usize>list << 4);
    store<u32>(state, load<u32>(state, 4));
    store<u32>(state, 0, 12);
  }
}
/** Keeps what the row has added. */
@inline
export function keepLists(row: usize): void {
  for (let list: u32 = 0; list < LISTS_OF_ROW; list++) {
    const state = lists + (<usize>list << 4);
    const entries = load<u32>(state, 8) + load<u32>(state, 12);
    store<u32>(state, entries, 8);
    store<u32>(state, load<u32>(state), 4);
    store<u64>(listEndsAt(list) + (row << 3), <u64>entries);
  }
}
@inline
export function listBytes(list: u32): usize {
  return <usize>load<u32>(lists + (<usize>list << 4), 4) - listTextAt(list);
}
@inline
export function listEntries(list: u32): u32 {
  return load<u32>(lists + (<usize>list << 4), 8);
}

/** Adds [s, e) to a list of the row, unless it is there already or the list is full. */
export function addEntry(list: u32, s: usize, e: usize): void {
  const state = lists + (<usize>list << 4);
  const entries = load<u32>(state, 12);
  if (entries >= (list == URLS ? URLS_MAX : ENTRIES_MAX)) return;
  const length = e - s;
  let at = <usize>load<u32>(state, 4);
  const cursor = <usize>load<u32>(state);
  while (at < cursor) {
    let known: usize = load<u8>(at++);
    if (known > 127) known = (known & 127) | (<usize>load<u8>(at++) << 7);
    if (known == length && same(at, s, length)) return;
    at += known;
  }
  store<u32>(state, <u32>putText(cursor, s, length));
  store<u32>(state, entries + 1, 12);
}
