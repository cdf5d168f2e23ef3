/**
 * Every value of the index as bytes in one heap, found by open addressing: a slot holds an entry's number plus
 * one, an entry its hash, place, length and type. A find is exact: slot, then the other hash lane, then every
 * byte. Numbers of removed entries are used again; their bytes stay in the heap until the next rebuild, which
 * comes when half of the heap is such waste. Linear probing with tombstones keeps removal in place; a rebuild
 * clears them.
 */
import { randomBytes } from "node:crypto";
import { assert } from "../../base/index.js";
import { grown } from "./growing.js";
import { byteString, finish, type Seed, stepSlot, stepTag } from "./text-hash.js";

const removed = 0xffffffff;
/** Slots are at most this full, tombstones included; beyond it probes get long. */
const loadMax = 0.7;
/** Below this much waste a rebuild of the heap is not worth its pause. */
const wasteMin = 1 << 20;

export class KeyTable {
  readonly #seed: Seed;
  #slots = new Uint32Array(1024);
  #slotsUsed = 0;
  #home: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  #tag: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  #offset: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  #length: Uint32Array<ArrayBufferLike> = new Uint32Array(512);
  /** Type code plus one; 0 marks a number that is free. */
  #type: Uint8Array<ArrayBufferLike> = new Uint8Array(512);
  #heap: Uint8Array<ArrayBufferLike> = new Uint8Array(8192);
  #heapUsed = 0;
  #heapWaste = 0;
  #top = 0;
  readonly #free: number[] = [];

  constructor(seed?: Seed) {
    const random = randomBytes(8);
    this.#seed = seed ?? { slot: random.readUInt32LE(0), tag: random.readUInt32LE(4) };
  }

  /** Entries now in the table. */
  get size(): number {
    return this.#top - this.#free.length;
  }

  /** Every entry's number is below this. */
  get top(): number {
    return this.#top;
  }

