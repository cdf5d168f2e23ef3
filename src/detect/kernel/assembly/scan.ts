/**
 * One chunk from bytes to the lines that must be read again. Records that are neither candidates nor odd are
 * settled here: they are counted by log, and no object is ever made of them.
 *
 *     sieve → keys → values → filter → buckets and networks → lines
 */
import {
  clearLists,
  clearOdd,
  flooded,
  flag,
  INPUT,
  LINE_LOG,
  LINE_WHY,
  LINES,
  listAt,
  listLength,
  LOG_COUNTS,
  LOG_SLOTS,
  LOGS,
  ODD,
  oddCount,
  SETS,
  SLOW,
  TAPE,
  valueCount,
  WHY_COLUMNS,
  WHY_ESCAPED,
  WHY_LOG,
  WHY_VALUE,
  WHY_LOOK,
  WHY_SHAPE,
} from "./context";
import { endAtQuotes, endAtTabs, endOf } from "./ends";
import { hashExact, KIND_HASH } from "./hash";
import {
  isOnTop,
  lineOf,
  READ_ADDRESS,
  READ_DN,
  READ_DOMAIN,
  READ_FINGERPRINT,
  READ_HASH,
  READ_HOST,
  READ_JA3,
  READ_JA4,
  READ_LOG,
  READ_MAILS,
  READ_NAME,
  READ_PAIRED_HOST,
  READ_TARGET,
  READ_URL,
  routeJson,
  routeTsv,
} from "./keys";
import { addresses } from "./addresses";
import { domains, hosts } from "./names";
import { targets, urls } from "./urls";
import { distinguishedNames, fingerprints, mails, plain, PLAIN_HASH, PLAIN_JA3, PLAIN_JA4 } from "./texts";
import { sieveRecords } from "./checked-sieve";
import { predicates } from "./predicates";
import { isRecord } from "./walk";
import { lines, sieveJson, sieveTsv, tapeEntries } from "./sieve";
import { filterValues, findCandidates, findKeyed, forgetMisses } from "./probe";
import { clearNear, findNetworks } from "./near-networks";
import { refresh } from "./table";

let slow: u32 = 0;
/** Lines that go the slow way, after a scan. */
export function slowLines(): u32 {
  return slow;
}

/** Code of the log of records that don't name theirs; 0 where such a record goes the slow way. */
let defaultLog: u32 = 0;
/** A target without a host in its record goes the slow way. */
let aloneIsOdd: bool = false;
export function setRules(log: u32, alone: bool): void {
  defaultLog = log;
  aloneIsOdd = alone;
}

/** Forgets all names of logs. */
export function clearLogs(): void {
  memory.fill(LOGS, 0, <usize>LOG_SLOTS * 16);
}

/** From now on the log name of `length` bytes at `at` has this code (1–255; 255: its records go the slow way). */
export function addLog(at: usize, length: usize, code: u32): void {
  const hash = hashExact(KIND_HASH, at, at + length) | 1;
  let slot = <u32>hash & (LOG_SLOTS - 1);
  while (load<u64>(LOGS + (<usize>slot << 4))) slot = (slot + 1) & (LOG_SLOTS - 1);
  store<u64>(LOGS + (<usize>slot << 4), hash);
  store<u32>(LOGS + (<usize>slot << 4), code, 8);
}

/** The code of a log's name, 0 where it is not known. */
@inline
function logCode(s: usize, e: usize): u32 {
  const hash = hashExact(KIND_HASH, s, e) | 1;
  let slot = <u32>hash & (LOG_SLOTS - 1);
  while (true) {
    const held = load<u64>(LOGS + (<usize>slot << 4));
    if (held == hash) return load<u32>(LOGS + (<usize>slot << 4), 8);
    if (held == 0) return 0;
    slot = (slot + 1) & (LOG_SLOTS - 1);
  }
}

/** Finds each record's log by the one field that names it, at the record's top level. */
function readLogs(count: u32): void {
  memory.fill(LINE_LOG, 0, count);
  const list = listAt(READ_LOG);
  const n = listLength(READ_LOG);
  let line: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const s = load<u32>(list + (<usize>i << 2));
    while (line < count && load<u32>(LINES + (<usize>line << 2)) < s) line++;
    const start = line ? <usize>load<u32>(LINES + (<usize>(line - 1) << 2)) + 1 : INPUT;
    const e = endOf(s);
    const known = LINE_LOG + <usize>line;
    if (e == 0 || load<u8>(known) || !isOnTop(start, s - 1)) {
      flag(s, e == 0 ? WHY_ESCAPED : WHY_LOG);
      store<u8>(known, 255);
    } else {
      const code = logCode(s, e);
      store<u8>(known, <u8>(code ? code : 255));
    }
  }
}

