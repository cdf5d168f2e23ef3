/**
 * Strings and numbers of JSON, checked and passed: where they end, or that they are none. Strings are skipped 16 bytes
 * at a time up to a quote, backslash or control character; a line end is a control character, so no search leaves
 * its line. What a string's escapes were is noted beside the answer.
 */
import { HAS_CODE, HAS_ESCAPE } from "./rows-memory";

/** Escapes of the string that was passed last: HAS_ESCAPE, HAS_CODE. */
export let ESCAPES: u32 = 0;
/** Escapes of all strings since `clearEscapes`, and whether a slash was written with a backslash. */
export let ALL_ESCAPES: u32 = 0;
export let SLASHES: bool = false;

export function clearEscapes(): void {
  ALL_ESCAPES = 0;
  SLASHES = false;
}

@inline
function specials(v: v128): i32 {
  const control = i8x16.eq(i8x16.min_u(v, i8x16.splat(0x1f)), v);
  const quote = i8x16.eq(v, i8x16.splat(0x22));
  const backslash = i8x16.eq(v, i8x16.splat(0x5c));
  return i8x16.bitmask(v128.or(v128.or(quote, backslash), control));
}

function nextSpecial(at: usize): usize {
  while (true) {
    const mask = specials(v128.load(at));
    if (mask) return at + <usize>ctz(mask);
    at += 16;
  }
}

@inline
function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6;
}

/** The quote that ends the string in which a special byte stands at `at`; 0 where the string is not valid. */
function restOfString(at: usize): usize {
  while (true) {
    const c: u32 = load<u8>(at);
    if (c == 0x22) {
      ALL_ESCAPES |= ESCAPES;
      return at;
    }
    if (c != 0x5c) return 0;
    const d: u32 = load<u8>(at, 1);
    at += 2;
    if (d == 0x75) {
      ESCAPES |= HAS_CODE;
      for (let i: usize = 0; i < 4; i++) if (!isHex(load<u8>(at + i))) return 0;
      at += 4;
    } else {
      if (d == 0x2f) SLASHES = true;
      else if (d != 0x22 && d != 0x5c && d != 0x6e && d != 0x72 && d != 0x74 && d != 0x62 && d != 0x66) return 0;
      ESCAPES |= HAS_ESCAPE;
    }
    at = nextSpecial(at);
  }
}

/** The quote that ends the string beginning at `s` (behind its first quote); 0 where it is not valid. */
@inline
export function stringEnd(s: usize): usize {
  ESCAPES = 0;
  const mask = specials(v128.load(s));
  const at = mask ? s + <usize>ctz(mask) : nextSpecial(s + 16);
  return load<u8>(at) == 0x22 ? at : restOfString(at);
}

@inline
function digitsAt(at: usize): usize {
  const v = i8x16.sub(v128.load(at), i8x16.splat(0x30));
  const mask = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9)));
  return mask ? <usize>ctz(mask) : 16 + moreDigits(at + 16);
}
function moreDigits(at: usize): usize {
  let n: usize = 0;
  while (<u32>load<u8>(at + n) - 0x30 < 10) n++;
  return n;
}

/** The end of the number at `s`; 0 where it is none. */
@inline
export function numberEnd(s: usize): usize {
  let at = s + <usize>(load<u8>(s) == 0x2d);
  const first: u32 = load<u8>(at);
  const n = digitsAt(at);
  if (n == 0 || (first == 0x30 && n > 1)) return 0;
  at += n;
  const c: u32 = load<u8>(at);
  return c == 0x2e || (c | 0x20) == 0x65 ? restOfNumber(at) : at;
}

function restOfNumber(at: usize): usize {
  if (load<u8>(at) == 0x2e) {
    const n = digitsAt(at + 1);
    if (n == 0) return 0;
    at += n + 1;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    const sign: u32 = load<u8>(at, 1);
    at += sign == 0x2b || sign == 0x2d ? 2 : 1;
    const n = digitsAt(at);
    if (n == 0) return 0;
    at += n;
  }
  return at;
}