  /** Bytes of memory held. */
  get bytes(): number {
    const arrays = [this.#slots, this.#home, this.#tag, this.#offset, this.#length, this.#type, this.#heap];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** The number of a value, -1 where it is not here. */
  find(type: number, value: string): number {
    const text = byteString(value);
    let slot = this.#seed.slot;
    let tag = this.#seed.tag;
    for (let i = text.length - 1; i >= 0; i--) {
      const code = text.charCodeAt(i);
      slot = stepSlot(slot, code);
      tag = stepTag(tag, code);
    }
    return this.#probe(type, text, 0, finish(slot, type), finish(tag, type));
  }

  /** The numbers of a name and of its parents that are here, the longest first, appended to `found`. */
  findWithParents(type: number, name: string, found: number[]): void {
    const text = byteString(name);
    const before = found.length;
    let slot = this.#seed.slot;
    let tag = this.#seed.tag;
    for (let i = text.length - 1; i >= 0; i--) {
      const code = text.charCodeAt(i);
      if (code === 46) {
        const entry = this.#probe(type, text, i + 1, finish(slot, type), finish(tag, type));
        if (entry >= 0) found.push(entry);
      }
      slot = stepSlot(slot, code);
      tag = stepTag(tag, code);
    }
    const entry = this.#probe(type, text, 0, finish(slot, type), finish(tag, type));
    if (entry >= 0) found.push(entry);
    if (found.length - before > 1) found.push(...found.splice(before).reverse());
  }

  /** The number of a value, made where it is new. */
  add(type: number, value: string): number {
    const text = byteString(value);
    let slot = this.#seed.slot;
    let tag = this.#seed.tag;
    for (let i = text.length - 1; i >= 0; i--) {
      const code = text.charCodeAt(i);
      slot = stepSlot(slot, code);
      tag = stepTag(tag, code);
    }
    slot = finish(slot, type);
    tag = finish(tag, type);
    const known = this.#probe(type, text, 0, slot, tag);
    if (known >= 0) return known;
    if ((this.#slotsUsed + 1) / this.#slots.length > loadMax) this.#rehash();
    const entry = this.#free.pop() ?? this.#top++;
    this.#makeRoom(text.length);
    this.#home[entry] = slot;
    this.#tag[entry] = tag;
    this.#type[entry] = type + 1;
    this.#length[entry] = text.length;
    this.#offset[entry] = this.#heapUsed;
    for (let i = 0; i < text.length; i++) this.#heap[this.#heapUsed + i] = text.charCodeAt(i);
    this.#heapUsed += text.length;
    this.#place(entry);
    return entry;
  }

  /** Takes an entry out; its number may be given to another value from now on. */
  remove(entry: number): void {
    assert(this.#type[entry] !== 0, "only an entry that is here can be removed");
    const mask = this.#slots.length - 1;
    let at = (this.#home[entry] as number) & mask;
    while (this.#slots[at] !== entry + 1) at = (at + 1) & mask;
    this.#slots[at] = removed;
    this.#type[entry] = 0;
    this.#heapWaste += this.#length[entry] as number;
    this.#free.push(entry);
    if (this.#heapWaste > wasteMin && this.#heapWaste * 2 > this.#heapUsed) this.#compactHeap();
  }

  has(entry: number): boolean {
    return entry < this.#top && this.#type[entry] !== 0;
  }

  typeOf(entry: number): number {
    return (this.#type[entry] as number) - 1;
  }

  valueOf(entry: number): string {
    const from = this.#offset[entry] as number;
    const view = Buffer.from(this.#heap.buffer, this.#heap.byteOffset + from, this.#length[entry]);
    return view.toString("utf8");
  }

  #probe(type: number, text: string, start: number, slot: number, tag: number): number {
    const mask = this.#slots.length - 1;
    for (let at = slot & mask; ; at = (at + 1) & mask) {
      const held = this.#slots[at] as number;
      if (held === 0) return -1;
      if (held === removed) continue;
      const entry = held - 1;
      if (this.#tag[entry] === tag && this.#equals(entry, type, text, start)) return entry;
    }
  }

  #equals(entry: number, type: number, text: string, start: number): boolean {
    const length = text.length - start;
    if (this.#type[entry] !== type + 1 || this.#length[entry] !== length) return false;
    const from = this.#offset[entry] as number;
    for (let i = 0; i < length; i++) {
      if (this.#heap[from + i] !== text.charCodeAt(start + i)) return false;
    }
    return true;
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let at = (this.#home[entry] as number) & mask;
    while (this.#slots[at] !== 0 && this.#slots[at] !== removed) at = (at + 1) & mask;
    if (this.#slots[at] === 0) this.#slotsUsed++;
    this.#slots[at] = entry + 1;
  }

  /** Room for one more entry of so many bytes. */
  #makeRoom(length: number): void {
    assert(this.#heapUsed + length <= 0xffffffff, "the heap of values stays under 4 GiB");
    this.#home = grown(this.#home, this.#top);
    this.#tag = grown(this.#tag, this.#top);
    this.#offset = grown(this.#offset, this.#top);
    this.#length = grown(this.#length, this.#top);
    this.#type = grown(this.#type, this.#top);
    this.#heap = grown(this.#heap, this.#heapUsed + length);
  }

  /** New slots without tombstones, twice as many where the entries themselves need them. */
  #rehash(): void {
    let slots = this.#slots.length;
    while ((this.size + 1) / slots > loadMax * 0.75) slots *= 2;
    this.#slots = new Uint32Array(slots);
    this.#slotsUsed = 0;
    for (let entry = 0; entry < this.#top; entry++) {
      if (this.#type[entry] !== 0) this.#place(entry);
    }
  }

  #compactHeap(): void {
    const heap = new Uint8Array(Math.ceil((this.#heapUsed - this.#heapWaste) * 1.25) + 8192);
    let used = 0;
    for (let entry = 0; entry < this.#top; entry++) {
      if (this.#type[entry] === 0) continue;
      const from = this.#offset[entry] as number;
      const length = this.#length[entry] as number;
      heap.set(this.#heap.subarray(from, from + length), used);
      this.#offset[entry] = used;
      used += length;
    }
    this.#heap = heap;
    this.#heapUsed = used;
    this.#heapWaste = 0;
  }
}
