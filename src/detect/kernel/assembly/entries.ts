/**
 * The entries: every value of the index with its full text, numbered. What the hot tables find is compared here,
 * so that nothing but an equal value is ever met.
 *
 *     DIRECTORY   8,192 × pointer to a segment
 *     segment     8,192 × { text u32, claims u32 }: 64 KiB; text 0: this number is free, claims is the next free
 *     text        │ type u8 │ length u16 │ bytes │, or with length 0xffff │ type │ 0xffff │ length u32 │ bytes │
 *
 * Texts are written one behind the other in segments and never change; when half of them are waste, a rebuild
 * copies those in use. One writer: a text is there before its entry points at it, and the entry before a bucket
 * does. When an entry leaves, its text pointer is cleared first; who reads an entry's claims looks at the pointer
 * again afterwards.
 *
 * After a restart texts and entries may still be on disk. Whoever needs a piece that is absent answers its MiB
 * instead, as -2 - MiB, before anything is changed; the caller brings it and asks again.
 */
import {
  ABSENT,
  CURSOR,
  DIRECTORY,
  DIRECTORY_BYTES,
  DIRECTORY_SLASHES,
  ENTRY_BITS,
  FREE,
  KEYED,
  LAZY,
  MOVING,
  REBUILD_ROOM,
  REBUILD_ROOM_ENTRIES,
  SIZE,
  TEXT_END,
  TEXT_NEXT,
  TEXT_WASTE,
  TOP,
} from "./index-layout";
import {
  family,
  filterHash,
  filterKind,
  hash,
  identify,
  isTopLevel,
  networkHigh,
  networkLow,
  networkPrefix,
  networkWord,
  partUrl,
  pathStart,
  queryStart,
  TYPE_KEYED,
  TYPE_URL,
} from "./identify";
import { addNetwork, refilterNetworkV6, removeNetwork } from "./network-changes";
import { bucketIn, filterAdd, filterOpen, filterWordOf, find, hot, next, put, refresh, take } from "./table";

const LONG: u32 = 0xffff;

@inline
export function entryAt(entry: u32): usize {
  const segment = load<u32>(<usize>load<u32>(DIRECTORY) + (<usize>(entry >> ENTRY_BITS) << 2));
  return <usize>segment + (<usize>(entry & ((1 << ENTRY_BITS) - 1)) << 3);
}

/** The parts of the text record at `at`. */
@inline
export function textType(at: usize): u32 {
  return load<u8>(at);
}
@inline
export function textLength(at: usize): usize {
  const length = <u32>load<u16>(at, 1);
  return length == LONG ? <usize>load<u32>(at, 3) : <usize>length;
}
@inline
export function textStart(at: usize): usize {
  return at + (<u32>load<u16>(at, 1) == LONG ? 7 : 3);
}
@inline
function recordBytes(length: usize): usize {
  return length + (length >= <usize>LONG ? 7 : 3);
}

/** True where the text at this address has not been brought from disk yet. */
@inline
export function isAbsent(at: usize): bool {
  return load<u32>(LAZY) != 0 && load<u8>(<usize>ABSENT + (at >> 20)) != 0;
}
@inline
export function absence(at: usize): i32 {
  return -2 - <i32>(at >> 20);
}

