/**
 * What the making of rows works with, for one thread: places for what a record says, and the columns of a segment,
 * laid out as the event store's Native blocks want them, so that whole segments are appended to a block by copying.
 *
 *     ROLES      64 × 8    where the record's known fields stand: address, length with kind and escapes
 *     CARRIED    4096 × 12 values that may be observables, in the record's order: address, length, reading
 *     ROOT_KEYS  256 × 8   the record's own keys: address, length with the kind of the value
 *     LEARNED    2048 × 96 texts met so far with what they mean (`rows-learned.ts`)
 *     LOG_INFO   1024 × 32 what a log's name means for its rows
 *     SCRATCH    256 KiB   values rewritten: escapes undone, lower case, canonical form
 *     columns    per row: 8 time · 1 timed · 2+2 ports · 2+2+2 log, protocol, service · 1 action · 5 × 8 list ends
 *                texts: length (LEB128) and bytes, one after the other
 *
 * A segment ends at 1,024 rows: 0.7 MB of EVE, which stays in a second-level cache until it is copied on.
 */

export const ROWS_MAX: u32 = 1024;
export const ROLE_COUNT: usize = 64;
export const CARRIED_MAX: u32 = 4096;
export const ROOT_KEYS_MAX: u32 = 256;
export const LEARNED_SLOTS: u32 = 2048;
export const LEARNED_BYTES: usize = 96;
export const LOG_INFO_BYTES: usize = 32;
export const LOG_INFO_MAX: usize = 1024;

/** A longer record is kept cut, which the slow path does. Equals `nativeBytesMax` of the event store. */
export const RECORD_BYTES: usize = 65536;
/** Room for one more record of the greatest size, with its length (3) and what copying writes too far (64). */
const RECORD_ROOM: usize = 65536 + 3 + 64;
export const NATIVE_BYTES: usize = 1 << 20;
/** Beyond this a segment is handed over before the next row. */
export const NATIVE_FULL: usize = NATIVE_BYTES - RECORD_ROOM;

/** A text is rewritten three times at most (escapes, small letters, as a URL): 3 × 64 KiB, and some. */
const SCRATCH_BYTES: usize = 1 << 18;

/** The lists of a row. */
export const NAMES: u32 = 0;
export const ADDRESSES: u32 = 1;
export const URLS: u32 = 2;
export const HASHES: u32 = 3;
export const MAILS: u32 = 4;
export const LISTS_OF_ROW: u32 = 5;
/** Entries of one row: 64, of URLs 16, as in the event store. A row's worst list: 16 URLs of 8,200 bytes = 131 KB. */
export const ENTRIES_MAX: u32 = 64;
export const URLS_MAX: u32 = 16;
const LIST_DATA: usize = 1 << 18;
export const LIST_FULL: usize = LIST_DATA - 131200 - 64;

export let ROLES: usize = 0;
export let CARRIED: usize = 0;
export let ROOT_KEYS: usize = 0;
export let LEARNED: usize = 0;
export let LOG_INFO: usize = 0;
export let SCRATCH_AT: usize = 0;
export let SCRATCH_END: usize = 0;

export let TIMES: usize = 0;
export let TIMED: usize = 0;
export let SOURCE_PORTS: usize = 0;
export let DESTINATION_PORTS: usize = 0;
export let LOG_CODES: usize = 0;
export let PROTOCOL_CODES: usize = 0;
export let SERVICE_CODES: usize = 0;
export let ACTIONS: usize = 0;
/** Per list, 1,024 ends of 8 bytes each. */
export let LIST_ENDS: usize = 0;
/** Per list `LIST_DATA` bytes. */
export let LIST_TEXTS: usize = 0;
export let SOURCES: usize = 0;
export let DESTINATIONS: usize = 0;
export let USERS: usize = 0;
export let MESSAGES: usize = 0;
export let NATIVES: usize = 0;

