/**
 * Networks of one address family, met by an address: one probe for each prefix length that is present, the
 * longest first, so that every network around the address is found and the most specific one leads. A key is
 * the masked address and its prefix length; the value is the number of the index's entry.
 */
import { type Address, maskAddress, type Network } from "../../base/index.js";

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
    const at = this.#slotOf(network.address, network.prefix, true);
    if (this.#ids[at] === 0 || this.#ids[at] === removed) {
      if (this.#ids[at] === 0) this.#used++;
      this.#size++;
      this.#write(at, network.address, network.prefix);
      this.#count(network.prefix, 1);
    }
    this.#ids[at] = entry + 1;
  }

  remove(network: Network): void {
    const at = this.#slotOf(network.address, network.prefix, false);
    if (at < 0) return;
    this.#ids[at] = removed;
    this.#size--;
    this.#count(network.prefix, -1);
  }

  /** The entries of all networks around the address, the longest prefix first, appended to `found`. */
  find(address: Address, found: number[]): void {
    for (const prefix of this.#present) {
      const at = this.#slotOf(maskAddress(address, prefix), prefix, false);
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

  /** Where the key is; otherwise -1, or with `forWriting` the slot it may take. */
  #slotOf(address: Address, prefix: number, forWriting: boolean): number {
    const mask = this.#ids.length - 1;
    let hash = Math.imul(prefix + 1, 0x9e3779b1);
    for (let i = 4 - this.#words; i < 4; i++) {
      hash = Math.imul(hash ^ (address.words[i] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    let free = -1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const held = this.#ids[at] as number;
      if (held === 0) return forWriting ? (free >= 0 ? free : at) : -1;
      if (held === removed) {
        if (free < 0) free = at;
      } else if (this.#prefixes[at] === prefix && this.#holds(at, address)) return at;
    }
  }

  #holds(at: number, address: Address): boolean {
    for (let i = 0; i < this.#words; i++) {
      if (this.#keys[at * this.#words + i] !== address.words[4 - this.#words + i]) return false;
    }
    return true;
  }

  #write(at: number, address: Address, prefix: number): void {
    for (let i = 0; i < this.#words; i++) {
      this.#keys[at * this.#words + i] = address.words[4 - this.#words + i] as number;
    }
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
      const address = { v4: this.#words === 1, words };
      const at = this.#slotOf(address, prefixes[old] as number, true);
      this.#write(at, address, prefixes[old] as number);
      this.#ids[at] = held;
    }
  }
}
