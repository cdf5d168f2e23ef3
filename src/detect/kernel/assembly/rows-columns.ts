/**
 * The row in the making and the segment it goes into. A row is written behind the last one and counts only when
 * `keepRow` is called: a record that turns out odd half-way leaves nothing behind.
 */
import {
  ACTIONS,
  DESTINATION_PORTS,
  DESTINATIONS,
  LIST_FULL,
  LISTS_OF_ROW,
  LOG_CODES,
  MESSAGES,
  NATIVE_FULL,
  NATIVES,
  ODD_LONG,
  PROTOCOL_CODES,
  RECORD_BYTES,
  ROWS_MAX,
  SERVICE_CODES,
  SOURCE_PORTS,
  SOURCES,
  TIMED,
  TIMES,
  USERS,
} from "./rows-memory";
import {
  beginLists,
  clearLists,
  clearScratch,
  isAscii,
  keepLists,
  listBytes,
  putLength,
  putText,
} from "./rows-text";

let rows: u32 = 0;
/** Where each text column ends, and where it would with the row in the making. */
let sources: usize = 0;
let destinations: usize = 0;
let users: usize = 0;
let messages: usize = 0;
let natives: usize = 0;
let sourcesNext: usize = 0;
let destinationsNext: usize = 0;
let usersNext: usize = 0;
let messagesNext: usize = 0;
let nativesNext: usize = 0;

/** Begins a new segment. */
export function rowsClear(): void {
  rows = 0;
  sources = SOURCES;
  destinations = DESTINATIONS;
  users = USERS;
  messages = MESSAGES;
  natives = NATIVES;
  clearLists();
}

export function rowCount(): u32 {
  return rows;
}
/** Bytes of a text column: 0 source, 1 destination, 2 user, 3 message, 4 native. */
export function rowsTextBytes(column: u32): usize {
  if (column == 0) return sources - SOURCES;
  if (column == 1) return destinations - DESTINATIONS;
  if (column == 2) return users - USERS;
  if (column == 3) return messages - MESSAGES;
  return natives - NATIVES;
}

/** True where one more row might not fit. */
@inline
export function isFull(): bool {
  if (rows == ROWS_MAX || natives - NATIVES > NATIVE_FULL) return true;
  for (let list: u32 = 0; list < LISTS_OF_ROW; list++) if (listBytes(list) > LIST_FULL) return true;
  return false;
}

@inline
export function beginRow(): void {
  clearScratch();
  beginLists();
}

/** Both ends as canonical texts; where the source's text was put, and the destination's, is answered by the two below. */
export let SOURCE_AT: usize = 0;
export let DESTINATION_AT: usize = 0;
@inline
export function putSource(s: usize, length: usize, port: u32): void {
  sourcesNext = putText(sources, s, length);
  SOURCE_AT = sourcesNext - length;
  store<u16>(SOURCE_PORTS + (<usize>rows << 1), <u16>port);
}
@inline
export function putDestination(s: usize, length: usize, port: u32): void {
  destinationsNext = putText(destinations, s, length);
  DESTINATION_AT = destinationsNext - length;
  store<u16>(DESTINATION_PORTS + (<usize>rows << 1), <u16>port);
}

/** False where a text is longer than the column takes and can't be cut by bytes. */
@inline
export function putUser(s: usize, length: usize): bool {
  if (length > 256) {
    if (!isAscii(s, s + length)) return false;
    length = 256;
  }
  usersNext = putText(users, s, length);
  return true;
}
@inline
export function putMessage(s: usize, length: usize): bool {
  if (length > 1000) {
    if (!isAscii(s, s + length)) return false;
    length = 1000;
  }
  messagesNext = putText(messages, s, length);
  return true;
}

/** The record as it stands, or without blanks between its parts and with slashes as they are. */
export function putRecord(s: usize, length: usize, rewrite: bool): u32 {
  if (length > RECORD_BYTES) return ODD_LONG;
  if (!rewrite) {
    nativesNext = putText(natives, s, length);
    return 0;
  }
  const from = natives + 2;
  let to = from;
  let quoted = false;
  const end = s + length;
  while (s < end) {
    const c: u32 = load<u8>(s++);
    if (c == 0x22) quoted = !quoted;
    else if (!quoted) {
      if (c <= 0x20) continue;
    } else if (c == 0x5c) {
      const d: u32 = load<u8>(s++);
      if (d != 0x2f) store<u8>(to++, 0x5c);
      store<u8>(to++, <u8>d);
      continue;
    }
    store<u8>(to++, <u8>c);
  }
  putBuilt(from, to);
  return 0;
}

/** Where a record that is put together begins: two bytes are left for its length. */
@inline
export function buildAt(): usize {
  return natives + 2;
}
/** Takes a record that was written at `buildAt`. */
export function putBuilt(from: usize, to: usize): void {
  const length = to - from;
  const head: usize = length < 128 ? 1 : length < 16384 ? 2 : 3;
  if (head != 2) memory.copy(natives + head, from, length);
  putLength(natives, length);
  nativesNext = natives + head + length;
}

@inline
export function keepRow(us: i64, timed: bool, log: u32, protocol: u32, service: u32, action: u32): void {
  const row = <usize>rows;
  store<i64>(TIMES + (row << 3), us);
  store<u8>(TIMED + row, <u8>timed);
  store<u16>(LOG_CODES + (row << 1), <u16>log);
  store<u16>(PROTOCOL_CODES + (row << 1), <u16>protocol);
  store<u16>(SERVICE_CODES + (row << 1), <u16>service);
  store<u8>(ACTIONS + row, <u8>action);
  keepLists(row);
  sources = sourcesNext;
  destinations = destinationsNext;
  users = usersNext;
  messages = messagesNext;
  natives = nativesNext;
  rows++;
}