export function equalBytes(a: usize, b: usize, length: usize): bool {
  const end = a + length;
  while (a + 8 <= end) {
    if (load<u64>(a) != load<u64>(b)) return false;
    a += 8;
    b += 8;
  }
  for (; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
  return true;
}

/** The number of a value, -1 where it is not here, below that where a text is absent. */
export function locate(type: u32, s: usize, length: usize): i32 {
  refresh();
  identify(type, s, s + length);
  return locateIdentified(type, s, length);
}
function locateIdentified(type: u32, s: usize, length: usize): i32 {
  let nth: u32 = 0;
  while (true) {
    const found = find(hash, nth++);
    if (!found) return -1;
    const at = entryAt(found - 1);
    if (isAbsent(at)) return absence(at);
    const text = <usize>load<u32>(at);
    if (isAbsent(text)) return absence(text);
    if (textType(text) == type && textLength(text) == length && equalBytes(textStart(text), s, length))
      return <i32>(found - 1);
  }
}

/** Adds what `identify` has found of an entry to a region. */
function index(region: usize, entry: u32): void {
  put(region, hash, entry);
  if (filterKind) filterAdd(region, filterKind, filterHash);
  if (isTopLevel) filterOpen(region, filterKind);
}

/** A listed directory: how deep and how long such paths get bounds the search for them. */
function noteDirectory(s: usize, e: usize): void {
  partUrl(s, e);
  if (queryStart != e) return;
  let slashes: u32 = 0;
  for (let p = pathStart; p < e; p++) slashes += <u32>(load<u8>(p) == 0x2f);
  if (slashes > load<u32>(DIRECTORY_SLASHES)) store<u32>(DIRECTORY_SLASHES, slashes);
  const bytes = <u32>(e - pathStart);
  if (bytes > load<u32>(DIRECTORY_BYTES)) store<u32>(DIRECTORY_BYTES, bytes);
}

/** The number of a value, made where it is new; the caller has seen to room in all segments. */
export function enter(type: u32, s: usize, length: usize): i32 {
  refresh();
  identify(type, s, s + length);
  return enterIdentified(type, s, length, 0);
}

/** True where the last `enterIdentified` made its entry. */
export let isMade: bool = false;

/**
 * The number of the value that was identified, made with these claims where it is new. Below -1 where something is
 * absent, -1 where its text needs a new segment; nothing is changed then.
 */
export function enterIdentified(type: u32, s: usize, length: usize, claims: u32): i32 {
  isMade = false;
  const known = locateIdentified(type, s, length);
  if (known != -1) return known;
  const free = load<u32>(FREE);
  if (free && isAbsent(entryAt(free - 1))) return absence(entryAt(free - 1));
  const text = <usize>load<u32>(TEXT_NEXT);
  if (text + recordBytes(length) > <usize>load<u32>(TEXT_END)) return -1;
  store<u8>(text, <u8>type);
  if (length >= <usize>LONG) {
    store<u16>(text, <u16>LONG, 1);
    store<u32>(text, <u32>length, 3);
  } else store<u16>(text, <u16>length, 1);
  memory.copy(textStart(text), s, length);
  store<u32>(TEXT_NEXT, <u32>(text + recordBytes(length)));
  let entry: u32;
  if (free) {
    entry = free - 1;
    store<u32>(FREE, load<u32>(entryAt(entry), 4));
  } else {
    entry = load<u32>(TOP);
    store<u32>(TOP, entry + 1);
  }
  const at = entryAt(entry);
  atomic.store<u32>(at, claims, 4);
  atomic.store<u32>(at, <u32>text);
  if (type == TYPE_URL && load<u8>(s + length - 1) == 0x2f) noteDirectory(s, s + length);
  index(hot, entry);
  if (next) index(next, entry);
  if (family) addNetwork(family == 6, networkWord, networkHigh, networkLow, networkPrefix, entry);
  if (type & TYPE_KEYED) store<u32>(KEYED, load<u32>(KEYED) + 1);
  store<u32>(SIZE, load<u32>(SIZE) + 1);
  isMade = true;
  return <i32>entry;
}

/** Takes an entry out; its number may be given to another value from now on. 0, or a MiB that is absent. */
export function leave(entry: u32): i32 {
  refresh();
  const at = entryAt(entry);
  if (isAbsent(at)) return absence(at);
  const text = <usize>load<u32>(at);
  if (isAbsent(text)) return absence(text);
  const type = textType(text);
  const s = textStart(text);
  const length = textLength(text);
  identify(type, s, s + length);
  take(hot, hash, entry);
  if (next) take(next, hash, entry);
  if (family) removeNetwork(family == 6, networkWord, networkHigh, networkLow, networkPrefix, entry);
  atomic.store<u32>(at, 0);
  atomic.store<u32>(at, load<u32>(FREE), 4);
  store<u32>(FREE, entry + 1);
  if (type & TYPE_KEYED) store<u32>(KEYED, load<u32>(KEYED) - 1);
  store<u32>(SIZE, load<u32>(SIZE) - 1);
  store<u32>(TEXT_WASTE, load<u32>(TEXT_WASTE) + <u32>recordBytes(length));
  return 0;
}

/** Of each entry to put in: {hash u64, filter hash u64, entry u32, filter kind u32}. */
const ROOM_STEP: usize = 32;

/** Puts what stands in the room into the region that is built aside: `count` entries. */
function putAll(count: u32): void {
  const end = <usize>REBUILD_ROOM + <usize>count * ROOM_STEP;
  for (let at: usize = REBUILD_ROOM; at < end; at += ROOM_STEP) {
    put(next, load<u64>(at), load<u32>(at, 16));
    const kind = load<u32>(at, 20);
    if (kind) filterAdd(next, kind, load<u64>(at, 8));
  }
}

/** Copies a text to where the next goes; 0 where there is no room. */
function moveText(at: usize, text: usize): usize {
  const to = <usize>load<u32>(TEXT_NEXT);
  const bytes = recordBytes(textLength(text));
  if (to + bytes > <usize>load<u32>(TEXT_END)) return 0;
  memory.copy(to, text, bytes);
  store<u32>(TEXT_NEXT, <u32>(to + bytes));
  atomic.store<u32>(at, <u32>to);
  return to;
}

/**
 * Takes up to `count` entries from the cursor on into the region that is built aside, and moves their texts where
 * that was asked. Entries are identified some at a time before any is put in, and their places touched, so that
 * waits for memory overlap. Answers 0 when all are there, 1 where there are more, 2 where a moved text needs a new
 * segment, below 0 where something is absent.
 */
export function rebuildStep(count: u32): i32 {
  refresh();
  const top = load<u32>(TOP);
  let entry = load<u32>(CURSOR);
  const end = top - entry < count ? top : entry + count;
  let answer: i32 = 1;
  let waiting: u32 = 0;
  let touched: u32 = 0;
  for (; entry < end; entry++) {
    const at = entryAt(entry);
    if (isAbsent(at)) {
      answer = absence(at);
      break;
    }
    let text = <usize>load<u32>(at);
    if (!text) continue;
    if (isAbsent(text)) {
      answer = absence(text);
      break;
    }
    if (load<u32>(MOVING)) {
      text = moveText(at, text);
      if (!text) {
        answer = 2;
        break;
      }
    }
    const s = textStart(text);
    identify(textType(text), s, s + textLength(text));
    if (isTopLevel) filterOpen(next, filterKind);
    if (family == 6) refilterNetworkV6(next, networkHigh, networkLow, networkPrefix);
    const room = <usize>REBUILD_ROOM + <usize>waiting * ROOM_STEP;
    store<u64>(room, hash);
    store<u64>(room, filterHash, 8);
    store<u32>(room, entry, 16);
    store<u32>(room, filterKind, 20);
    touched += load<u32>(bucketIn(next, hash)) + load<u32>(filterWordOf(next, filterKind, filterHash));
    if (++waiting == REBUILD_ROOM_ENTRIES) {
      putAll(waiting);
      waiting = 0;
    }
  }
  store<u32>(REBUILD_ROOM, touched, 28); // so that the touching is not optimized away
  putAll(waiting);
  store<u32>(CURSOR, entry);
  return entry == top ? 0 : answer;
}
