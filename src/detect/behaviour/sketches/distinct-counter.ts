/**
 * How many different values were seen, in little memory: exact up to 64 of them (their hashes, 512 bytes at most), beyond
 * that a HyperLogLog of 1,024 registers (1 KiB) with a standard error of 3.25%, whatever the number. Almost every counter
 * of a detector stays small and exact; the few that grow are those of somebody who has long been found.
 * Estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which has no bias at any
 * number and needs no table. Exact means up to a collision of two 32-bit hashes: one in two million for 64 values.
 */
import { hash32 } from "./hash.js";

/** Up to so many the count is exact. */
export const exactMax = 64;
/** One standard deviation of the estimate beyond that, as a share of the true number. */
export const distinctError = 1.04 / Math.sqrt(1024);

const registerBits = 10;
const registers = 1 << registerBits;
/** Bits of the hash that the rank is read from. */
const rankBits = 32 - registerBits;

/** Hashes, or the registers. */
export type SavedDistinct = Uint32Array | Uint8Array;

/** Up to so many hashes stand in a plain list: most counters never hold more, and nothing is cheaper to make. */
const listMax = 8;

export class DistinctCounter {
  /** At most `listMax` hashes; empty once there is a table or registers. */
  #list: number[] = [];
  /** Open addressing, at most half full; 0 is a free place. */
  #table: Uint32Array | null = null;
  #registers: Uint8Array | null = null;
  #held = 0;
  /** What the registers say; -1 where they have changed since. */
  #estimate = -1;

  /** About how many different values were added. */
  get count(): number {
    if (this.#registers === null) return this.#held;
    if (this.#estimate < 0) this.#estimate = Math.max(exactMax, Math.round(estimateOf(this.#registers)));
    return this.#estimate;
  }

  /** Bytes of its content. */
  get bytes(): number {
    return this.#registers?.byteLength ?? this.#table?.byteLength ?? this.#list.length * 8;
  }

  /** True where the value is new for sure (while exact), or has changed the estimate. */
  add(value: string): boolean {
    return this.addHash(hash32(value));
  }

  addHash(hash: number): boolean {
    if (this.#registers !== null) return this.#register(hash);
    const wanted = hash === 0 ? 1 : hash;
    if (this.#table === null) {
      if (this.#list.includes(wanted)) return false;
      this.#held++;
      if (this.#held <= listMax) {
        this.#list.push(wanted);
        return true;
      }
      this.#table = tableOf([...this.#list, wanted], listMax * 4);
      this.#list = [];
      return true;
    }
    let place = placeOf(this.#table, wanted);
    if (this.#table[place] === wanted) return false;
    if (this.#held === exactMax) {
      this.#estimateFromNow();
      this.#register(wanted);
      return true;
    }
    if ((this.#held + 1) * 2 > this.#table.length) {
      this.#table = tableOf(this.#table, this.#table.length * 2);
      place = placeOf(this.#table, wanted);
    }
    this.#table[place] = wanted;
    this.#held++;
    return true;
  }

  /** Whether the value was added; "perhaps" is true where the count is no longer exact. */
  mayHave(value: string): boolean {
    const hash = hash32(value) || 1;
    if (this.#registers !== null) return true;
    return this.#table === null
      ? this.#list.includes(hash)
      : this.#table[placeOf(this.#table, hash)] === hash;
  }

  /** Adds all that the other has; the other stays as it is. */
  merge(other: DistinctCounter): void {
    const theirs = other.#registers;
    if (theirs === null) {
      for (const hash of other.#hashes()) this.addHash(hash);
      return;
    }
    if (this.#registers === null) this.#estimateFromNow();
    const mine = this.#registers as unknown as Uint8Array;
    for (let at = 0; at < registers; at++)
      if ((theirs[at] as number) > (mine[at] as number)) mine[at] = theirs[at] as number;
    this.#estimate = -1;
  }

  save(): SavedDistinct {
    return this.#registers?.slice() ?? Uint32Array.from(this.#hashes());
  }

  /** Null where this is nothing that `save` gave. */
  static open(saved: unknown): DistinctCounter | null {
    const counter = new DistinctCounter();
    if (saved instanceof Uint8Array && saved.length === registers) {
      if (saved.some((rank) => rank > rankBits + 1)) return null;
      counter.#registers = Uint8Array.from(saved);
      return counter;
    }
    if (!(saved instanceof Uint32Array) || saved.length > exactMax) return null;
    for (const hash of saved) counter.addHash(hash);
    return counter;
  }

  #hashes(): readonly number[] {
    return this.#table === null ? this.#list : [...this.#table].filter((hash) => hash !== 0);
  }

  #estimateFromNow(): void {
    const hashes = this.#hashes();
    this.#registers = new Uint8Array(registers);
    this.#table = null;
    this.#list = [];
    for (const hash of hashes) this.#register(hash);
  }

  #register(hash: number): boolean {
    const all = this.#registers as Uint8Array;
    const place = hash >>> rankBits;
    // The bits behind the place, and one more that is set, so that the rank ends there.
    const rank = Math.min(Math.clz32((hash << registerBits) >>> 0) + 1, rankBits + 1);
    if (rank <= (all[place] as number)) return false;
    all[place] = rank;
    this.#estimate = -1;
    return true;
  }
}

function placeOf(hashes: Uint32Array, hash: number): number {
  const mask = hashes.length - 1;
  let place = hash & mask;
  while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & mask;
  return place;
}

function tableOf(hashes: Iterable<number>, places: number): Uint32Array {
  const table = new Uint32Array(places);
  for (const hash of hashes) if (hash !== 0) table[placeOf(table, hash)] = hash;
  return table;
}

function estimateOf(all: Uint8Array): number {
  const ranks = new Array<number>(rankBits + 2).fill(0);
  for (const rank of all) (ranks[rank] as number)++;
  let z = registers * tau(1 - (ranks[rankBits + 1] as number) / registers);
  for (let rank = rankBits; rank >= 1; rank--) z = 0.5 * (z + (ranks[rank] as number));
  z += registers * sigma((ranks[0] as number) / registers);
  return (registers * registers) / (2 * Math.LN2) / z;
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let x = share;
  let y = 1;
  let z = x;
  for (let before = -1; before !== z; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - x;
  for (let before = -1; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
