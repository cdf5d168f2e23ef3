/**
 * Values that are looked up as they stand (hashes, fingerprints of TLS), and those that wrap others: lists of mail
 * addresses, distinguished names, hashes with colons. Where two readings of a wrapping are possible both are looked
 * up; a question too many costs a look, and the slow path has the last word.
 */
import { emit, flag, listAt, listLength, SCRATCH, WHY_ESCAPED, WHY_VALUE } from "./context";
import { endOf } from "./ends";
import { hashFolded, KIND_EMAIL, KIND_HASH, KIND_JA3, KIND_JA4 } from "./hash";
import { CLASS_MAIL_EDGE } from "./prepare";
import { takeHost, takeName, withoutWildcard } from "./names";

/** Hex digits of MD5 32, SHA-1 40, SHA-256 64, SHA-512 128. */
@inline
function isHashLength(length: usize): bool {
  return length == 64 || length == 40 || length == 32 || length == 128;
}

/** Hashes, or fingerprints: `kind` says which, and so how long they are (JA3 32, JA4 36 characters). */
export function plain(reading: u32, kind: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) {
      flag(s, WHY_ESCAPED);
      continue;
    }
    const length = e - s;
    const right = kind == KIND_HASH ? isHashLength(length) : kind == KIND_JA3 ? length == 32 : length == 36;
    if (right) emit(hashFolded(kind, s, e), s, kind, length);
  }
}

/** `aa:bb:…`: the longest is SHA-512 with 127 colons. */
const FINGERPRINT_LENGTH: usize = 255;

export function fingerprints(reading: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else if (e - s > FINGERPRINT_LENGTH) flag(s, WHY_VALUE);
    else {
      let to = SCRATCH;
      for (let p = s; p < e; p++) {
        const c = load<u8>(p);
        store<u8>(to, c);
        to += <usize>(c != 0x3a);
      }
      const length = to - SCRATCH;
      if (isHashLength(length)) emit(hashFolded(KIND_HASH, SCRATCH, to), s, KIND_HASH, length);
    }
  }
}

/** Every `local@domain` in [s, e), and its domain. */
function takeMails(s: usize, e: usize): void {
  for (let at = s; at < e; at++) {
    if (load<u8>(at) != 0x40) continue;
    let left = at;
    while (left > s && !load<u8>(CLASS_MAIL_EDGE + <usize>load<u8>(left - 1))) left--;
    let right = at + 1;
    while (right < e && !load<u8>(CLASS_MAIL_EDGE + <usize>load<u8>(right))) {
      if (load<u8>(right) == 0x40) {
        flag(s, WHY_VALUE);
        return;
      }
      right++;
    }
    if (left < at && right > at + 1) {
      const last = right - <usize>(load<u8>(right - 1) == 0x2e);
      emit(hashFolded(KIND_EMAIL, left, last), left, KIND_EMAIL, last - left);
      takeName(at + 1, right);
    }
    at = right - 1;
  }
}

export function mails(reading: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) flag(s, WHY_ESCAPED);
    else takeMails(s, e);
  }
}

/** What parts the attributes of a distinguished name: `,`, `/` or `+`. */
@inline
function isAttributeEdge(c: u32): bool {
  return c == 0x2c || c == 0x2f || c == 0x2b;
}

/** Longest value of an attribute that the slow path looks at; it cuts longer ones. */
const ATTRIBUTE_LENGTH: usize = 320;

/**
 * The value behind an equals sign of a distinguished name: to the next edge, without blanks around. Only the first
 * sign behind an edge has one, so that no byte belongs to two values.
 */
function takeAttribute(equals: usize, s: usize, e: usize): void {
  const end = equals - <usize>(equals > s && load<u8>(equals - 1) == 0x20);
  let name = end;
  while (name > s && (<u32>load<u8>(name - 1) | 0x20) - 0x61 < 26) name--;
  if (name == end) return;
  const last: u32 = load<u8>(end - 1) | 0x20;
  const isHost = last == 0x6e && end - name == 2 && (load<u8>(name) | 0x20) == 0x63; // CN
  if (!isHost && last != 0x65 && last != 0x73) return; // E, emailAddress
  while (name > s && load<u8>(name - 1) == 0x20) name--;
  if (name > s && !isAttributeEdge(load<u8>(name - 1))) return;
  let from = equals + 1;
  let to = from;
  while (to < e && !isAttributeEdge(load<u8>(to))) to++;
  if (to - from > ATTRIBUTE_LENGTH) {
    flag(s, WHY_VALUE);
    return;
  }
  while (from < to && load<u8>(from) <= 0x20) from++;
  while (to > from && load<u8>(to - 1) <= 0x20) to--;
  if (isHost) takeHost(withoutWildcard(from, to), to);
  else takeMails(from, to);
}

/** Distinguished names: host names in CN, mail addresses in E and emailAddress. */
export function distinguishedNames(reading: u32): void {
  const list = listAt(reading);
  const end = list + (<usize>listLength(reading) << 2);
  const equals = i8x16.splat(0x3d);
  for (let from = list; from < end; from += 4) {
    const s = <usize>load<u32>(from);
    const e = endOf(s);
    if (e == 0) {
      flag(s, WHY_ESCAPED);
      continue;
    }
    for (let at = s; at < e; at += 16) {
      let mask = i8x16.bitmask(i8x16.eq(v128.load(at), equals));
      if (e - at < 16) mask &= (1 << <i32>(e - at)) - 1;
      for (; mask; mask &= mask - 1) takeAttribute(at + <usize>ctz(mask), s, e);
    }
  }
}

/** The kinds of `plain`, for `scan.ts`. */
export const PLAIN_HASH = KIND_HASH;
export const PLAIN_JA3 = KIND_JA3;
export const PLAIN_JA4 = KIND_JA4;
