/**
 * From what the walk has noted to a row: the same meaning that the intake's formats give a record, for Suricata's EVE
 * and for Zeek. What the rules say of a text (a log's name, a service) was learned from outside; what they say of
 * several fields together stands here. Anything unusual (two writings of one field, a number where text belongs,
 * dumped headers) is left to the slow path.
 */
import {
  CARRIED,
  IS_ARRAY,
  IS_FALSE,
  IS_NULL,
  IS_NUMBER,
  IS_OBJECT,
  IS_STRING,
  IS_TRUE,
  KIND_BITS,
  LENGTH_BITS,
  LOG_INFO,
  LOG_INFO_BYTES,
  ODD_ESCAPE,
  ODD_FIELDS,
  ODD_LONG,
  ODD_PORT,
  ODD_TIME,
  ROOT_KEYS,
} from "./rows-memory";
import {
  beginRow,
  DESTINATION_AT,
  keepRow,
  putBuilt,
  putDestination,
  putMessage,
  putRecord,
  putSource,
  putUser,
  SOURCE_AT,
} from "./rows-columns";
import {
  DESTINATION,
  DESTINATION_PORT,
  END_AT,
  END_LENGTH,
  END_PORT,
  has,
  isText,
  kindOf,
  LOG,
  MESSAGE,
  MESSAGES_COUNT,
  NO_NUMBER,
  NOTHING,
  numberOf,
  ODD_NUMBER,
  PROTOCOL,
  readEnd,
  SERVICE,
  setText,
  SOURCE,
  SOURCE_PORT,
  textOf,
  TIME,
  USER,
  USERS_COUNT,
  valueAt,
  valueLength,
} from "./rows-fields";
import { ASK_PROTOCOL, ASK_SERVICE, learn, learned, setPlan } from "./rows-log";
import { setEnds } from "./rows-names";
import { plainText, same, TEXT_AT, TEXT_END } from "./rows-text";
import { numberTime, textTime } from "./rows-time";
import { addTarget, setHost, setMethod } from "./rows-url";
import { addCarried } from "./rows-values";
import { CARRIED_COUNT, PRESENT, ROOT_KEY_COUNT } from "./rows-notes";
import { RECORD_END, RECORD_START, REWRITE } from "./walk";

// Fields of Zeek only.
const TIMES_OTHER: u32 = 18; // t, @timestamp, timestamp
const ID: u32 = 21;
const SOURCE_H: u32 = 22;
const SRC: u32 = 23;
const SOURCE_P: u32 = 24;
const DESTINATION_H: u32 = 25;
const DST: u32 = 26;
const DESTINATION_P: u32 = 27;
const AUTH_SUCCESS: u32 = 28;
const SUCCESS: u32 = 29;
const METHOD: u32 = 30;
const HOST: u32 = 31;
const URI: u32 = 32;

// Fields of EVE only.
const VERDICT: u32 = 28;
const ALERT_ACTION: u32 = 29;
const HTTP_METHOD: u32 = 30;
const HTTP_HOST: u32 = 31;
const HTTP_URL: u32 = 32;
const HTTP_PORT: u32 = 33;
const FLOW_PORT: u32 = 34;
const DIRECTION: u32 = 35;
const REQUEST_HEADERS: u32 = 36;
const RESPONSE_HEADERS: u32 = 37;

/** Actions by number, as `rows/row-names.ts` has them. */
const ALLOWED: u32 = 1;
const BLOCKED: u32 = 2;
const DETECTED: u32 = 3;
const FAILED: u32 = 4;
const SUCCEEDED: u32 = 5;

/** What a log is. */
const IS_HTTP: u32 = 1;
const IS_CONN: u32 = 2;
const IS_NOTICE: u32 = 4;
const IS_DROP: u32 = 8;
const IS_ALERT: u32 = 16;

let receivedUs: i64 = 0;
/** The number of the plan, from 1, and when the batch was received. */
export function setBatch(plan: u32, us: i64): void {
  setPlan(plan);
  receivedUs = us;
}

@inline
function info(log: u32): usize {
  return LOG_INFO + <usize>log * LOG_INFO_BYTES;
}

let us: i64 = 0;
let timed: bool = false;
function readTime(role: u32): u32 {
  const kind = kindOf(role);
  timed = kind != 0 && kind != IS_NULL;
  us = receivedUs;
  if (!timed) return 0;
  if (kind == IS_STRING) us = textOf(role) ? textTime(TEXT_AT, TEXT_END) : -1;
  else us = kind == IS_NUMBER ? numberTime(valueAt(role), valueAt(role) + valueLength(role)) : -1;
  return us < 0 ? ODD_TIME : 0;
}

/** The day of the row in the making. */
export function rowDay(): i64 {
  return us / 86400000000;
}