let top: usize = 0;
function take(bytes: usize): usize {
  const at = top;
  top = (top + bytes + 63) & ~63;
  return at;
}

/** Lays everything out at `base`, which is all zero, and answers how much it takes. */
export function layRowsOut(base: usize): usize {
  const rows = <usize>ROWS_MAX;
  top = base;
  ROLES = take(ROLE_COUNT * 8);
  CARRIED = take(<usize>CARRIED_MAX * 12);
  ROOT_KEYS = take(<usize>ROOT_KEYS_MAX * 8);
  LEARNED = take(<usize>LEARNED_SLOTS * LEARNED_BYTES);
  LOG_INFO = take(LOG_INFO_MAX * LOG_INFO_BYTES);
  SCRATCH_AT = take(SCRATCH_BYTES + 64);
  SCRATCH_END = SCRATCH_AT + SCRATCH_BYTES;
  TIMES = take(rows * 8);
  TIMED = take(rows);
  SOURCE_PORTS = take(rows * 2);
  DESTINATION_PORTS = take(rows * 2);
  LOG_CODES = take(rows * 2);
  PROTOCOL_CODES = take(rows * 2);
  SERVICE_CODES = take(rows * 2);
  ACTIONS = take(rows);
  LIST_ENDS = take(<usize>LISTS_OF_ROW * rows * 8);
  LIST_TEXTS = take(<usize>LISTS_OF_ROW * LIST_DATA);
  // texts of at most 256 and 1,000 characters, with their length and what copying writes too far
  SOURCES = take(rows * 258 + 64);
  DESTINATIONS = take(rows * 258 + 64);
  USERS = take(rows * 258 + 64);
  MESSAGES = take(rows * 1002 + 64);
  NATIVES = take(NATIVE_BYTES);
  return top - base;
}

@inline
export function listTextAt(list: u32): usize {
  return LIST_TEXTS + <usize>list * LIST_DATA;
}
@inline
export function listEndsAt(list: u32): usize {
  return LIST_ENDS + <usize>list * (<usize>ROWS_MAX * 8);
}

/** Why a record goes the slow way. `rows/row-reason.ts` has their names. */
export const ODD_INVALID: u32 = 1;
export const ODD_DEEP: u32 = 2;
export const ODD_ESCAPE: u32 = 3;
export const ODD_KEY: u32 = 4;
export const ODD_TEXT: u32 = 5;
export const ODD_TIME: u32 = 6;
export const ODD_ADDRESS: u32 = 7;
export const ODD_PORT: u32 = 8;
export const ODD_NAME: u32 = 9;
export const ODD_URL: u32 = 10;
export const ODD_MAIL: u32 = 11;
export const ODD_READING: u32 = 12;
export const ODD_LONG: u32 = 13;
export const ODD_FIELDS: u32 = 14;
export const ODD_COLUMNS: u32 = 15;
export const ODD_CELL: u32 = 16;
/** Not odd: a text that has to be learned first, then the record is read again. */
export const ASK: u32 = 100;
/** The same, for a key that the tree of a log does not know. */
export const ASK_KEY: u32 = 102;

/** Kinds of values, in the top bits of a length. */
export const IS_STRING: u32 = 1 << 28;
export const IS_NUMBER: u32 = 2 << 28;
export const IS_TRUE: u32 = 3 << 28;
export const IS_FALSE: u32 = 4 << 28;
export const IS_NULL: u32 = 5 << 28;
export const IS_OBJECT: u32 = 6 << 28;
export const IS_ARRAY: u32 = 7 << 28;
export const KIND_BITS: u32 = 7 << 28;
/** The string has escapes of one character; of a code (`\u`). */
export const HAS_ESCAPE: u32 = 1 << 26;
export const HAS_CODE: u32 = 1 << 27;
export const ESCAPE_BITS: u32 = 3 << 26;
export const LENGTH_BITS: u32 = (1 << 26) - 1;