function readValues(sets: u32): void {
  addresses(READ_ADDRESS + sets);
  domains(READ_DOMAIN + sets);
  hosts(READ_HOST + sets, false);
  hosts(READ_NAME + sets, true);
  urls(READ_URL + sets);
  plain(READ_HASH + sets, PLAIN_HASH);
  plain(READ_JA3 + sets, PLAIN_JA3);
  plain(READ_JA4 + sets, PLAIN_JA4);
  mails(READ_MAILS + sets);
  distinguishedNames(READ_DN + sets);
  fingerprints(READ_FINGERPRINT + sets);
}

function probe(): void {
  findCandidates(filterValues(valueCount()));
  findKeyed(valueCount());
  findNetworks();
}

/** Marks odd lines, settles the others, and lists those that go the slow way. */
function settle(count: u32, json: bool): void {
  memory.fill(LINE_WHY, 0, count);
  const flags = ODD + (<usize>oddCount() << 3);
  for (let from = ODD; from < flags; from += 8) {
    const line = lineOf(load<u32>(from), count);
    const why = LINE_WHY + <usize>line;
    const held: u32 = load<u8>(why);
    if (line < count && (held == 0 || held == WHY_LOOK)) store<u8>(why, <u8>load<u32>(from, 4));
  }
  memory.fill(LOG_COUNTS, 0, 1024);
  let to = SLOW;
  let start = INPUT;
  for (let line: u32 = 0; line < count; line++) {
    const end = <usize>load<u32>(LINES + (<usize>line << 2));
    const blank = end == start || (end == start + 1 && load<u8>(start) == 0x0d);
    if (!blank) {
      let why: u32 = load<u8>(LINE_WHY + <usize>line);
      if (flooded() && (why == 0 || why == WHY_LOOK)) why = WHY_VALUE;
      let log: u32 = load<u8>(LINE_LOG + <usize>line);
      if (log == 0) log = defaultLog;
      if (why == WHY_LOOK) why = isRecord(start) ? 0 : WHY_SHAPE;
      if (!why) {
        if (log == 0 || log == 255) why = WHY_LOG;
        else if (json && !isWhole(start, end)) why = WHY_SHAPE;
      }
      if (why) {
        store<u32>(to, line);
        store<u32>(to, why, 4);
        to += 8;
      } else {
        const counter = LOG_COUNTS + (<usize>log << 2);
        store<u32>(counter, load<u32>(counter) + 1);
      }
    }
    start = end + 1;
  }
  slow = <u32>((to - SLOW) >> 3);
}

/** True where a line is framed like a record, from brace to brace. */
@inline
function isWhole(start: usize, end: usize): bool {
  const last = end - 1 - <usize>(load<u8>(end - 1) == 0x0d);
  return load<u8>(start) == 0x7b && load<u8>(last) == 0x7d;
}

/** Guards: the byte before the input ends a line, those behind it end every search. */
function guard(length: usize): void {
  store<u8>(INPUT - 1, 0x0a);
  memory.fill(INPUT + length, 0x0a, 64);
  for (let i: usize = 0; i < 64; i++) store<u32>(INPUT + length + 64 + (i << 1), 0x0a220922);
}

/**
 * Scans `length` bytes at INPUT: JSON records, one a line, the last with its line end. Answers the lines. `strict`:
 * every record that is settled is JSON to its last comma; otherwise whoever reads the records afterwards finds that.
 */
export function scanJson(length: usize, strict: bool): u32 {
  refresh();
  forgetMisses();
  clearOdd();
  clearLists();
  clearNear();
  guard(length);
  endAtQuotes();
  if (strict) sieveRecords(INPUT, length);
  else sieveJson(INPUT, length);
  const count = lines();
  routeJson(tapeEntries());
  readValues(0);
  targets(READ_TARGET, READ_PAIRED_HOST, aloneIsOdd, count);
  readLogs(count);
  probe();
  settle(count, true);
  return count;
}

/**
 * Asks the predicates of rules about the records that have just been gone over, by the same tape; `comma` parts the
 * sets of cells, 0 after `scanJson`. Answers how many candidates there are (`predicates.ts`).
 */
export function scanRules(comma: u32): u32 {
  return predicates(TAPE, tapeEntries(), LINES, lines(), comma);
}

/** Scans `length` bytes at INPUT: tab-separated lines under one head, sets parted by `comma`. */
export function scanTsv(length: usize, comma: u32): u32 {
  refresh();
  forgetMisses();
  clearOdd();
  clearLists();
  clearNear();
  guard(length);
  endAtTabs(0x09);
  sieveTsv(INPUT, length, WHY_COLUMNS);
  const count = lines();
  memory.fill(LINE_LOG, 0, count);
  routeTsv(tapeEntries(), comma);
  readValues(0);
  targets(READ_TARGET, READ_PAIRED_HOST, aloneIsOdd, count);
  endAtTabs(<i8>comma);
  readValues(SETS);
  probe();
  settle(count, false);
  return count;
}
