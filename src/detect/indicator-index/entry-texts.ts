/**
 * The heap of all values' texts, from the owner's side: where they are written to, and whether some of them are
 * still on disk after a restart.
 */
import { LAZY, TEXT_END, TEXT_NEXT } from "../kernel/assembly/index-layout.js";
import type { PieceBringer } from "./absent-pieces.js";
import { type Arena, Heap, segmentBytes } from "./arena.js";

export class EntryTexts {
  readonly heap: Heap;
  readonly #arena: Arena;
  readonly #bringer: PieceBringer;

  constructor(arena: Arena, bringer: PieceBringer) {
    this.#arena = arena;
    this.#bringer = bringer;
    this.heap = new Heap(arena, TEXT_NEXT, TEXT_END, segmentBytes);
  }

  /** True while something is on disk only. */
  get isLazy(): boolean {
    return (this.#arena.memory.words[LAZY >>> 2] as number) !== 0;
  }

  bring(mib: number): void {
    this.#bringer.bring(mib);
  }

  /** Brings all that is still on disk. */
  bringAll(): void {
    if (!this.isLazy) return;
    this.#bringer.bringAll();
    this.settle();
  }

  /** Says that nothing is absent any more. */
  settle(): void {
    this.#arena.memory.words[LAZY >>> 2] = 0;
  }
}
