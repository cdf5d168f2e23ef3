/**
 * The index's own part of the shared memory: what it has taken, and what it may give back. Memory that readers in
 * other threads may still be in is retired: given back when the oldest reader at work began after it was swapped
 * out (`GENERATION`). Heaps are rows of segments that are written from front to back; they grow by a segment and
 * are never copied to grow.
 */
import { GENERATION } from "../kernel/assembly/index-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import { type KernelMemory, pageBytes } from "../kernel/kernel-memory.js";

export interface Segment {
  readonly at: number;
  readonly bytes: number;
}

/** Segments are a page each until a heap is so large, and this large from then on. */
export const segmentBytes = 1 << 20;

interface Retired {
  readonly generation: number;
  readonly release: () => void;
}

export class Arena {
  readonly memory: KernelMemory;
  readonly #kernel: KernelExports;
  #bytes = 0;
  #retired: Retired[] = [];

  constructor(memory: KernelMemory, kernel: KernelExports) {
    this.memory = memory;
    this.#kernel = kernel;
  }

  /** Bytes taken and not given back. */
  get bytes(): number {
    return this.#bytes;
  }

  take(bytes: number, align = pageBytes): Segment {
    const whole = Math.ceil(bytes / pageBytes) * pageBytes;
    const at = this.memory.alloc(whole, align);
    this.#bytes += whole;
    return { at, bytes: whole };
  }

  /** Takes memory and clears it; for pieces that are small enough to be cleared at once. */
  takeClear(bytes: number, align = pageBytes): Segment {
    const segment = this.take(bytes, align);
    this.memory.bytes.fill(0, segment.at, segment.at + segment.bytes);
    return segment;
  }

  /** Counts a piece that a snapshot has brought. */
  adopt(segment: Segment): void {
    this.#bytes += segment.bytes;
  }

  give(segment: Segment): void {
    this.memory.free(segment.at, segment.bytes);
    this.#bytes -= segment.bytes;
  }

  /** Begins a new generation; `release` is called when no reader of an older one is left. */
  retire(release: () => void): void {
    const generation = Atomics.add(this.memory.words, GENERATION >>> 2, 1);
    this.#retired.push({ generation, release });
    this.releaseRetired();
  }

  /** Cheap where nothing is retired; called with every change. */
  releaseRetired(): void {
    if (this.#retired.length === 0) return;
    const oldest = this.#kernel.oldestReader() >>> 0;
    const due = this.#retired.filter(({ generation }) => generation < oldest);
    if (due.length === 0) return;
    this.#retired = this.#retired.filter(({ generation }) => generation >= oldest);
    for (const { release } of due) release();
  }
}

/** A row of segments. Where the next bytes go, and where they must end, stand in the memory for the kernel. */
export class Heap {
  readonly #arena: Arena;
  readonly #next: number;
  readonly #end: number;
  readonly #align: number;
  #segments: Segment[] = [];
  #bytes = 0;

  /** `next` and `end` are addresses of fields; large segments begin at multiples of `align`. */
  constructor(arena: Arena, next: number, end: number, align = pageBytes) {
    this.#arena = arena;
    this.#next = next;
    this.#end = end;
    this.#align = align;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Makes room for so many bytes in one piece. */
  ensure(bytes: number): void {
    const { words } = this.#arena.memory;
    if (bytes <= (words[this.#end >>> 2] as number) - (words[this.#next >>> 2] as number)) return;
    this.#open(bytes);
  }

  /** Begins anew; answers what was there, for the caller to retire when nothing points into it any more. */
  renew(): readonly Segment[] {
    const before = this.#segments;
    this.#segments = [];
    const bytes = this.#bytes;
    this.#open(Math.min(bytes, segmentBytes));
    return before;
  }

  /** Forgets segments that `renew` has answered. */
  forget(before: readonly Segment[]): void {
    for (const segment of before) {
      this.#bytes -= segment.bytes;
      this.#arena.give(segment);
    }
  }

  /** Takes over the segments of a snapshot. */
  restore(segments: readonly Segment[]): void {
    this.#segments = [...segments];
    this.#bytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #open(bytes: number): void {
    const large = this.#bytes >= segmentBytes;
    const size = large ? Math.max(segmentBytes, bytes) : bytes;
    const segment = this.#arena.take(size, large ? this.#align : pageBytes);
    this.#segments.push(segment);
    this.#bytes += segment.bytes;
    const { words } = this.#arena.memory;
    words[this.#next >>> 2] = segment.at;
    words[this.#end >>> 2] = segment.at + segment.bytes;
  }
}
