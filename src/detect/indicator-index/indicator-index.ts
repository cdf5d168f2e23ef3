/**
 * The indicator index: which indicators a value of telemetry meets. It is exact (a filter may say "surely not",
 * only the full value says yes), holds millions of indicators in a memory that all threads share, takes additions
 * and removals while it is asked, and keeps one entry for a value however many sources claim it. One thread owns
 * it and changes it; others `attach`.
 *
 * What meets what, most specific first:
 * - an address: itself, then every network around it, the longest prefix first;
 * - a name: itself, then every parent domain, the longest first;
 * - a URL: itself, then itself without its query, then every listed directory it lies in (a listed URL without a
 *   query whose path ends in `/` and is more than that), the deepest first; each for https also as its http twin
 *   (a listed `host/path` without a scheme is kept as http);
 * - everything else: itself.
 *
 * An allow list speaks for a meeting where it has the listed value or the value met: a network on a feed is no
 * reason to suspect the well-known resolver inside it.
 *
 * Validity: a claim whose `validUntilUs` lies before the event does not hit. `validFromUs` is not held against
 * an event: traffic older than its indicator is what looking back is for.
 */
import { randomBytes } from "node:crypto";
import { assert, type Problem } from "../../base/index.js";
import type { TakenLines } from "../../intel/index.js";
import type {
  BatchOutcome,
  Indicator,
  IndicatorClaim,
  Observable,
  ObservableType,
} from "../../model/index.js";
import { ChunkScanner } from "../kernel/chunk-scanner.js";
import { instantiate, kernelModule, takeKernelModule } from "../kernel/kernel.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import { KernelMemory } from "../kernel/kernel-memory.js";
import type { AbsentPieces } from "./absent-pieces.js";
import { AllowLists } from "./allowed.js";
import { IndexOwner } from "./index-owner.js";
import { IndicatorReader, type Match } from "./indicator-reader.js";

import { loadSnapshot, type Restored } from "./snapshot.js";

export type { Match } from "./indicator-reader.js";

/** Answers the name of the allow list that has a value, null where none has; the same at every call. */
export type AllowedBy = (observable: Observable) => string | null;

export interface IndexOptions {
  /** Eight bytes that make this index's hashes its own; who makes keyed entries for it has to know them. */
  readonly seed?: Uint8Array;
  /** The key of keyed entries. Without it they are kept and never met. */
  readonly key?: Uint8Array;
}

/** What another thread needs to ask an index; goes through `postMessage` as it is. */
export interface SharedIndex {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly key: Uint8Array | null;
  readonly absent: AbsentPieces | null;
}

export interface LoadedIndex {
  readonly index: IndicatorIndex;
  /** What `save` was given. */
  readonly revision: string;
}

export const seedBytes = 8;

/** How an index comes to be other than by `new`. */
type Origin = { readonly restored: Restored } | { readonly shared: SharedIndex };

export class IndicatorIndex {
  readonly #reader: IndicatorReader;
  /** Null in a thread that is attached. */
  readonly #owner: IndexOwner | null;
  readonly #allowLists: AllowLists;
  readonly #key: Uint8Array | null;
  #scanner: ChunkScanner | null = null;

  /** An empty index; `origin` is for `load` and `attach`. */
  constructor(allowedBy: AllowedBy = () => null, options: IndexOptions = {}, origin: Origin | null = null) {
    this.#allowLists = new AllowLists(allowedBy);
    this.#key = options.key ?? null;
    if (origin !== null && "shared" in origin) {
      const memory = new KernelMemory(origin.shared.memory);
      this.#reader = new IndicatorReader(memory, instantiate(memory.memory), this.#key, origin.shared.absent);
      this.#reader.enlist();
      this.#owner = null;
      return;
    }
    const restored = origin?.restored ?? null;
    const seed = restored?.seed ?? options.seed ?? randomBytes(seedBytes);
    assert(seed.length === seedBytes, "a seed has eight bytes");
    const memory = restored?.memory ?? new KernelMemory();
    const kernel = restored?.kernel ?? newKernel(memory, seed);
    this.#reader = new IndicatorReader(memory, kernel, this.#key, restored?.absent ?? null);
    this.#owner = new IndexOwner(this.#reader, seed, restored);
  }

  /** A view of an index that another thread owns: it can be asked, not changed. Allow lists are not asked in it. */
  static attach(shared: SharedIndex): IndicatorIndex {
    takeKernelModule(shared.module);
    const options = shared.key === null ? {} : { key: shared.key };
    return new IndicatorIndex(undefined, options, { shared });
  }

