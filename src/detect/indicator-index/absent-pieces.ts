/**
 * What a loaded index still has on disk: MiBs of texts and of entries. Whoever needs one that is absent brings it;
 * the rest comes in the background, one after the other between other work, so that nothing is ever written behind
 * the owner's back. Texts never change, so another thread may bring one too: it writes what is there already.
 * Entries do change; only the owner brings those, before it shares the index.
 *
 * A piece that does not hold what was written makes the snapshot a damaged one: it is left empty, and meets nothing.
 */
import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Problem } from "../../base/index.js";
import { ABSENT } from "../kernel/assembly/index-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import type { KernelMemory } from "../kernel/kernel-memory.js";
import { detectProblem } from "../problems.js";
import { segmentBytes } from "./arena.js";

/** Where a MiB of the memory lies on disk. */
export interface AbsentPiece {
  readonly mib: number;
  readonly isText: boolean;
  readonly position: number;
  readonly checksum: string;
}

/** Pieces as threads hand them to one another: they share the open file. */
export interface AbsentPieces {
  readonly file: number;
  readonly path: string;
  readonly pieces: readonly AbsentPiece[];
}

export class PieceBringer {
  readonly #memory: KernelMemory;
  readonly #kernel: KernelExports;
  readonly #absent: AbsentPieces | null;
  readonly #byMib: ReadonlyMap<number, AbsentPiece>;
  problem: Problem | null = null;

  constructor(memory: KernelMemory, kernel: KernelExports, absent: AbsentPieces | null) {
    this.#memory = memory;
    this.#kernel = kernel;
    this.#absent = absent;
    this.#byMib = new Map(absent?.pieces.map((piece) => [piece.mib, piece]));
  }

  /** The pieces that another thread may bring. */
  get texts(): AbsentPieces | null {
    if (this.#absent === null) return null;
    const { file, path, pieces } = this.#absent;
    return { file, path, pieces: pieces.filter(({ isText }) => isText) };
  }

  /** Brings one piece. */
  bring(mib: number): void {
    const piece = this.#byMib.get(mib);
    if (this.#absent !== null && piece !== undefined) {
      const at = mib * segmentBytes;
      this.#memory.reach(at + segmentBytes);
      const target = this.#memory.bytes.subarray(at, at + segmentBytes);
      const why = !this.#read(target, piece.position)
        ? "it ends early"
        : this.#isWhole(piece)
          ? null
          : "damaged";
      if (why !== null) {
        target.fill(0);
        this.problem ??= detectProblem("index-unreadable", `${this.#absent.path}: ${why}.`);
      }
    }
    Atomics.store(this.#memory.bytes, ABSENT + mib, 0);
  }

  bringAll(which: (piece: AbsentPiece) => boolean = () => true): void {
    for (const piece of this.#byMib.values())
      if (which(piece) && this.#isAbsent(piece)) this.bring(piece.mib);
  }

  /** Brings all, and lets other work go on in between. */
  async bringAllLater(): Promise<void> {
    for (const piece of this.#byMib.values()) {
      if (!this.#isAbsent(piece)) continue;
      await setImmediate();
      if (this.#isAbsent(piece)) this.bring(piece.mib);
    }
  }

  #isAbsent({ mib }: AbsentPiece): boolean {
    return Atomics.load(this.#memory.bytes, ABSENT + mib) !== 0;
  }

  #read(target: Uint8Array, position: number): boolean {
    let had = 0;
    try {
      while (had < target.length) {
        const count = readSync(this.#absent?.file ?? -1, target, had, target.length - had, position + had);
        if (count === 0) return false;
        had += count;
      }
    } catch {
      return false;
    }
    return true;
  }

  #isWhole({ mib, checksum }: AbsentPiece): boolean {
    const sum = this.#kernel.checksum(mib * segmentBytes, segmentBytes);
    return BigInt.asUintN(64, sum).toString(16) === checksum;
  }
}
