/**
 * Rows of the event store made from whole lines, without an object for any of them. The caller has put lines into the
 * shared memory and chosen a plan (how records of this format and file are read); `rowsRun` makes rows until
 *
 *     DONE  all lines are read            ODD  one record goes the slow way; go on behind it
 *     FULL  the segment is full           DAY  the next row belongs to another day: hand the segment over first
 *     ASK   a text has to be learned (`rowsQuestion`), then go on with the same record
 *
 * The order of records is kept by that: before a record goes the slow way, the rows before it are handed over.
 */
import {
  ACTIONS,
  ASK as ASK_TEXT,
  ASK_KEY,
  DESTINATION_PORTS,
  DESTINATIONS,
  layRowsOut,
  listEndsAt,
  listTextAt,
  LOG_CODES,
  LOG_INFO,
  LOG_INFO_BYTES,
  MESSAGES,
  NATIVES,
  ODD_INVALID,
  ODD_LONG,
  PROTOCOL_CODES,
  RECORD_BYTES,
  SERVICE_CODES,
  SOURCE_PORTS,
  SOURCES,
  TIMED,
  TIMES,
  USERS,
} from "./rows-memory";
import { ADDRESS_MEMORY, bindAddresses } from "./rows-address";
import { BUILT_END, CELLS_END, walkCells } from "./rows-cells";
import { buildAt, isFull, rowCount, rowsClear } from "./rows-columns";
import {
  keepMadeRow,
  makeEveRow,
  makeZeekRow,
  rowDay,
  setBatch,
} from "./rows-event";
import { NAMED_LOG, NO_LOG, readLogName } from "./rows-log";
import { QUESTION, QUESTION_AT, QUESTION_LENGTH } from "./rows-learned";
import { bindLists, clearScratch } from "./rows-text";
import { bindTimes } from "./rows-time";
import { ASKED_AT, ASKED_LENGTH, LINE_END, RECORD_END, RECORD_START, walkRecord } from "./walk";

const DONE: u32 = 0;
const ODD: u32 = 1;
const FULL: u32 = 2;
const DAY: u32 = 3;
const ASK: u32 = 4;

const EVE: u32 = 1;
const ZEEK_JSON: u32 = 2;
const ZEEK_TSV: u32 = 3;

let format: u32 = 0;
/** The tree of paths or the plan of cells; with Zeek's JSON, the tree of records that name no log. */
let tree: usize = 0;
/** The log of records that do not name one. */
let ownLog: u32 = 0;
/** The tree that the record before was read by: records of one log come together. */
let lastTree: usize = 0;

let stoppedAt: usize = 0;
let nextAt: usize = 0;
let reason: u32 = 0;
let lines: u32 = 0;
let day: i64 = 0;

/** Lays the context out at `base` (zeroed) and binds this instance to it; answers how many bytes it takes. */
export function bindRows(base: usize): usize {
  let bytes = layRowsOut(base);
  bindAddresses(base + bytes);
  bytes = (bytes + ADDRESS_MEMORY + 63) & ~63;
  bindLists(base + bytes);
  bindTimes(base + bytes + 80);
  bytes += 128;
  rowsClear();
  return bytes;
}

/** Lines are counted from here on. */
export function rowsBegin(): void {
  lines = 0;
}

/** The plan for the lines to come. `us` is when they were received. */
export function rowsPlan(kind: u32, number: u32, treeOrCells: usize, log: u32, us: f64): void {
  lastTree = treeOrCells;
  format = kind;
  tree = treeOrCells;
  ownLog = log;
  setBatch(number, <i64>us);
}

function readJson(line: usize): u32 {
  let odd = walkRecord(line, lastTree);
  if (odd == 0 && RECORD_END - RECORD_START > RECORD_BYTES) return ODD_LONG;
  if (odd) {
    // the tree of another log may have asked for a key, or met one twice
    if (lastTree == tree || odd == ODD_INVALID) return odd;
    lastTree = tree;
    return readJson(line);
  }
  odd = readLogName();
  if (odd) return odd;
  if (format == EVE) {
    if (NAMED_LOG == NO_LOG) return ODD_INVALID;
    odd = makeEveRow(NAMED_LOG);
    return odd ? odd : keepIfSameDay(NAMED_LOG);
  }
  const log = NAMED_LOG == NO_LOG ? ownLog : NAMED_LOG;
  const right = NAMED_LOG == NO_LOG ? tree : <usize>load<u32>(LOG_INFO + <usize>log * LOG_INFO_BYTES, 4);
  if (right != lastTree) {
    lastTree = right;
    odd = walkRecord(line, right);
    if (odd) return odd;
  }
  odd = makeZeekRow(log, 0, 0);
  return odd ? odd : keepIfSameDay(log);
}

