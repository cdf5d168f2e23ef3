/**
 * The 64-bit hash of a value, as two lanes of 32 bits: one picks the slot, the other says "surely not" before
 * the bytes are compared. A text is read from its right end to its left, so that the hash of every parent of a
 * domain falls out on the way (`com`, `example.com`, `www.example.com`). Both lanes start at a random seed: who
 * writes a feed cannot choose values that fall into one slot.
 *
 * Texts here are byte strings: one character per byte of UTF-8 (see `byteString`).
 */

export interface Seed {
  readonly slot: number;
  readonly tag: number;
}

/** One step to the left. The lanes differ in multiplier and in order, so that they don't collide together. */
export function stepSlot(lane: number, code: number): number {
  return Math.imul(lane ^ code, 0x01000193);
}

export function stepTag(lane: number, code: number): number {
  return Math.imul(((lane << 5) | (lane >>> 27)) ^ code, 0x9e3779b1);
}

/** Mixes the type in and spreads every bit over the word (MurmurHash3's finalizer), as unsigned 32 bits. */
export function finish(lane: number, type: number): number {
  let h = lane ^ Math.imul(type + 1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The text itself where it is ASCII, otherwise one character per byte of its UTF-8 form. */
export function byteString(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 127) return Buffer.from(text, "utf8").toString("latin1");
  }
  return text;
}