  /** What another thread attaches to. */
  get shared(): SharedIndex {
    this.#owner?.prepareSharing();
    const { memory, pieces } = this.#reader;
    return { memory: memory.memory, module: kernelModule(), key: this.#key, absent: pieces.texts };
  }

  /** The memory that the index and its scanners work in. */
  get memory(): KernelMemory {
    return this.#reader.memory;
  }

  /** This thread's scanner over the index. */
  scanner(): ChunkScanner {
    this.#scanner ??= new ChunkScanner(this.memory, this.#reader.instance());
    return this.#scanner;
  }

  /** Indicators (distinct values) in the index. */
  get size(): number {
    return this.#reader.size;
  }

  /** Claims of all sources together. */
  get claims(): number {
    return this.#reader.claims;
  }

  /** Grows with every change; equal versions answer equally. */
  get version(): number {
    return this.#reader.version;
  }

  /** Bytes of memory held; scanners' buffers are not counted. */
  get bytes(): number {
    return this.#own.bytes;
  }

  /** Bytes that scanning looks at: filters, buckets, networks. */
  get hotBytes(): number {
    return this.#own.hotBytes;
  }

  /** Makes room for so many indicators in all, so that loading them needs no growth. */
  reserve(indicators: number): void {
    this.#own.reserve(indicators);
  }

  /** Adds what a source says of a value, or replaces what it said before. The value must be canonical. */
  add(observable: Observable, claim: IndicatorClaim): void {
    this.#own.add(observable, claim);
  }

  /** Adds many values with one claim, as `add` would one by one; much faster from a few on. */
  addAll(observables: readonly Observable[], claim: IndicatorClaim): void {
    this.#own.addAll(observables, claim);
  }

  /**
   * Adds the values of a feed's lines, all with one claim, as `add` would one by one; up to 64 KiB of whole lines,
   * UTF-8. Taken are only lines that are plainly a value in canonical text (`kernel/assembly/plain-values.ts`);
   * the others are left to whoever reads them with care.
   */
  addLines(lines: Uint8Array, claim: IndicatorClaim): TakenLines {
    return this.#own.addLines(lines, claim);
  }

  /**
   * Adds a value that is not told: HMAC-SHA256(key, `${type} ${canonical value}`), and its locator under this
   * index's seed (`locatorOf`). Not for networks.
   */
  addKeyed(type: ObservableType, locator: number, digest: Uint8Array, claim: IndicatorClaim): void {
    this.#own.addKeyed(type, locator, digest, claim);
  }

  /** The low 24 bits of a value's hash under this index's seed. */
  locatorOf(observable: Observable): number {
    return this.#reader.locatorOf(observable);
  }

  /** Takes a source's claim back; the indicator goes with its last claim. False where there was no such claim. */
  remove(observable: Observable, source: string): boolean {
    return this.#own.remove(observable, source);
  }

  removeKeyed(type: ObservableType, digest: Uint8Array, source: string): boolean {
    return this.#own.removeKeyed(type, digest, source);
  }

  /** Takes all of a source's claims back and answers how many there were. */
  removeSource(source: string): number {
    return this.#own.removeSource(source);
  }

  /** What a canonical value meets at the time of its event; with null, whatever the validity. */
  lookup(observable: Observable, atUs: number | null): Match | null {
    const match = this.#reader.lookup(observable, atUs);
    if (match === null) return null;
    const allowed = (each: Indicator): Indicator => ({
      ...each,
      allowedBy: this.#allowLists.of(each.observable),
    });
    const allowedBy = this.#allowedBy(match.indicator.observable, observable);
    return { indicator: { ...match.indicator, allowedBy }, also: match.also.map(allowed) };
  }

  /** Asks the allow lists anew from now on: they have changed. */
  forgetAllowed(): void {
    this.#allowLists.forget();
  }

  /** What another thread detected, with what the allow lists say of its hits. */
  withAllowed(outcome: BatchOutcome): BatchOutcome {
    const hits = outcome.hits.map((hit) => ({
      ...hit,
      allowedBy: this.#allowedBy(hit.indicator, hit.observable),
    }));
    return { ...outcome, hits };
  }

  /**
   * Writes a snapshot. The writing itself holds up this thread (about a second for ten million indicators); that it
   * is safe on disk is waited for in the background. Null when it is, a Problem where it can't be written.
   */
  async save(path: string, revision: string): Promise<Problem | null> {
    return await this.#own.save(path, revision);
  }

  /**
   * An index from its snapshot, ready to be asked; its texts come in the background (`whole`). A Problem where the
   * file is missing, damaged or another program's: then build the index anew.
   */
  static load(path: string, allowedBy?: AllowedBy, options?: IndexOptions): LoadedIndex | Problem {
    const restored = loadSnapshot(path, newKernel);
    if (!("memory" in restored)) return restored;
    return { index: new IndicatorIndex(allowedBy, options, { restored }), revision: restored.revision };
  }

  /** Resolves when all of a snapshot has been read: null, or why it must not be trusted any further. */
  get whole(): Promise<Problem | null> {
    return this.#own.whole;
  }

  /** Ends an attached view, so that the owner need not wait for this thread before it gives memory back. */
  close(): void {
    this.#reader.close();
    this.#scanner = null;
  }

  get #own(): IndexOwner {
    assert(this.#owner !== null, "an index is changed in the thread that owns it");
    return this.#owner;
  }

  /** The allow list that has the listed value, or the value met. */
  #allowedBy(listed: Observable, met: Observable): string | null {
    return this.#allowLists.of(listed) ?? this.#allowLists.of(met);
  }
}

function newKernel(memory: KernelMemory, seed: Uint8Array): KernelExports {
  const kernel = instantiate(memory.memory);
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  kernel.prepare(view.getUint32(0, true), view.getUint32(4, true));
  return kernel;
}