function readCells(line: usize): u32 {
  let odd = walkCells(line, tree);
  if (odd) return odd;
  odd = makeZeekRow(ownLog, buildAt(), BUILT_END);
  return odd ? odd : keepIfSameDay(ownLog);
}

const OTHER_DAY: u32 = 101;
@inline
function keepIfSameDay(log: u32): u32 {
  const its = rowDay();
  if (its != day) {
    if (rowCount()) return OTHER_DAY;
    day = its;
  }
  keepMadeRow(log);
  return 0;
}

/** The first byte behind the line that `at` lies in. */
function behindLine(at: usize): usize {
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (mask) return at + <usize>ctz(mask) + 1;
    at += 16;
  }
}

/** Makes rows of the lines from `from` to `end`, which lies behind a line end. */
export function rowsRun(from: usize, end: usize): u32 {
  let line = from;
  while (line < end) {
    const c: u32 = load<u8>(line);
    if (c == 0x0a || (c == 0x0d && load<u8>(line, 1) == 0x0a)) {
      line += c == 0x0a ? 1 : 2;
      lines++;
      continue;
    }
    stoppedAt = line;
    if (isFull()) return FULL;
    clearScratch();
    const odd = format == ZEEK_TSV ? readCells(line) : readJson(line);
    if (odd == 0) {
      line = (format == ZEEK_TSV ? CELLS_END : LINE_END) + 1;
      lines++;
    } else {
      keyAsked = odd == ASK_KEY;
      if (odd == ASK_TEXT || odd == ASK_KEY) return ASK;
      if (odd == OTHER_DAY) return DAY;
      reason = odd;
      nextAt = behindLine(line);
      lines++;
      return ODD;
    }
  }
  stoppedAt = end;
  return DONE;
}

/** Where `rowsRun` stopped: the record that is odd, or with which to go on. */
export function rowsStoppedAt(): usize {
  return stoppedAt;
}
/** Behind the odd record. */
export function rowsNextAt(): usize {
  return nextAt;
}
export function rowsReason(): u32 {
  return reason;
}
/** Lines since `rowsBegin`, the odd one included. */
export function rowsLines(): u32 {
  return lines;
}
let keyAsked: bool = false;
/** The question to be answered: 0 for a key of `rowsTree`, else the plan's number times 4 and what it is asked as. */
export function rowsQuestion(): u32 {
  return keyAsked ? 0 : QUESTION;
}
export function rowsQuestionAt(): usize {
  return keyAsked ? ASKED_AT : QUESTION_AT;
}
export function rowsQuestionLength(): usize {
  return keyAsked ? ASKED_LENGTH : QUESTION_LENGTH;
}
/** The tree in which a key was asked for. */
export function rowsTree(): usize {
  return lastTree;
}
export function rowsLogInfoAt(): usize {
  return LOG_INFO;
}

/** Where the segment's columns begin, in the order that `rows/segment.ts` names. */
export function rowsColumnAt(column: u32): usize {
  switch (column) {
    case 0:
      return TIMES;
    case 1:
      return TIMED;
    case 2:
      return SOURCE_PORTS;
    case 3:
      return DESTINATION_PORTS;
    case 4:
      return LOG_CODES;
    case 5:
      return PROTOCOL_CODES;
    case 6:
      return SERVICE_CODES;
    case 7:
      return ACTIONS;
    case 8:
      return SOURCES;
    case 9:
      return DESTINATIONS;
    case 10:
      return USERS;
    case 11:
      return MESSAGES;
    case 12:
      return NATIVES;
    default:
      return column < 18 ? listEndsAt(column - 13) : listTextAt(column - 18);
  }
}
