/**
 * The fields of a record that have a place in its row, by number: the same number in `rows/roles.ts`, where it stands
 * beside the field's path. One numbering for both families of logs; what only one of them has comes last.
 */
import {
  IS_ARRAY,
  IS_NULL,
  IS_NUMBER,
  IS_OBJECT,
  IS_STRING,
  KIND_BITS,
  LENGTH_BITS,
  ODD_ADDRESS,
  ODD_ESCAPE,
  ODD_FIELDS,
  ODD_PORT,
  ROLES,
} from "./rows-memory";
import { ADDRESS_AT, ADDRESS_END, IS_ADDRESS, readAddress, UNSURE } from "./rows-address";
import { clearText, plainText, TEXT_AT, TEXT_END } from "./rows-text";
import { PRESENT } from "./rows-notes";

export const TIME: u32 = 1;
/** Address and port of both ends; Zeek's dotted names, and 4 and 8 further on its nested ones and those with `_`. */
export const SOURCE: u32 = 2;
export const SOURCE_PORT: u32 = 3;
export const DESTINATION: u32 = 4;
export const DESTINATION_PORT: u32 = 5;
export const PROTOCOL: u32 = 14;
export const SERVICE: u32 = 15;
export const LOG: u32 = 16;
export const USER: u32 = 40;
export const USERS_COUNT: u32 = 8;
export const MESSAGE: u32 = 48;
export const MESSAGES_COUNT: u32 = 7;

@inline
export function has(role: u32): bool {
  return <bool>((PRESENT >> <u64>role) & 1);
}
@inline
export function kindOf(role: u32): u32 {
  return has(role) ? load<u32>(ROLES + (<usize>role << 3), 4) & KIND_BITS : 0;
}
/** True where the field is a string without codes; its text is then set. */
@inline
export function textOf(role: u32): bool {
  if (kindOf(role) != IS_STRING) return false;
  const at = ROLES + (<usize>role << 3);
  return plainText(<usize>load<u32>(at), load<u32>(at, 4));
}
/** The field as a string, empty where it is none. */
@inline
export function setText(role: u32): void {
  if (!textOf(role)) clearText();
}
@inline
export function valueAt(role: u32): usize {
  return <usize>load<u32>(ROLES + (<usize>role << 3));
}
@inline
export function valueLength(role: u32): usize {
  return <usize>(load<u32>(ROLES + (<usize>role << 3), 4) & LENGTH_BITS);
}

/** True where the field is this text of four to eight ASCII characters, given as its first and last four. */
@inline
export function isText(role: u32, length: usize, first: u32, last: u32): bool {
  if (kindOf(role) != IS_STRING || valueLength(role) != length) return false;
  const at = valueAt(role);
  return load<u32>(at) == first && load<u32>(at + length - 4) == last;
}

export const NOTHING: i32 = -1;
export const NO_NUMBER: i32 = -2;
export const ODD_NUMBER: i32 = -3;
/** A whole number of up to five digits; NOTHING where the field is missing or null. */
export function numberOf(role: u32): i32 {
  const kind = kindOf(role);
  if (kind == 0 || kind == IS_NULL) return NOTHING;
  if (kind != IS_NUMBER) return NO_NUMBER;
  return digitsOf(valueAt(role), valueLength(role));
}
function digitsOf(s: usize, length: usize): i32 {
  if (length > 5 || length == 0) return ODD_NUMBER;
  let value: u32 = 0;
  for (let i: usize = 0; i < length; i++) {
    const digit = <u32>load<u8>(s + i) - 0x30;
    if (digit > 9) return ODD_NUMBER;
    value = value * 10 + digit;
  }
  return <i32>value;
}

/** The end of the event that `readEnd` has found: its text (empty: none) and port. */
export let END_AT: usize = 0;
export let END_LENGTH: usize = 0;
export let END_PORT: u32 = 0;

/** Longest text that stands for an end without being an address, as a hardware address does. */
const RAW_MAX: usize = 31;

/** Reads an end from its two fields. Answers 0 or why it isn't sure. */
export function readEnd(address: u32, port: u32): u32 {
  END_AT = 0;
  END_LENGTH = 0;
  END_PORT = 0;
  const kind = kindOf(address);
  if (kind == 0) return 0;
  if (kind != IS_STRING) return kind == IS_OBJECT || kind == IS_ARRAY ? ODD_FIELDS : 0;
  if (!textOf(address)) return ODD_ESCAPE;
  const s = TEXT_AT;
  const e = TEXT_END;
  if (s == e || (e - s == 1 && load<u8>(s) == 0x2d)) return 0;
  const found = readAddress(s, e);
  if (found == UNSURE) return ODD_ADDRESS;
  if (found == IS_ADDRESS) {
    END_AT = ADDRESS_AT;
    END_LENGTH = ADDRESS_END - ADDRESS_AT;
  } else {
    // Text that might equal a name or a hash the record carries needs a closer look.
    if (e - s > RAW_MAX) return ODD_ADDRESS;
    for (let at = s; at < e; at++) {
      const c: u32 = load<u8>(at);
      if (c == 0x2e || c == 0x40 || c == 0x2f || c > 0x7e) return ODD_ADDRESS;
    }
    END_AT = s;
    END_LENGTH = e - s;
  }
  return readPort(port);
}

function readPort(role: u32): u32 {
  const kind = kindOf(role);
  if (kind != IS_NUMBER && kind != IS_STRING) return 0;
  if (kind == IS_STRING && valueLength(role) == 0) return 0;
  const value = digitsOf(valueAt(role), valueLength(role));
  if (value == ODD_NUMBER) return ODD_PORT;
  if (value < 65536) END_PORT = <u32>value;
  return 0;
}
