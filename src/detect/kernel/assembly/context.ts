/**
 * What one thread works with: the buffers of one chunk, from reading to flagged lines. Every instance of the kernel
 * is bound to one context in the shared memory; contexts share nothing but the index. Buffers are as large as the
 * worst chunk can fill them, so that no loop asks whether there is room; what is not used is never touched, and so
 * costs no memory. With C the bytes of a chunk:
 *
 *     INPUT     64 + C + 256   the chunk between guards; behind it quotes and line ends stop every search
 *     TAPE      C × 8          a key or column each: where its value begins (u32), its slot (u32); an empty cell is
 *                              one byte, its tab
 *     LINES     C × 4          where each line ends
 *     LISTS     32 × C × 4     per reading: where its values begin; an empty value of a set is one byte, its comma
 *     HASH, AT, SPAN  C × (8 + 4 + 4)   values as looked up; a value gives two at most
 *     NEAR      C × 4           addresses that may lie in a listed network: where, and the address
 *     CANDIDATE C × 4 · WORD C × 8      those that go on to the next step, and what was loaded for them
 *     ODD       C × 8          what goes the slow way: where, and why
 *     LINE_LOG, LINE_WHY  C each        per line: its log, and why it goes the slow way
 *     SLOW      C × 8          the lines that go the slow way: number and why, in order
 */

export const GUARD_BEFORE: usize = 64;
export const GUARD_AFTER: usize = 256;
export const LIST_COUNT: usize = 32;
/** Lists of values within a set (TSV): those of a reading stand this much further on. */
export const SETS: u32 = 16;
/** Values seen lately that met nothing: 4,096 hashes of 8 bytes, half of a first-level cache. */
export const MISSES: u32 = 4096;
/** IPv6 texts read lately: their hash and both halves. */
export const TEXTS: u32 = 1024;
/** Names of logs met so far: hash and code. */
export const LOG_SLOTS: u32 = 1024;

export let INPUT: usize = 0;
export let TAPE: usize = 0;
export let LINES: usize = 0;
export let LISTS: usize = 0;
export let LIST_BYTES: usize = 0;
/** How many values each list holds. */
export let LIST_LENGTHS: usize = 0;
export let HASH: usize = 0;
export let AT: usize = 0;
export let SPAN: usize = 0;
export let NEAR: usize = 0;
export let CANDIDATE: usize = 0;
export let WORD: usize = 0;
export let ODD: usize = 0;
export let LINE_LOG: usize = 0;
export let LINE_WHY: usize = 0;
export let SLOW: usize = 0;
export let MISS_CACHE: usize = 0;
export let TEXT_CACHE: usize = 0;
export let LOGS: usize = 0;
export let LOG_COUNTS: usize = 0;
/** Hashes and marks of hosts that pair with a target of the same record. */
export let PAIRS: usize = 0;
/** Room for a value that has to be rewritten before it is hashed (colons of a fingerprint). */
export let SCRATCH: usize = 0;

let top: usize = 0;
function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 63) & ~63;
  return at;
}

/** Lays a context for chunks of `chunk` bytes out at `base` and binds this instance to it; answers its size. */
export function bind(base: usize, chunk: usize): usize {
  top = base;
  INPUT = take(GUARD_BEFORE + chunk + GUARD_AFTER) + GUARD_BEFORE;
  TAPE = take(chunk * 8 + 64);
  LINES = take(chunk * 4 + 64);
  LIST_BYTES = chunk * 4 + 64;
  LISTS = take(LIST_COUNT * LIST_BYTES);
  LIST_LENGTHS = take(LIST_COUNT * 4);
  HASH = take(chunk * 8);
  AT = take(chunk * 4);
  SPAN = take(chunk * 4);
  NEAR = take(chunk * 4);
  CANDIDATE = take(chunk * 4);
  WORD = take(chunk * 8);
  ODD = take(chunk * 8);
  oddMax = <u32>chunk;
  LINE_LOG = take(chunk);
  LINE_WHY = take(chunk);
  SLOW = take(chunk * 8);
  MISS_CACHE = take(<usize>MISSES * 8);
  TEXT_CACHE = take(<usize>TEXTS * 24);
  LOGS = take(<usize>LOG_SLOTS * 16);
  LOG_COUNTS = take(256 * 4);
  PAIRS = take(chunk * 8);
  SCRATCH = take(1024) + 64;
  return top - base;
}

export function inputAt(): usize {
  return INPUT;
}
export function tapeAt(): usize {
  return TAPE;
}
export function linesAt(): usize {
  return LINES;
}
export function slowAt(): usize {
  return SLOW;
}
export function logCountsAt(): usize {
  return LOG_COUNTS;
}
export function hashesAt(): usize {
  return HASH;
}
export function placesAt(): usize {
  return AT;
}
export function spansAt(): usize {
  return SPAN;
}

/** Why a line goes the slow way; the first reason counts. `slow-reason.ts` has their names. */
export const WHY_CANDIDATE: u32 = 1;
export const WHY_SHAPE: u32 = 2;
export const WHY_ESCAPED: u32 = 3;
export const WHY_KEY: u32 = 4;
export const WHY_VALUE: u32 = 5;
export const WHY_URL: u32 = 6;
export const WHY_FIELD: u32 = 7;
export const WHY_LOG: u32 = 8;
export const WHY_COLUMNS: u32 = 9;
/** Not a reason yet: the line is looked at byte by byte. */
export const WHY_LOOK: u32 = 64;

let odd: u32 = 0;
let oddMax: u32 = 0;
/** More was flagged than there is room for: every line of the chunk goes the slow way. */
export function flooded(): bool {
  return odd == oddMax;
}

/** Hands the line in which `at` lies to the slow path. */
@inline
export function flag(at: usize, why: u32): void {
  // A value may be flagged three times over; a chunk of nothing else has all its lines read.
  if (odd == oddMax) return;
  const to = ODD + (<usize>odd << 3);
  store<u32>(to, <u32>at);
  store<u32>(to, why, 4);
  odd++;
}
export function oddCount(): u32 {
  return odd;
}
export function clearOdd(): void {
  odd = 0;
}

let values: u32 = 0;

/** One value to look up: its hash, where it lies, and kind (low 8 bits) and length. */
@inline
export function emit(hash: u64, at: usize, kind: u32, length: usize): void {
  const n = <usize>values;
  store<u64>(HASH + (n << 3), hash);
  store<u32>(AT + (n << 2), <u32>at);
  store<u32>(SPAN + (n << 2), (<u32>length << 8) | kind);
  values++;
}
@inline
export function valueCount(): u32 {
  return values;
}
@inline
export function setValueCount(n: u32): void {
  values = n;
}

@inline
export function listAt(reading: u32): usize {
  return LISTS + <usize>reading * LIST_BYTES;
}
@inline
export function listLength(reading: u32): u32 {
  return load<u32>(LIST_LENGTHS + (<usize>reading << 2));
}
@inline
export function push(reading: u32, at: usize): void {
  const length = LIST_LENGTHS + (<usize>reading << 2);
  const n = load<u32>(length);
  store<u32>(listAt(reading) + (<usize>n << 2), <u32>at);
  store<u32>(length, n + 1);
}
export function clearLists(): void {
  memory.fill(LIST_LENGTHS, 0, LIST_COUNT * 4);
  values = 0;
}
