/**
 * Each member's copy of what others wrote is a little its own, so that a leaked copy tells whose it was: how marks of
 * punctuation are written in prose, and in which order lists stand. A mark is a bit, drawn under a secret of the center
 * from whom the copy is for and what it is of; nothing is added, and no word, value or number is touched.
 *
 *     don't – wait...      don’t - wait…        192.0.2.9, 192.0.2.4      192.0.2.4, 192.0.2.9
 */
import { createHmac } from "node:crypto";

/** Whose copy of what. */
export interface Copy {
  /** At least 128 bits of chance, hex. */
  readonly secret: string;
  readonly recipientId: string;
  readonly objectId: string;
}

/** Two ways of writing the same, in prose only: between words, never within a value. */
const pairs: readonly (readonly [string, string])[] = [
  ["'", "’"],
  [" - ", " – "],
  ["...", "…"],
];
const site = /(?<=\p{L})['’](?=\p{L})|(?<=\p{L}) [-–] (?=\p{L})|(?<=\p{L})(?:\.{3}|…)(?=\s|$)/gu;

/** Endless bits for one copy. */
class Bits {
  readonly #copy: Copy;
  #block = Buffer.alloc(0);
  #blocks = 0;
  #at = 0;

  constructor(copy: Copy) {
    this.#copy = copy;
  }

  next(): boolean {
    if (this.#at >= this.#block.length * 8) {
      const { secret, recipientId, objectId } = this.#copy;
      const what = JSON.stringify([recipientId, objectId, this.#blocks++]);
      this.#block = createHmac("sha256", secret).update(what).digest();
      this.#at = 0;
    }
    const byte = this.#block[this.#at >> 3] as number;
    return ((byte >> (this.#at++ & 7)) & 1) === 1;
  }

  /** A whole number below `count`. */
  below(count: number): number {
    const width = 32 - Math.clz32(count - 1);
    while (true) {
      let number = 0;
      for (let i = 0; i < width; i++) number = number * 2 + Number(this.next());
      if (number < count) return number;
    }
  }
}

/** A place of a text that can be written in two ways, and which of them stands there. */
export interface Site {
  readonly at: number;
  readonly text: string;
  readonly isSecond: boolean;
}

export function sitesOf(text: string): readonly Site[] {
  return [...text.matchAll(site)].map((match) => ({
    at: match.index,
    text: match[0],
    isSecond: pairs.some(([, second]) => second === match[0]),
  }));
}

const written = (text: string, isSecond: boolean): string =>
  pairs.find((pair) => pair.includes(text))?.[isSecond ? 1 : 0] ?? text;

/** A text as this copy writes it. Marking a marked text again gives the same. */
export function markText(text: string, copy: Copy): string {
  const bits = new Bits({ ...copy, objectId: `${copy.objectId} text` });
  let marked = "";
  let from = 0;
  for (const { at, text: mark } of sitesOf(text)) {
    marked += text.slice(from, at) + written(mark, bits.next());
    from = at + mark.length;
  }
  return marked + text.slice(from);
}

/** A list in this copy's order, whatever order it comes in; `keyOf` tells things apart. */
export function markOrder<T>(list: readonly T[], keyOf: (thing: T) => string, copy: Copy): readonly T[] {
  const bits = new Bits({ ...copy, objectId: `${copy.objectId} order` });
  const ordered = [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let last = ordered.length - 1; last > 0; last--) {
    const other = bits.below(last + 1);
    [ordered[last], ordered[other]] = [ordered[other] as T, ordered[last] as T];
  }
  return ordered;
}
