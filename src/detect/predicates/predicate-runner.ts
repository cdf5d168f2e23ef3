/**
 * One thread's hold on the kernel's predicates: its context, the rules it asks by, and what a chunk has given. All
 * threads share one image of the rules; whoever installed it gives its memory back when no thread asks by it.
 */
import { assert } from "../../base/index.js";
import type { CompiledPredicates } from "./compile-predicates.js";

/** What the kernel exports for this (`kernel/assembly/predicates.ts`). Addresses arrive signed. */
export interface PredicateKernel {
  predicatesBind(base: number, chunkBytes: number, foundMax: number): number;
  predicatesUse(image: number, slotFields: number, stamps: number): void;
  predicates(tape: number, entries: number, lineEnds: number, lines: number, comma: number): number;
  /** The same of the tape of the last scan (`kernel/assembly/scan.ts`). */
  scanRules(comma: number): number;
  predicatesFoundAt(): number;
  predicatesOddAt(): number;
  predicatesOddCount(): number;
}

/** The memory the kernel works in; pieces may have been used before. */
export interface PredicateMemory {
  readonly memory: WebAssembly.Memory;
  alloc(bytes: number): number;
  free(address: number, bytes: number): void;
}

/** An image in the shared memory. */
export interface InstalledPredicates {
  readonly at: number;
  readonly compiled: CompiledPredicates;
}

export function installPredicates(
  memory: PredicateMemory,
  compiled: CompiledPredicates,
): InstalledPredicates {
  const at = memory.alloc(compiled.image.length);
  new Uint8Array(memory.memory.buffer, at).set(compiled.image);
  return { at, compiled };
}

/** Where a chunk's tape and line ends lie in the memory. `comma`: 0 for JSON, for cells what parts a set. */
export interface Tape {
  readonly at: number;
  readonly entries: number;
  readonly lineEndsAt: number;
  readonly lines: number;
  readonly comma: number;
}

/** Pairs in order of lines and rules, each once; and the lines that must be read and asked all rules. */
export interface FoundCandidates {
  readonly lines: Uint32Array;
  readonly rules: Uint32Array;
  readonly odd: Uint32Array;
}

/**
 * Candidates of one chunk. A chunk of 128 KiB has some 200 records; a line that finds no room is odd, so that many
 * rules for every record cost time and lose nothing.
 */
const foundMaxDefault = 8192;
/** Slots of a plan: 2,000 columns at most, and fewer keys. */
const slotsMax = 4096;

export class PredicateRunner {
  readonly #memory: PredicateMemory;
  readonly #kernel: PredicateKernel;
  readonly #context: { readonly at: number; readonly bytes: number };
  readonly #slotsAt: number;
  #stamps: { readonly at: number; readonly bytes: number } | null = null;
  #installed: InstalledPredicates | null = null;

  constructor(
    memory: PredicateMemory,
    kernel: PredicateKernel,
    chunkBytes: number,
    foundMax = foundMaxDefault,
  ) {
    this.#memory = memory;
    this.#kernel = kernel;
    const bytes = kernel.predicatesBind(0, chunkBytes, foundMax) >>> 0;
    this.#context = { at: memory.alloc(bytes), bytes };
    kernel.predicatesBind(this.#context.at, chunkBytes, foundMax);
    this.#slotsAt = memory.alloc(slotsMax * 4);
  }

  /** Asks by these rules from now on, of tapes with these slots (`CompiledPredicates.slotFields`). */
  use(installed: InstalledPredicates, slotFields: Uint32Array): void {
    assert(slotFields.length <= slotsMax, "a plan's slots fit their table");
    if (installed !== this.#installed) {
      if (this.#stamps !== null) this.#memory.free(this.#stamps.at, this.#stamps.bytes);
      const bytes = Math.max(4, installed.compiled.rules.length * 4);
      this.#stamps = { at: this.#memory.alloc(bytes), bytes };
      new Uint8Array(this.#memory.memory.buffer, this.#stamps.at, bytes).fill(0);
      this.#installed = installed;
    }
    new Uint32Array(this.#memory.memory.buffer, this.#slotsAt, slotsMax).fill(0).set(slotFields);
    this.#kernel.predicatesUse(installed.at, this.#slotsAt, (this.#stamps as { at: number }).at);
  }

  /** Gives its memory back; it can't be asked any more. */
  close(): void {
    this.#memory.free(this.#context.at, this.#context.bytes);
    this.#memory.free(this.#slotsAt, slotsMax * 4);
    if (this.#stamps !== null) this.#memory.free(this.#stamps.at, this.#stamps.bytes);
    this.#stamps = null;
    this.#installed = null;
  }

  run(tape: Tape): FoundCandidates {
    return this.#found(
      this.#kernel.predicates(tape.at, tape.entries, tape.lineEndsAt, tape.lines, tape.comma),
    );
  }

  /** Asks the chunk that the same instance has just scanned; `comma` as in `Tape`. */
  runOnScan(comma: number): FoundCandidates {
    return this.#found(this.#kernel.scanRules(comma));
  }

  #found(answer: number): FoundCandidates {
    const kernel = this.#kernel;
    const count = answer >>> 0;
    const { buffer } = this.#memory.memory;
    const oddAt = kernel.predicatesOddAt() >>> 0;
    const odd = new Uint32Array(buffer, oddAt, kernel.predicatesOddCount() >>> 0).slice();
    // A pair is one number, the line above the rule, so that sorting numbers sorts pairs.
    const pairs = new BigUint64Array(buffer, kernel.predicatesFoundAt() >>> 0, count).slice().sort();
    const words = new Uint32Array(pairs.buffer);
    const lines = new Uint32Array(count);
    const rules = new Uint32Array(count);
    let kept = 0;
    for (let at = 0; at < words.length; at += 2) {
      if (at > 0 && pairs[at >> 1] === pairs[(at >> 1) - 1]) continue;
      lines[kept] = words[at + 1] as number;
      rules[kept] = words[at] as number;
      kept++;
    }
    return { lines: lines.subarray(0, kept), rules: rules.subarray(0, kept), odd };
  }
}
