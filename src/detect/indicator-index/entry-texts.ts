/**
 * The heap of all values' texts. After a restart it is still on disk, MiB by MiB; whoever needs one that is absent
 * brings it, in any thread, and the rest comes in the background. Texts never change, so two threads may bring the
 * same piece at once: both write what is there already. A piece that does not hold what was written makes the
 * whole snapshot a damaged one; its texts then are empty, and meet nothing.
 */
import { read, readSync } from "node:fs";
import { promisify } from "node:util";
import type { Problem } from "../../base/index.js";
import { ABSENT, LAZY, TEXT_END, TEXT_NEXT } from "../kernel/assembly/index-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { detectProblem } from "../problems.js";
import { type Arena, Heap, segmentBytes } from "./arena.js";

const readLater = promisify(read);

/** Where a MiB of text lies on disk. */
export interface AbsentPiece {
  readonly mib: number;
  readonly position: number;
  readonly checksum: string;
}

/** Texts on disk, as threads hand them to one another: they share the open file. */
export interface AbsentTexts {
  readonly file: number;
  readonly path: string;
  readonly pieces: readonly AbsentPiece[];
}

export class TextBringer {
  readonly #memory: KernelMemory;
  readonly #kernel: KernelExports;
  readonly #absent: AbsentTexts | null;
  readonly #byMib: ReadonlyMap<number, AbsentPiece>;
  problem: Problem | null = null;

  constructor(memory: KernelMemory, kernel: KernelExports, absent: AbsentTexts | null) {
    this.#memory = memory;
    this.#kernel = kernel;
    this.#absent = absent;
    this.#byMib = new Map(absent?.pieces.map((piece) => [piece.mib, piece]));
  }

  get absent(): AbsentTexts | null {
    return this.#absent;
  }

  /** Brings a MiB of text now. */
  bring(mib: number): void {
    const piece = this.#byMib.get(mib);
    if (this.#absent !== null && piece !== undefined) {
      const at = mib * segmentBytes;
      this.#memory.reach(at + segmentBytes);
      let had = 0;
      try {
        while (had < segmentBytes) {
          const count = readSync(
            this.#absent.file,
            this.#memory.bytes,
            at + had,
            segmentBytes - had,
            piece.position + had,
          );
          if (count === 0) break;
          had += count;
        }
      } catch {
        had = 0;
      }
      this.#check(piece, had);
    }
    Atomics.store(this.#memory.bytes, ABSENT + mib, 0);
  }

  /** Brings what is still absent, without holding anyone up. */
  async bringAll(): Promise<void> {
    const { bytes } = this.#memory;
    for (const piece of this.#byMib.values()) {
      if (Atomics.load(bytes, ABSENT + piece.mib) === 0) continue;
      const at = piece.mib * segmentBytes;
      const file = (this.#absent as AbsentTexts).file;
      const had = await readLater(file, bytes, at, segmentBytes, piece.position).then(
        ({ bytesRead }) => bytesRead,
        () => 0,
      );
      if (Atomics.load(bytes, ABSENT + piece.mib) === 0) continue;
      if (had < segmentBytes) this.bring(piece.mib);
      else {
        this.#check(piece, had);
        Atomics.store(bytes, ABSENT + piece.mib, 0);
      }
    }
  }

  #check(piece: AbsentPiece, had: number): void {
    const at = piece.mib * segmentBytes;
    if (had === segmentBytes) {
      const sum = BigInt.asUintN(64, this.#kernel.checksum(at, segmentBytes)).toString(16);
      if (sum === piece.checksum) return;
    }
    this.#memory.bytes.fill(0, at, at + segmentBytes);
    this.problem ??= detectProblem(
      "index-unreadable",
      `${this.#absent?.path}: ${had < segmentBytes ? "it ends early" : "its texts are damaged"}.`,
    );
  }
}

/** The owner's side: the heap that texts are written to. */
export class EntryTexts {
  readonly heap: Heap;
  readonly #arena: Arena;
  readonly #bringer: TextBringer;

  constructor(arena: Arena, bringer: TextBringer) {
    this.#arena = arena;
    this.#bringer = bringer;
    this.heap = new Heap(arena, TEXT_NEXT, TEXT_END, segmentBytes);
  }

  /** True while some text is on disk only. */
  get isLazy(): boolean {
    return (this.#arena.memory.words[LAZY >>> 2] as number) !== 0;
  }

  bring(mib: number): void {
    this.#bringer.bring(mib);
  }

  bringAllNow(): void {
    for (const { mib } of this.#bringer.absent?.pieces ?? [])
      if (Atomics.load(this.#arena.memory.bytes, ABSENT + mib) !== 0) this.#bringer.bring(mib);
    this.settle();
  }

  /** Says that nothing is absent any more. */
  settle(): void {
    this.#arena.memory.words[LAZY >>> 2] = 0;
  }
}
