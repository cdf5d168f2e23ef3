/**
 * Asking the index, in the thread that owns it or in any other. A look-up is exact: the kernel compares whole
 * values, here the claims of what it found are read. The index may change in between. An entry's number can then
 * stand for another value, so its text's address is compared again after its claims are read; texts never change
 * and are not given back while a reader is at work. What is being added in that instant may be missed, nothing
 * wrong is ever answered.
 *
 * Allow lists are the owner's: another thread answers `allowedBy: null`, and hands its finds to `withAllowed`.
 */
import { assert } from "../../base/index.js";
import { type Indicator, type Observable, type ObservableType, observableTypes } from "../../model/index.js";
import {
  CLAIMS,
  KEYED,
  KEYED_MAP,
  READERS_MAX,
  READERS_TAKEN,
  SIZE,
  VERSION,
  VERSION_HIGH,
} from "../kernel/assembly/index-layout.js";
import { instantiate } from "../kernel/kernel.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { type AbsentPieces, PieceBringer } from "./absent-pieces.js";
import { ClaimReader } from "./claim-sets.js";
import { claimsField, textAt, textField } from "./entry-fields.js";
import { keyedBit } from "./entry-keeper.js";
import { digestOf } from "./keyed-values.js";
import { answersMax, Scratch } from "./scratch.js";
import { variantsOf } from "./variants.js";

/** What a value met: the most specific indicator, and the less specific ones. */
export interface Match {
  readonly indicator: Indicator;
  readonly also: readonly Indicator[];
}

export const typeCodes = Object.fromEntries(observableTypes.map((type, code) => [type, code])) as Readonly<
  Record<ObservableType, number>
>;

/** How often a look-up begins again because the index changed under it, before the rest is taken as it is. */
const triesMax = 8;

/** Thrown away: an entry changed while it was read. */
const changed = Symbol("changed");

export class IndicatorReader {
  /** The memory that the index and its scanners work in. */
  readonly memory: KernelMemory;
  /** This thread's instance of the kernel. */
  readonly kernel: KernelExports;
  readonly claimReader: ClaimReader;
  readonly scratch: Scratch;
  readonly pieces: PieceBringer;
  readonly #key: Uint8Array | null;
  #isEnlisted = false;
  /** Instances of the kernel with their places among the readers. */
  readonly #places: [KernelExports, number][] = [];

  constructor(
    memory: KernelMemory,
    kernel: KernelExports,
    key: Uint8Array | null,
    absent: AbsentPieces | null,
  ) {
    this.memory = memory;
    this.kernel = kernel;
    this.#key = key;
    this.claimReader = new ClaimReader(memory);
    this.scratch = new Scratch(memory);
    this.pieces = new PieceBringer(memory, kernel, absent);
  }

  /** Indicators (distinct values) in the index. */
  get size(): number {
    return this.memory.words[SIZE >>> 2] as number;
  }

  /** Claims of all sources together. */
  get claims(): number {
    return this.memory.words[CLAIMS >>> 2] as number;
  }

  /** Grows with every change; equal versions answer equally. */
  get version(): number {
    const { words } = this.memory;
    return (words[VERSION_HIGH >>> 2] as number) * 0x1_0000_0000 + Atomics.load(words, VERSION >>> 2);
  }

  /** From now on what this thread may be reading is not given back: it is not the owner's. */
  enlist(): void {
    this.#isEnlisted = true;
    this.#enlist(this.kernel);
  }

