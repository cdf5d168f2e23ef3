/**
 * The keys of texts, as the kernel makes them of values (`kernel/assembly/predicates-texts.ts`): 32 bits of a few
 * folded bytes at one place, mixed with the field's seed. Equal bytes at equal places of one field have equal keys;
 * that is all that must hold, as whatever a key finds is compared in full.
 */

const keyMix = 0x9e3779b1;
const keyHigh = 0x85ebca77;
const keyLane = 0xc2b2ae3d;
const keyLength = 0x27d4eb2f;
const keyPlace = 0x165667b1;
const fold = 0x20202020;

export const places = { begin: 0, end: 16, whole: 32 } as const;

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));

function wordAt(bytes: Uint8Array, at: number, count: number): number {
  let word = 0;
  for (let i = count - 1; i >= 0; i--) word = (word << 8) | (bytes[at + i] as number);
  return word;
}

/** A number of its own for each field. */
export function seedOf(field: number): number {
  const mixed = Math.imul(field, 0x7feb352d);
  return Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b) >>> 0;
}

/** Key of four bytes inside a value. */
export function keyInside(bytes: Uint8Array, at: number, seed: number): number {
  return Math.imul((wordAt(bytes, at, 4) | fold) ^ seed, keyMix) >>> 0;
}

/** Key of 1 to 4, or 8, bytes at a value's beginning or end. */
export function keyAtEdge(bytes: Uint8Array, at: number, count: number, place: number, seed: number): number {
  const placed = (seed + Math.imul(place + count, keyPlace)) | 0;
  if (count < 8) {
    const kept = (wordAt(bytes, at, count) | fold) & (0xffffffff >>> ((4 - count) * 8));
    return Math.imul(kept ^ placed, keyMix) >>> 0;
  }
  const high = rotate(Math.imul(wordAt(bytes, at + 4, 4) | fold, keyHigh), 15);
  return Math.imul((wordAt(bytes, at, 4) | fold) ^ high ^ placed, keyMix) >>> 0;
}

/** Key of a whole value. */
export function keyOfWhole(bytes: Uint8Array, seed: number): number {
  const start = (seed + Math.imul(places.whole, keyPlace) + Math.imul(bytes.length, keyLength)) | 0;
  const lanes = [start, start, start, start];
  for (let end = bytes.length; end > 0; end -= 16) {
    // The 16 bytes before `end`, folded; zero before the text's beginning.
    const block = new Uint8Array(16);
    const from = Math.max(0, end - 16);
    for (let at = from; at < end; at++) block[16 - end + at] = (bytes[at] as number) | 0x20;
    for (const [i, lane] of lanes.entries()) {
      const mixed = Math.imul(lane ^ wordAt(block, i * 4, 4), keyLane);
      lanes[i] = mixed ^ (mixed >>> 15);
    }
  }
  const [a, b, c, d] = lanes as [number, number, number, number];
  return Math.imul(a ^ rotate(b, 7) ^ rotate(c, 13) ^ rotate(d, 19), keyMix) >>> 0;
}