let protocol: u32 = 0;
let service: u32 = 0;
function readProtocol(): u32 {
  protocol = 0;
  setText(PROTOCOL);
  if (TEXT_END == TEXT_AT) return 0;
  const odd = learn(ASK_PROTOCOL);
  protocol = learned;
  return odd;
}
function readService(): u32 {
  service = 0;
  setText(SERVICE);
  if (TEXT_END == TEXT_AT) return 0;
  const odd = learn(ASK_SERVICE);
  service = learned;
  return odd;
}

function addAllCarried(): u32 {
  for (let i: u32 = 0; i < CARRIED_COUNT; i++) {
    const at = CARRIED + <usize>i * 12;
    if (!plainText(<usize>load<u32>(at), load<u32>(at, 4))) return ODD_LONG;
    const length = TEXT_END - TEXT_AT;
    if (length == 0 || (length == 1 && load<u8>(TEXT_AT) == 0x2d)) continue;
    const odd = addCarried(load<u32>(at, 8), TEXT_AT, TEXT_END);
    if (odd) return odd;
  }
  return 0;
}

const USER_BITS: u64 = 0xff << 40;
const MESSAGE_BITS: u64 = 0x7f << 48;

/** The first of the fields that is a text with something in it. */
function firstText(role: u32, count: u32): bool {
  for (let end = role + count; role < end; role++) {
    if (kindOf(role) != IS_STRING) continue;
    textOf(role);
    const length = TEXT_END - TEXT_AT;
    if (length > 1 || (length == 1 && load<u8>(TEXT_AT) != 0x2d)) return true;
  }
  return false;
}

function putWords(): u32 {
  let length: usize = 0;
  if (PRESENT & USER_BITS && firstText(USER, USERS_COUNT)) length = TEXT_END - TEXT_AT;
  if (!putUser(TEXT_AT, length)) return ODD_LONG;
  length = 0;
  if (PRESENT & MESSAGE_BITS && firstText(MESSAGE, MESSAGES_COUNT)) length = TEXT_END - TEXT_AT;
  return putMessage(TEXT_AT, length) ? 0 : ODD_LONG;
}

/** Whether the record has an object named after its own type: 1, 0, or 2 where the key stands twice. */
function ownSection(): u32 {
  const s = valueAt(LOG);
  const length = valueLength(LOG);
  let met = 0;
  let object: u32 = 0;
  for (let i: u32 = 0; i < ROOT_KEY_COUNT; i++) {
    const at = ROOT_KEYS + (<usize>i << 3);
    const lengthAndKind = load<u32>(at, 4);
    if (<usize>(lengthAndKind & LENGTH_BITS) != length || !same(<usize>load<u32>(at), s, length)) continue;
    met++;
    object = <u32>((lengthAndKind & KIND_BITS) == IS_OBJECT);
  }
  return met > 1 ? 2 : object;
}

/** The port that an EVE record's server was spoken to on; ODD_NUMBER where that is not clear. */
function serverPort(): i32 {
  let port = numberOf(HTTP_PORT);
  if (port == NOTHING) port = numberOf(FLOW_PORT);
  const from = numberOf(SOURCE_PORT);
  const to = numberOf(DESTINATION_PORT);
  if (from == ODD_NUMBER || to == ODD_NUMBER) return ODD_NUMBER;
  if (port == NOTHING) {
    if (isText(DIRECTION, 9, 0x635f6f74, 0x746e6569)) port = from; // to_client
    else if (isText(DIRECTION, 9, 0x735f6f74, 0x72657672)) port = to; // to_server
  }
  if (port == NOTHING) port = from >= 0 && to >= 0 ? min(from, to) : to;
  return port == NOTHING || port == NO_NUMBER ? 0 : port;
}

function addEveTarget(): u32 {
  setText(HTTP_METHOD);
  setMethod(TEXT_AT, TEXT_END);
  setText(HTTP_HOST);
  setHost(TEXT_AT, TEXT_END);
  if (!textOf(HTTP_URL)) return 0;
  const port = serverPort();
  return port == ODD_NUMBER ? ODD_PORT : addTarget(TEXT_AT, TEXT_END, <u32>port);
}

function eveAction(flags: u32): u32 {
  if (flags & IS_DROP || isText(VERDICT, 4, 0x706f7264, 0x706f7264)) return BLOCKED;
  if (isText(ALERT_ACTION, 7, 0x636f6c62, 0x64656b63)) return BLOCKED; // blocked
  if (isText(ALERT_ACTION, 7, 0x6f6c6c61, 0x6465776f)) return ALLOWED; // allowed
  return flags & IS_ALERT ? DETECTED : 0;
}

