/**
 * The constants of the kernel, written once into the low memory of an index (`memory.ts` has their places).
 */
import { CLASSES, IPV4_LAYOUT_OF, IPV4_MASKS, IPV4_SHUFFLES, PLACES, SEED_AT, TAIL_MASKS } from "./memory";
import { IPV4_HASH } from "./addresses";

/** Class of bytes that may stand before a key's last name: a quote, a dot, an underscore (`"id.orig_h`). */
export const CLASS_KEY_EDGE: usize = CLASSES;
/** Class of bytes that a URL's path and query keep as they are, so that its text is its canonical form. */
export const CLASS_URL_SAFE: usize = CLASSES + 256;
/** Class of bytes of a host name or address. */
export const CLASS_HOST: usize = CLASSES + 512;
/** Class of bytes that end a mail address on its right or begin it on its left. */
export const CLASS_MAIL_EDGE: usize = CLASSES + 768;
/** What the bytes of a feed's line are, as bits (`plain-values.ts`). */
export const CLASS_LINE: usize = CLASSES + 1024;
/** g to z; a to f; digits; hyphen and underscore; dot; colon; at sign; everything else. */
export const LINE_LETTER: u32 = 1;
export const LINE_HEX: u32 = 2;
export const LINE_DIGIT: u32 = 4;
export const LINE_DASH: u32 = 8;
export const LINE_DOT: u32 = 16;
export const LINE_COLON: u32 = 32;
export const LINE_AT: u32 = 64;
export const LINE_OTHER: u32 = 128;

function mark(at: usize, first: u32, last: u32): void {
  for (let c = first; c <= last; c++) store<u8>(at + <usize>c, 1);
}
function markOne(at: usize, c: u32): void {
  store<u8>(at + <usize>c, 1);
}

function writeClasses(): void {
  memory.fill(CLASSES, 0, 1024);
  markOne(CLASS_KEY_EDGE, 0x22);
  markOne(CLASS_KEY_EDGE, 0x2e);
  markOne(CLASS_KEY_EDGE, 0x5f);
  // Letters, digits and - _ ~ ! $ & ( ) * + , ; = : @ % / ? . (WHATWG URL, path and query percent-encode sets)
  for (let k = 0; k < 2; k++) {
    const at = k == 0 ? CLASS_URL_SAFE : CLASS_HOST;
    mark(at, 0x30, 0x39);
    mark(at, 0x41, 0x5a);
    mark(at, 0x61, 0x7a);
    markOne(at, 0x2d);
    markOne(at, 0x5f);
    markOne(at, 0x2e);
  }
  markOne(CLASS_URL_SAFE, 0x7e);
  markOne(CLASS_URL_SAFE, 0x21);
  mark(CLASS_URL_SAFE, 0x24, 0x26);
  mark(CLASS_URL_SAFE, 0x28, 0x2c);
  markOne(CLASS_URL_SAFE, 0x2f);
  mark(CLASS_URL_SAFE, 0x3a, 0x3b);
  markOne(CLASS_URL_SAFE, 0x3d);
  mark(CLASS_URL_SAFE, 0x3f, 0x40);
  // white space " , ; < > ( ) [ ]; other control characters would be part of a mail address
  mark(CLASS_MAIL_EDGE, 0x09, 0x0d);
  markOne(CLASS_MAIL_EDGE, 0x20);
  markOne(CLASS_MAIL_EDGE, 0x22);
  mark(CLASS_MAIL_EDGE, 0x28, 0x29);
  markOne(CLASS_MAIL_EDGE, 0x2c);
  markOne(CLASS_MAIL_EDGE, 0x3b);
  markOne(CLASS_MAIL_EDGE, 0x3c);
  markOne(CLASS_MAIL_EDGE, 0x3e);
  markOne(CLASS_MAIL_EDGE, 0x5b);
  markOne(CLASS_MAIL_EDGE, 0x5d);
}

function writeLineClass(): void {
  memory.fill(CLASS_LINE, <u8>LINE_OTHER, 256);
  memory.fill(CLASS_LINE + 0x61, <u8>LINE_HEX, 6);
  memory.fill(CLASS_LINE + 0x67, <u8>LINE_LETTER, 20);
  memory.fill(CLASS_LINE + 0x30, <u8>LINE_DIGIT, 10);
  store<u8>(CLASS_LINE + 0x2d, <u8>LINE_DASH);
  store<u8>(CLASS_LINE + 0x5f, <u8>LINE_DASH);
  store<u8>(CLASS_LINE + 0x2e, <u8>LINE_DOT);
  store<u8>(CLASS_LINE + 0x3a, <u8>LINE_COLON);
  store<u8>(CLASS_LINE + 0x40, <u8>LINE_AT);
}

/**
 * The 81 layouts of dotted decimal (each part one to three digits). A layout's shuffle brings the digits of each
 * part to fixed lanes: units and tens of the four parts in the first vector, hundreds in the second; 0x80 gives 0.
 */
function writeLayouts(): void {
  memory.fill(IPV4_LAYOUT_OF, 81, 512);
  memory.fill(IPV4_SHUFFLES, 0x80, 82 * 32);
  memory.fill(IPV4_MASKS, 0, 82 * 2);
  let layout: u32 = 0;
  for (let a = 1; a <= 3; a++)
    for (let b = 1; b <= 3; b++)
      for (let c = 1; c <= 3; c++)
        for (let d = 1; d <= 3; d++) {
          const mask: u32 =
            (1 << a) | (1 << (a + b + 1)) | (1 << (a + b + c + 2)) | (1 << (a + b + c + d + 3));
          store<u8>(IPV4_LAYOUT_OF + <usize>((mask * IPV4_HASH) >> 23), <u8>layout);
          store<u16>(IPV4_MASKS + (<usize>layout << 1), <u16>mask);
          const to = IPV4_SHUFFLES + (<usize>layout << 5);
          let from = 0;
          for (let part = 0; part < 4; part++) {
            const digits = part == 0 ? a : part == 1 ? b : part == 2 ? c : d;
            const lane = to + <usize>(part << 2);
            store<u8>(lane, <u8>(from + digits - 1));
            if (digits > 1) store<u8>(lane + 2, <u8>(from + digits - 2));
            if (digits > 2) store<u8>(lane + 16, <u8>(from + digits - 3));
            from += digits + 1;
          }
          layout++;
        }
}

/** Writes all constants; the seed makes this index's hashes its own. */
export function prepare(seedLow: u32, seedHigh: u32): void {
  memory.fill(TAIL_MASKS, 0, 16);
  memory.fill(TAIL_MASKS + 16, 0xff, 16);
  store<u32>(SEED_AT, seedLow);
  store<u32>(SEED_AT, seedHigh, 4);
  for (let i: usize = 0; i < 4; i++) {
    store<u16>(PLACES + (i << 2), 1);
    store<u16>(PLACES + (i << 2), 10, 2);
    store<u16>(PLACES + (i << 2), 100, 16);
    store<u16>(PLACES + (i << 2), 0, 18);
  }
  writeClasses();
  writeLineClass();
  writeLayouts();
}
