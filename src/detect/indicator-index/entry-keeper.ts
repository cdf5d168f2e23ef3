/**
 * The owner's hand on the entries: values come and go here, one change at a time. It sees to room before the
 * kernel writes (segments of entries and texts, the networks' tries, the map of keyed entries), brings texts that
 * are still on disk when the kernel asks for them, and lets a rebuild go on a little with every change.
 */
import { assert } from "../../base/index.js";
import {
  BLOCK_BYTES_MAX,
  BLOCKS_END,
  BLOCKS_NEXT,
  BLOCKS_PAGE,
  DIRECTORY,
  ENTRY_BITS,
  ENTRY_SEGMENTS,
  FREE,
  KEYED_MAP,
  SEGMENTS_AT_ONCE,
  TOP,
  V4_MAP,
  V4_TRIE,
  V6_TRIE,
} from "../kernel/assembly/index-layout.js";
import { LINE_VALUE_BYTES, LINES_AT_ONCE } from "../kernel/assembly/lines-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import { pageBytes } from "../kernel/kernel-memory.js";
import { type Arena, Heap, type Segment } from "./arena.js";
import { claimsField, textField } from "./entry-fields.js";
import type { EntryTexts } from "./entry-texts.js";
import type { Scratch } from "./scratch.js";

/** 65,536 slots of 8 bytes. */
const trieBytes = 1 << 19;
/** 2^24 bits. */
const mapBytes = 1 << 21;

export const keyedBit = 0x80;

/** Where many values stand that are entered at once (`line-room.ts`). */
interface ManyValues {
  readonly at: number;
  /** True where the kernel has stopped at a network for which there is no room. */
  readonly wantsNetwork: boolean;
}

/** Pieces that are taken once, by the field that points to them. */
const wholePieces = [
  [DIRECTORY, pageBytes],
  [V4_TRIE, trieBytes],
  [V6_TRIE, trieBytes],
  [V4_MAP, mapBytes],
  [BLOCKS_PAGE, pageBytes],
  [KEYED_MAP, mapBytes],
] as const;

export class EntryKeeper {
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #texts: EntryTexts;
  readonly #scratch: Scratch;
  readonly blocks: Heap;