/** Makes the row of an EVE record that was walked, but keeps it not yet. */
export function makeEveRow(log: u32): u32 {
  beginRow();
  let odd = readTime(TIME);
  if (odd) return odd;
  odd = readEnd(SOURCE, SOURCE_PORT);
  if (odd) return odd;
  putSource(END_AT, END_LENGTH, END_PORT);
  const sourceLength = END_LENGTH;
  odd = readEnd(DESTINATION, DESTINATION_PORT);
  if (odd) return odd;
  putDestination(END_AT, END_LENGTH, END_PORT);
  setEnds(SOURCE_AT, sourceLength, DESTINATION_AT, END_LENGTH);
  odd = readProtocol();
  if (odd) return odd;
  odd = readService();
  if (odd) return odd;
  const at = info(log);
  if (service == 0 && load<u32>(at, 8)) {
    const own = ownSection();
    if (own == 2) return ODD_FIELDS;
    if (own) service = load<u32>(at, 8);
  }
  odd = addAllCarried();
  if (odd) return odd;
  if (kindOf(REQUEST_HEADERS) == IS_ARRAY || kindOf(RESPONSE_HEADERS) == IS_ARRAY) return ODD_FIELDS;
  if (has(HTTP_URL)) {
    odd = addEveTarget();
    if (odd) return odd;
  }
  odd = putWords();
  if (odd) return odd;
  action = eveAction(load<u32>(at, 16));
  return putRecord(RECORD_START, RECORD_END - RECORD_START, REWRITE);
}

let action: u32 = 0;
/** Keeps the row that was made. */
export function keepMadeRow(log: u32): void {
  const at = info(log);
  store<u32>(at, load<u32>(at, 20) + 1, 20);
  keepRow(us, timed, load<u32>(at), protocol, service, action);
}

/** Zeek's two ends, with the sender where the record has no connection; the server's end is kept for its URL. */
let serverLength: usize = 0;
let serverPortNumber: u32 = 0;
function readZeekEnds(): u32 {
  const dotted = has(SOURCE) || has(DESTINATION);
  const nested = kindOf(ID) == IS_OBJECT;
  const joined = has(SOURCE + 8) || has(DESTINATION + 8);
  if (<u32>dotted + <u32>nested + <u32>joined > 1) return ODD_FIELDS;
  const form: u32 = dotted ? 0 : nested ? 4 : 8;
  let odd = readEnd(SOURCE + form, SOURCE_PORT + form);
  if (odd) return odd;
  if (END_LENGTH == 0) {
    odd = readEnd(kindOf(SOURCE_H) == 0 || kindOf(SOURCE_H) == IS_NULL ? SRC : SOURCE_H, SOURCE_P);
    if (odd) return odd;
  }
  putSource(END_AT, END_LENGTH, END_PORT);
  const sourceLength = END_LENGTH;
  odd = readEnd(DESTINATION + form, DESTINATION_PORT + form);
  if (odd) return odd;
  serverLength = END_LENGTH;
  serverPortNumber = END_PORT;
  if (END_LENGTH == 0) {
    odd = readEnd(kindOf(DESTINATION_H) == 0 || kindOf(DESTINATION_H) == IS_NULL ? DST : DESTINATION_H, DESTINATION_P);
    if (odd) return odd;
  }
  putDestination(END_AT, END_LENGTH, END_PORT);
  setEnds(SOURCE_AT, sourceLength, DESTINATION_AT, END_LENGTH);
  return 0;
}

function zeekAction(flags: u32): u32 {
  if (flags & IS_NOTICE) return DETECTED;
  let kind = kindOf(AUTH_SUCCESS);
  if (kind == 0 || kind == IS_NULL) kind = kindOf(SUCCESS);
  return kind == IS_TRUE ? SUCCEEDED : kind == IS_FALSE ? FAILED : 0;
}

/** Makes the row of a Zeek record; `from` and `to` hold it as JSON where it was put together, 0 where it is JSON. */
export function makeZeekRow(log: u32, from: usize, to: usize): u32 {
  beginRow();
  let role = TIME;
  for (let other = TIMES_OTHER; (kindOf(role) == 0 || kindOf(role) == IS_NULL) && other < TIMES_OTHER + 3; other++)
    role = other;
  let odd = readTime(role);
  if (odd) return odd;
  odd = readZeekEnds();
  if (odd) return odd;
  const at = info(log);
  const flags = load<u32>(at, 16);
  odd = readProtocol();
  if (odd) return odd;
  service = load<u32>(at, 8);
  if (flags & IS_CONN) {
    odd = readService();
    if (odd) return odd;
    if (protocol == 0 && service) return ODD_FIELDS;
  }
  if (protocol == 0) protocol = load<u32>(at, 12);
  odd = addAllCarried();
  if (odd) return odd;
  if (flags & IS_HTTP) {
    setText(METHOD);
    setMethod(TEXT_AT, TEXT_END);
    setText(HOST);
    if (TEXT_END > TEXT_AT) setHost(TEXT_AT, TEXT_END);
    else setHost(DESTINATION_AT, DESTINATION_AT + serverLength);
    setText(URI);
    odd = addTarget(TEXT_AT, TEXT_END, serverPortNumber);
    if (odd) return odd;
  }
  odd = putWords();
  if (odd) return odd;
  action = zeekAction(flags);
  if (from == 0) return putRecord(RECORD_START, RECORD_END - RECORD_START, REWRITE);
  putBuilt(from, to);
  return 0;
}
