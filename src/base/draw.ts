/**
 * Random choices from a seed: the same seed makes the same choices (mulberry32), so that what failed can be made
 * again. For what is made up in masses: tests let fast-check draw the seeds alone, the proof of the gate counts them up.
 */

export class Draw {
  #state: number;

  constructor(seed: number) {
    // seeds that lie side by side give choices that have nothing in common
    this.#state = Math.imul(seed ^ (seed >>> 16) ^ 0x5bd1e995, 0x85ebca6b) | 0;
  }

  /** 32 bits. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor((this.next() / 2 ** 32) * end);
  }

  /** `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(percent: number): boolean {
    return this.below(1000) < percent * 10;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("There is nothing to pick from.");
    return item;
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** Some of a list, in order, each with one chance in `times`. */
  some<Item>(items: readonly Item[], times = 2): readonly Item[] {
    return items.filter(() => this.once(times));
  }

  /** `count` picks; the same may come again. */
  picks<Item>(count: number, items: readonly Item[]): Item[] {
    return Array.from({ length: count }, () => this.pick(items));
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const out = [...items];
    for (let at = out.length - 1; at > 0; at--) {
      const other = this.below(at + 1);
      const held = out[at] as Item;
      out[at] = out[other] as Item;
      out[other] = held;
    }
    return out;
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.below(16).toString(16)).join("");
  }
}
