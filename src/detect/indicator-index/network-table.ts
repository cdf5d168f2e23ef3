/**
 * Networks of one address family, met by an address: one probe for each prefix length that is present, the
 * longest first, so that every network around the address is found and the most specific one leads. A key is
 * the masked address and its prefix length; the value is the number of the index's entry.
 */
import type { Address, Network } from "../../base/index.js";

const removed = 0xffffffff;

export class NetworkTable {
  /** Address words a key has: 1 for IPv4 (the last word), 4 for IPv6. */
  readonly #words: 1 | 4;
  #keys: Uint32Array;
  #prefixes = new Uint8Array(64);
  #ids = new Uint32Array(64);
  #used = 0;
  #size = 0;
  readonly #countOf = new Uint32Array(129);
  /** The prefix lengths that are present, longest first. */
  #present: readonly number[] = [];

  constructor(words: 1 | 4) {
    this.#words = words;
    this.#keys = new Uint32Array(64 * words);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#keys.byteLength + this.#prefixes.byteLength + this.#ids.byteLength;
  }

  add(network: Network, entry: number): void {
    if ((this.#used + 1) / this.#ids.length > 0.6) this.#rehash();
    const at = this.#slotOf(...network.address.words, network.prefix, true);
    if (this.#ids[at] === 0 || this.#ids[at] === removed) {
      if (this.#ids[at] === 0) this.#used++;
      this.#size++;
      this.#write(at, network.address.words, network.prefix);
      this.#count(network.prefix, 1);
    }
    this.#ids[at] = entry + 1;
  }

  remove(network: Network): void {
    const at = this.#slotOf(...network.address.words, network.prefix, false);
    if (at < 0) return;
    this.#ids[at] = removed;
    this.#size--;
    this.#count(network.prefix, -1);
  }

  /** The entries of all networks around the address, the longest prefix first, appended to `found`. */
  find(address: Address, found: number[]): void {
    const [a, b, c, d] = address.words;
    for (const prefix of this.#present) {
      const at =
        this.#words === 1
          ? this.#slotOf(0, 0, 0, first(d, prefix), prefix, false)
          : this.#slotOf(
              first(a, prefix),
              first(b, prefix - 32),
              first(c, prefix - 64),
              first(d, prefix - 96),
              prefix,
              false,
            );
      if (at >= 0) found.push((this.#ids[at] as number) - 1);
    }
  }

  #count(prefix: number, change: 1 | -1): void {
    const before = this.#countOf[prefix] as number;
    this.#countOf[prefix] = before + change;
    if (before > 0 && before + change > 0) return;
    const lengths = Array.from(this.#countOf.keys()).reverse();
    this.#present = lengths.filter((length) => (this.#countOf[length] as number) > 0);
  }

  /** Where the key is; otherwise -1, or with `forWriting` the slot it may take. IPv4 keys are in `d` alone. */
  #slotOf(a: number, b: number, c: number, d: number, prefix: number, forWriting: boolean): number {
    const mask = this.#ids.length - 1;
    let hash = step(Math.imul(prefix + 1, 0x9e3779b1), d);
    if (this.#words === 4) hash = step(step(step(hash, c), b), a);
    let free = -1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const held = this.#ids[at] as number;
      if (held === 0) return forWriting ? (free >= 0 ? free : at) : -1;
      if (held === removed) {
        if (free < 0) free = at;
      } else if (this.#prefixes[at] === prefix && this.#holds(at, a, b, c, d)) return at;
    }
  }

  #holds(at: number, a: number, b: number, c: number, d: number): boolean {
    if (this.#words === 1) return this.#keys[at] === d;
    const keys = this.#keys;
    const from = at * 4;
    return keys[from] === a && keys[from + 1] === b && keys[from + 2] === c && keys[from + 3] === d;
  }

  #write(at: number, words: Address["words"], prefix: number): void {
    for (let i = 0; i < this.#words; i++)
      this.#keys[at * this.#words + i] = words[4 - this.#words + i] as number;
    this.#prefixes[at] = prefix;
  }

  #rehash(): void {
    const { keys, prefixes, ids } = { keys: this.#keys, prefixes: this.#prefixes, ids: this.#ids };
    const slots = (this.#size + 1) / ids.length > 0.3 ? ids.length * 2 : ids.length;
    this.#keys = new Uint32Array(slots * this.#words);
    this.#prefixes = new Uint8Array(slots);
    this.#ids = new Uint32Array(slots);
    this.#used = this.#size;
    for (let old = 0; old < ids.length; old++) {
      const held = ids[old] as number;
      if (held === 0 || held === removed) continue;
      const words: [number, number, number, number] = [0, 0, 0, 0];
      for (let i = 0; i < this.#words; i++)
        words[4 - this.#words + i] = keys[old * this.#words + i] as number;
      const at = this.#slotOf(...words, prefixes[old] as number, true);
      this.#write(at, words, prefixes[old] as number);
      this.#ids[at] = held;
    }
  }
}

/** The first `bits` bits of a word, the rest zero; no bits where it is negative, all of them from 32 on. */
function first(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word : (word & (0xffffffff << (32 - bits))) >>> 0;
}

function step(hash: number, word: number): number {
  const next = Math.imul(hash ^ word, 0x85ebca6b);
  return next ^ (next >>> 15);
}