  constructor(arena: Arena, kernel: KernelExports, texts: EntryTexts, scratch: Scratch) {
    this.#arena = arena;
    this.#kernel = kernel;
    this.#texts = texts;
    this.#scratch = scratch;
    this.blocks = new Heap(arena, BLOCKS_NEXT, BLOCKS_END);
    if (this.#word(DIRECTORY) === 0) this.#place(DIRECTORY, pageBytes);
  }

  /** Every entry's number is below this. */
  get top(): number {
    return this.#word(TOP);
  }

  /** Bytes of the networks' tries and maps and of the map of keyed entries. */
  get hotBytes(): number {
    const pieces = wholePieces.filter(([field]) => field !== DIRECTORY && this.#word(field) !== 0);
    return pieces.reduce((sum, [, bytes]) => sum + bytes, this.blocks.bytes);
  }

  /** The pieces that make up a snapshot, apart from the heaps, the hot region and the entries. */
  get pieces(): Segment[] {
    return wholePieces
      .map(([field, bytes]) => ({ at: this.#word(field), bytes }))
      .filter(({ at }) => at !== 0);
  }

  /** The entries' segments: pages, and MiBs from the second MiB on. */
  get segments(): Segment[] {
    const { words } = this.#arena.memory;
    const directory = this.#word(DIRECTORY) >>> 2;
    const segments: Segment[] = [];
    for (let i = 0; i < ENTRY_SEGMENTS && words[directory + i] !== 0; ) {
      const count = i < SEGMENTS_AT_ONCE ? 1 : SEGMENTS_AT_ONCE;
      segments.push({ at: words[directory + i] as number, bytes: count * pageBytes });
      i += count;
    }
    return segments;
  }

  has(entry: number): boolean {
    const { memory } = this.#arena;
    return memory.words[textField(memory, entry)] !== 0;
  }

  claimsOf(entry: number): number {
    const { memory } = this.#arena;
    return memory.words[claimsField(memory, entry)] as number;
  }
  setClaims(entry: number, set: number): void {
    const { memory } = this.#arena;
    Atomics.store(memory.words, claimsField(memory, entry), set);
  }

  /** The number of the value of this type in the scratch, -1 where it is not here. */
  locate(type: number, length: number): number {
    return this.#bringing(() => this.#kernel.locate(type, this.#scratch.valueAt, length));
  }

  /** The number of the value in the scratch, made where it is new. */
  enter(type: number, length: number, isNetwork: boolean): number {
    this.#texts.heap.ensure(length + 8);
    if (this.#word(FREE) === 0 && (this.top & ((1 << ENTRY_BITS) - 1)) === 0) this.#ensureSegment(this.top);
    if (isNetwork) this.#ensureNetworks();
    return this.#bringing(() => this.#kernel.enter(type, this.#scratch.valueAt, length));
  }

  /** Has the kernel go on with the lines or values in the room, which get these claims. */
  enterMany(room: ManyValues, as: "addLines" | "addValues", set: number): void {
    if (this.#word(FREE) === 0) {
      this.#ensureSegment(this.top);
      this.#ensureSegment(this.top + LINES_AT_ONCE);
    }
    const answer = this.#kernel[as](room.at, set);
    if (answer === -1) {
      this.#texts.heap.ensure(LINE_VALUE_BYTES + 8);
      if (room.wantsNetwork) this.#ensureNetworks();
    } else if (answer < -1) this.#texts.bring(-2 - answer);
  }

  /** Takes an entry out; its number may be given to another value from now on. */
  leave(entry: number): void {
    if (this.#word(BLOCKS_PAGE) !== 0) this.blocks.ensure(BLOCK_BYTES_MAX);
    this.#bringing(() => this.#kernel.leave(entry));
  }

  /** Marks a keyed entry's locator in the map that the kernel asks. */
  mark(locator: number): void {
    if (this.#word(KEYED_MAP) === 0) this.#place(KEYED_MAP, mapBytes);
    const { bytes } = this.#arena.memory;
    Atomics.or(bytes, this.#word(KEYED_MAP) + (locator >>> 3), 1 << (locator & 7));
  }

  #ensureSegment(entry: number): void {
    const number = entry >>> ENTRY_BITS;
    assert(number < ENTRY_SEGMENTS, "an index holds 67 million values at most");
    const at = (this.#word(DIRECTORY) >>> 2) + number;
    if (this.#arena.memory.words[at] !== 0) return;
    const count = number < SEGMENTS_AT_ONCE ? 1 : SEGMENTS_AT_ONCE;
    const segment = this.#arena.takeClear(count * pageBytes, count * pageBytes);
    for (let i = 0; i < count; i++) this.#arena.memory.words[at + i] = segment.at + i * pageBytes;
  }

  #ensureNetworks(): void {
    if (this.#word(BLOCKS_PAGE) === 0) {
      for (const [field, bytes] of wholePieces)
        if (field !== DIRECTORY && field !== KEYED_MAP) this.#place(field, bytes);
    }
    this.blocks.ensure(BLOCK_BYTES_MAX);
  }

  #place(field: number, bytes: number): void {
    const { at } = this.#arena.takeClear(bytes);
    Atomics.store(this.#arena.memory.words, field >>> 2, at);
  }

  /** Asks the kernel, and brings texts as long as it says that one is absent. */
  #bringing(ask: () => number): number {
    for (;;) {
      const answer = ask();
      if (answer >= -1) return answer;
      this.#texts.bring(-2 - answer);
    }
  }

  #word(address: number): number {
    return this.#arena.memory.words[address >>> 2] as number;
  }
}
