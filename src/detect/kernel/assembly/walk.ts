/**
 * The validating walk over one JSON record. It accepts exactly what `JSON.parse` accepts (what else the batch holds
 * true: valid UTF-8, no NUL, one record a line), knows the path of every key it cares for, and notes where the
 * values are; nothing is copied or made.
 *
 *     {"src_ip":"192.0.2.1","dns":{"answers":[{"rdata":"198.51.100.7"}]}}
 *      │                     │      │           └ node dns.answers.rdata: carried, reading host
 *      └ node src_ip: role   └ node └ node, lists are followed
 *
 * Known paths are a tree of nodes (`rows/path-tree.ts` writes it). A key is looked up among its node's children by a
 * hash of its first and last eight bytes and its length. Below a key that is in no table nothing is looked up: there
 * the walk is a loop with one bit a level. Strings are skipped 16 bytes at a time up to a quote, backslash or
 * control character, and the line end is a control character, so no search leaves the line.
 *
 *     node, 64 bytes: 0 slots (u32) · 4 mask · 8 key length · 12 role · 16 reading · 20 stamp · 24 first 8 bytes (u64)
 *                     32 last 8 bytes (u64) · 40 key (u32) · 44 asks (u32: unknown keys are asked for) · 48 role only
 *                     (u32: an end of the event, which stands in no list)
 *     slots: u32 each, a power of two; the address of a node or 0; a taken slot moves on to the next
 */
import {
  CARRIED_MAX,
  HAS_CODE,
  IS_ARRAY,
  IS_FALSE,
  IS_NULL,
  IS_NUMBER,
  IS_OBJECT,
  IS_STRING,
  IS_TRUE,
  KIND_BITS,
  ASK_KEY,
  ODD_DEEP,
  ODD_ESCAPE,
  ODD_INVALID,
  ODD_KEY,
  ODD_LONG,
} from "./rows-memory";
import { CARRIED_COUNT, carry, clearRecord, fill, noteKey } from "./rows-notes";
import { ALL_ESCAPES, clearEscapes, ESCAPES, numberEnd, SLASHES, stringEnd } from "./json-text";

/** Nesting of a record, as the intake bounds it. */
const DEPTH_MAX: i32 = 64;
/** Keys that are asked for are no longer than this; names of fields have a tenth of it. */
const ASKED_KEY_MAX: usize = 256;
const K1: u64 = 0x9e3779b97f4a7c15;

/** Where the walk stands. */
let p: usize = 0;
let depth: i32 = 0;
/** Objects met so far; a node's stamp is the object it was last seen in, so a key that comes twice is noticed. */
let objects: u32 = 0;

/** The record can't be kept letter by letter: blanks between its parts, or slashes written with a backslash. */
export let REWRITE: bool = false;
/** The object's first and last byte after a walk, and the address of the line's end. */
export let RECORD_START: usize = 0;
export let RECORD_END: usize = 0;
export let LINE_END: usize = 0;
/** The key to be learned where the walk answers ASK_KEY. */
export let ASKED_AT: usize = 0;
export let ASKED_LENGTH: usize = 0;

/** The first byte from here on that is no blank; the line end is none. */
@inline
function next(): u32 {
  const c: u32 = load<u8>(p);
  return c > 0x20 ? c : blanks();
}
function blanks(): u32 {
  while (true) {
    const c: u32 = load<u8>(p);
    if (c != 0x20 && c != 0x09 && c != 0x0d) return c;
    REWRITE = true;
    p++;
  }
}

/** Passes a number or a word whose first byte is `c`; answers its kind, 0 where it is none. */
@inline
function plainValue(c: u32): u32 {
  if (c - 0x30 < 10 || c == 0x2d) {
    const end = numberEnd(p);
    if (end == 0) return 0;
    p = end;
    return IS_NUMBER;
  }
  return word(c);
}
function word(c: u32): u32 {
  const four = load<u32>(p);
  if (four == 0x65757274) {
    p += 4;
    return IS_TRUE;
  }
  if (four == 0x6c6c756e) {
    p += 4;
    return IS_NULL;
  }
  if (c == 0x66 && load<u32>(p, 1) == 0x65736c61) {
    p += 5;
    return IS_FALSE;
  }
  return 0;
}