  /** A further instance of the kernel over the same memory, for a scanner. Call its `rest` after each chunk. */
  instance(): KernelExports {
    const kernel = instantiate(this.memory.memory);
    if (this.#isEnlisted) this.#enlist(kernel);
    return kernel;
  }

  /** Gives up the reader's places of this thread; it must not ask any more. */
  close(): void {
    for (const [kernel, place] of this.#places) {
      kernel.rest();
      Atomics.store(this.memory.words, (READERS_TAKEN >>> 2) + place, 0);
    }
    if (this.#places.length > 0) this.scratch.free();
    this.#places.length = 0;
  }

  #enlist(kernel: KernelExports): void {
    const free = (place: number) =>
      Atomics.compareExchange(this.memory.words, (READERS_TAKEN >>> 2) + place, 0, 1) === 0;
    let place = 0;
    while (place < READERS_MAX && !free(place)) place++;
    assert(place < READERS_MAX, "an index has 256 readers at most");
    kernel.readAs(place);
    this.#places.push([kernel, place]);
  }

  /** The low 24 bits of a value's hash under this index's seed. */
  locatorOf({ type, value }: Observable): number {
    const length = this.scratch.write(value);
    const { valueAt } = this.scratch;
    return this.kernel.locatorOf(typeCodes[type], valueAt, valueAt + length) >>> 0;
  }

  /** What a canonical value meets at the time of its event; with null, whatever the validity. */
  lookup(observable: Observable, atUs: number | null): Match | null {
    let met: Indicator[] | typeof changed = changed;
    for (let tries = 0; met === changed; tries++) {
      met = this.#met(observable, atUs, tries >= triesMax);
      this.kernel.rest();
    }
    const [first, ...also] = met;
    return first === undefined ? null : { indicator: first, also };
  }

  #met(observable: Observable, atUs: number | null, isLastTry: boolean): Indicator[] | typeof changed {
    this.claimReader.begin();
    const count = this.#meet(observable);
    if (count === 0 && this.memory.words[KEYED >>> 2] === 0) return [];
    const met: Indicator[] = [];
    for (let nth = 0; nth < count; nth++) {
      const [entry, text] = this.scratch.answer(nth);
      const indicator = this.#indicator(entry, text, atUs, null);
      if (indicator === changed && !isLastTry) return changed;
      if (indicator !== changed && indicator !== null) met.push(indicator);
    }
    if (this.memory.words[KEYED >>> 2] === 0 || this.#key === null) return met;
    return this.#withKeyed(this.#key, observable, atUs, met);
  }

  /** Has the kernel find all that the value meets; answers how many. */
  #meet({ type, value }: Observable): number {
    const { scratch, kernel } = this;
    const length = scratch.write(value);
    for (;;) {
      const { valueAt, answerAt } = scratch;
      const count = kernel.meet(typeCodes[type], valueAt, length, answerAt, answersMax);
      if (count >= 0) return count;
      this.pieces.bring(-2 - count);
    }
  }

  /** The indicator of an entry with this text; null where it has no claim in force, or none yet. */
  #indicator(
    entry: number,
    text: number,
    atUs: number | null,
    keyed: Observable | null,
  ): Indicator | null | typeof changed {
    const { memory } = this;
    // The fields first: finding them may have renewed the views.
    const [claimsAt, textAtField] = [claimsField(memory, entry), textField(memory, entry)];
    const set = Atomics.load(memory.words, claimsAt);
    if (Atomics.load(memory.words, textAtField) !== text) return changed;
    const claims = this.claimReader.read(set, atUs);
    if (claims.length === 0) return null;
    if (keyed !== null) return { observable: keyed, claims, allowedBy: null };
    const { type, value } = textAt(memory, text);
    return { observable: { type: observableTypes[type] as ObservableType, value }, claims, allowedBy: null };
  }

  /** Keyed finds among the others, in order: a value, then its parents, then networks. */
  #withKeyed(key: Uint8Array, observable: Observable, atUs: number | null, met: Indicator[]): Indicator[] {
    const variants = variantsOf(observable);
    const order = new Map(variants.map((value, at) => [value, at]));
    const rank = ({ observable: listed }: Indicator): number =>
      listed.type === observable.type ? (order.get(listed.value) ?? variants.length) : variants.length;
    const all = [...met];
    for (const value of variants) {
      const indicator = this.#keyed(key, { type: observable.type, value }, atUs);
      if (indicator !== null) all.push(indicator);
    }
    return all.sort((a, b) => rank(a) - rank(b));
  }

  #keyed(key: Uint8Array, observable: Observable, atUs: number | null): Indicator | null {
    const { kernel, memory, scratch } = this;
    const type = typeCodes[observable.type];
    const locator = this.locatorOf(observable);
    const map = memory.words[KEYED_MAP >>> 2] as number;
    memory.reach(map + (1 << 21));
    if (map === 0 || (((memory.bytes[map + (locator >>> 3)] as number) >>> (locator & 7)) & 1) === 0)
      return null;
    const digest = scratch.writeBytes(digestOf(key, observable));
    for (;;) {
      const entry = kernel.locate(type | keyedBit, scratch.valueAt, digest);
      if (entry === -1) return null;
      if (entry < -1) this.pieces.bring(-2 - entry);
      else {
        const at = textField(memory, entry);
        const text = Atomics.load(memory.words, at);
        const indicator = this.#indicator(entry, text, atUs, observable);
        // The number may have been given away between the two; then the kernel no longer finds the digest there.
        if (kernel.locate(type | keyedBit, scratch.valueAt, digest) !== entry) continue;
        return indicator === changed ? null : indicator;
      }
    }
  }
}