/** Passes a key and its colon, up to the first byte of the value. */
@inline
function key(): bool {
  if (load<u8>(p) != 0x22) return false;
  const end = stringEnd(p + 1);
  if (end == 0) return false;
  p = end + 1;
  if (next() != 0x3a) return false;
  p++;
  next();
  return true;
}

/** Passes an object or list in which no path is known. One bit a level: 1 is an object. */
function skip(): bool {
  let levels: u64 = 0;
  let level = 0;
  let c: u32 = load<u8>(p);
  while (true) {
    if (c == 0x22) {
      const end = stringEnd(p + 1);
      if (end == 0) return false;
      p = end + 1;
    } else if (c == 0x7b || c == 0x5b) {
      p++;
      if (depth + level >= DEPTH_MAX) {
        deep = true;
        return false;
      }
      const first = next();
      if (first == c + 2) p++; // `{}`, `[]`
      else {
        const object = <u64>(c == 0x7b);
        levels = (levels << 1) | object;
        level++;
        if (object && !key()) return false;
        c = load<u8>(p);
        continue;
      }
    } else if (plainValue(c) == 0) return false;
    while (true) {
      if (level == 0) return true;
      c = next();
      const object = <u32>levels & 1;
      if (c == 0x2c) {
        p++;
        c = next();
        if (object) {
          if (!key()) return false;
          c = load<u8>(p);
        }
        break;
      }
      if (c != (object ? 0x7d : 0x5d)) return false;
      p++;
      levels >>= 1;
      level--;
    }
  }
}

let deep: bool = false;

/** True where the line that begins at `line` is one JSON object and nothing else, as `JSON.parse` would say. */
export function isRecord(line: usize): bool {
  p = line;
  depth = 0;
  deep = false;
  return next() == 0x7b && skip() && next() == 0x0a;
}

/** The end of the number or word in which the byte at `at` stands, between marks that may be around it; 0 where it is none. */
export function isValue(at: usize): usize {
  let from = at;
  while (at - from < 32) {
    const before: u32 = load<u8>(from - 1);
    if (before == 0x3a || before == 0x2c || before == 0x5b) break;
    from--;
  }
  p = from;
  if (plainValue(load<u8>(from)) == 0 || p <= at) return 0;
  const after: u32 = load<u8>(p);
  return after == 0x2c || after == 0x7d || after == 0x5d ? p : 0;
}

/** The child of `node` with the key [s, s + length), 0 where none has it. */
@inline
function childOf(node: usize, s: usize, length: usize): usize {
  if (length == 0) return 0;
  let first = load<u64>(s);
  let last: u64 = 0;
  if (length < 8) first &= (<u64>1 << (<u64>length << 3)) - 1;
  else last = load<u64>(s + length - 8);
  const mask = load<u32>(node, 4);
  let at = <u32>(((first ^ (last >> 3) ^ <u64>length) * K1) >> 40) & mask;
  const slots = <usize>load<u32>(node);
  while (true) {
    const child = <usize>load<u32>(slots + (<usize>at << 2));
    if (child == 0) return 0;
    if (
      load<u64>(child, 24) == first &&
      load<u64>(child, 32) == last &&
      <usize>load<u32>(child, 8) == length &&
      (length <= 16 || sameMiddle(<usize>load<u32>(child, 40), s, length))
    )
      return child;
    at = (at + 1) & mask;
  }
}
function sameMiddle(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 8; i + 8 < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Notes the value [s, e) where its node asks for it. */
@inline
function note(node: usize, s: usize, length: usize, kind: u32, inList: bool): void {
  const role = load<u32>(node, 12);
  if (role && !inList) {
    fill(role, s, <u32>length | kind);
    if (load<u32>(node, 48)) return;
  }
  const reading = load<u32>(node, 16);
  if (reading && (kind & KIND_BITS) == IS_STRING) carry(s, <u32>length | kind, reading);
}
/** Elements of a list under a known path. A list within a list is passed over, as no table names what it holds. */
function walkList(node: usize): u32 {
  if (++depth > DEPTH_MAX) return ODD_DEEP;
  p++;
  if (next() == 0x5d) {
    p++;
    depth--;
    return 0;
  }
  while (true) {
    const c: u32 = load<u8>(p);
    if (c == 0x22) {
      const s = p + 1;
      const end = stringEnd(s);
      if (end == 0) return ODD_INVALID;
      note(node, s, end - s, IS_STRING | ESCAPES, true);
      p = end + 1;
    } else if (c == 0x7b && load<u32>(node, 4)) {
      const odd = walkObject(node, true);
      if (odd) return odd;
    } else if (c == 0x7b || c == 0x5b) {
      if (!skip()) return deep ? ODD_DEEP : ODD_INVALID;
    } else if (plainValue(c) == 0) return ODD_INVALID;
    const after = next();
    p++;
    if (after == 0x5d) break;
    if (after != 0x2c) return ODD_INVALID;
    next();
  }
  depth--;
  return 0;
}

/** An object under a known path, `p` at its brace. Answers 0, or why the record goes the slow way. */
function walkObject(node: usize, inList: bool): u32 {
  if (++depth > DEPTH_MAX) return ODD_DEEP;
  const object = ++objects;
  const root = depth == 1;
  p++;
  if (next() == 0x7d) {
    p++;
    depth--;
    return 0;
  }
  while (true) {
    if (load<u8>(p) != 0x22) return ODD_INVALID;
    const s = p + 1;
    const end = stringEnd(s);
    if (end == 0) return ODD_INVALID;
    if (ESCAPES) return ODD_KEY;
    p = end + 1;
    if (next() != 0x3a) return ODD_INVALID;
    p++;
    const c = next();
    const child = childOf(node, s, end - s);
    let kind: u32 = 0;
    const from = p;
    if (child) {
      if (load<u32>(child, 20) == object) return ODD_KEY;
      store<u32>(child, object, 20);
      if (c == 0x22) {
        const last = stringEnd(from + 1);
        if (last == 0) return ODD_INVALID;
        p = last + 1;
        kind = IS_STRING;
        note(child, from + 1, last - from - 1, IS_STRING | ESCAPES, inList);
      } else if (c == 0x7b || c == 0x5b) {
        kind = c == 0x7b ? IS_OBJECT : IS_ARRAY;
        const odd = c == 0x5b ? walkList(child) : load<u32>(child, 4) ? walkObject(child, inList) : skipped();
        if (odd) return odd;
        note(child, from, 0, kind, inList);
      } else {
        kind = plainValue(c);
        if (kind == 0) return ODD_INVALID;
        note(child, from, p - from, kind, inList);
      }
    } else {
      // A key without a letter is nobody's name, and is not looked up.
      if (root && end > s && load<u32>(node, 44)) {
        if (end - s > ASKED_KEY_MAX) return ODD_KEY;
        ASKED_AT = s;
        ASKED_LENGTH = end - s;
        return ASK_KEY;
      }
      if (c == 0x22) {
        const last = stringEnd(from + 1);
        if (last == 0) return ODD_INVALID;
        p = last + 1;
        kind = IS_STRING;
      } else if (c == 0x7b || c == 0x5b) {
        kind = c == 0x7b ? IS_OBJECT : IS_ARRAY;
        if (!skip()) return deep ? ODD_DEEP : ODD_INVALID;
      } else {
        kind = plainValue(c);
        if (kind == 0) return ODD_INVALID;
      }
    }
    if (root) {
      if (!noteKey(s, <u32>(end - s) | kind)) return ODD_LONG;
    }
    const after = next();
    p++;
    if (after == 0x7d) break;
    if (after != 0x2c) return ODD_INVALID;
    next();
  }
  depth--;
  return 0;
}
function skipped(): u32 {
  return skip() ? 0 : deep ? ODD_DEEP : ODD_INVALID;
}

/**
 * Walks the record in the line that begins at `line`, by the tree `root`. Answers 0 with all of the above set, ASK_KEY, or
 * why it goes the slow way: ODD_INVALID means that it is not a JSON object, which `JSON.parse` can tell better.
 */
export function walkRecord(line: usize, root: usize): u32 {
  clearRecord();
  p = line;
  depth = 0;
  deep = false;
  clearEscapes();
  if (next() != 0x7b) return ODD_INVALID;
  REWRITE = false;
  RECORD_START = p;
  const odd = walkObject(root, false);
  if (odd) return odd;
  RECORD_END = p;
  const rewrite = REWRITE || SLASHES;
  if (next() != 0x0a) return ODD_INVALID;
  REWRITE = rewrite;
  LINE_END = p;
  if (CARRIED_COUNT > CARRIED_MAX) return ODD_LONG;
  return ALL_ESCAPES & HAS_CODE ? ODD_ESCAPE : 0;
}
