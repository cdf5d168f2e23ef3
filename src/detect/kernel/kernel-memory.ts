/**
 * The memory of one index, shared by all threads, and who gives it away: whole pages of 64 KiB, one bit each in a
 * map inside the memory itself, so that any thread may ask for a context of its own. It grows as needed up to
 * 4 GiB, the reach of a 32-bit address; what was given back is used again before it grows. Growing makes new views
 * necessary: take `bytes`, `words` and `view` anew after anything that may have allocated, and never keep them.
 *
 * Memory that is handed out for the first time is zero; what was used before is not.
 */
import { assert } from "../../base/index.js";
import { ALLOCATOR_HINT, ALLOCATOR_LOCK, PAGE_MAP } from "./assembly/index-layout.js";

export const pageBytes = 65_536;
/** 65,536 pages × 64 KiB = 4 GiB. */
const pagesMax = 65_536;
/** Fewest and most pages that it grows by at once: 1 MiB and 64 MiB. */
const growthMin = 16;
const growthMax = 1024;

export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  #bytes: Uint8Array;
  #words: Uint32Array;
  #view: DataView;

  /** A memory of its own, or that of another thread. */
  constructor(memory?: WebAssembly.Memory) {
    this.memory = memory ?? new WebAssembly.Memory({ initial: growthMin, maximum: pagesMax, shared: true });
    const buffer = this.memory.buffer;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#view = new DataView(buffer);
    if (memory === undefined) this.#words[PAGE_MAP >> 2] = 1; // the first page holds the kernel's own tables
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** By number of word: address / 4. */
  get words(): Uint32Array {
    return this.#words;
  }

  get view(): DataView {
    return this.#view;
  }

  /** Makes the views reach an address that another thread's growth may have made. */
  reach(end: number): void {
    if (end <= this.#bytes.length) return;
    this.memory.grow(0); // takes up what other threads have grown
    this.#renew();
    assert(end <= this.#bytes.length, "an address lies within the memory");
  }

  /** The address of new memory of at least so many bytes, beginning at a multiple of `align` (a page or more). */
  alloc(bytes: number, align = pageBytes): number {
    assert(bytes > 0 && align % pageBytes === 0, "memory is given out in whole pages");
    const count = Math.ceil(bytes / pageBytes);
    this.#lock();
    try {
      const page = this.#findRun(count, align / pageBytes);
      assert(page + count <= pagesMax, "an index and its scanners fit into 4 GiB");
      this.#growTo(page + count);
      this.#mark(page, count, true);
      return page * pageBytes;
    } finally {
      this.#unlock();
    }
  }

  /** Takes memory back that `alloc` gave, with the same number of bytes. */
  free(address: number, bytes: number): void {
    this.#lock();
    this.#mark(address / pageBytes, Math.ceil(bytes / pageBytes), false);
    this.#unlock();
  }

  /** Takes a certain piece; for what a snapshot holds, whose addresses must be as they were. */
  claim(address: number, bytes: number): void {
    const page = address / pageBytes;
    const count = Math.ceil(bytes / pageBytes);
    this.#lock();
    this.#growTo(page + count);
    this.#mark(page, count, true);
    this.#unlock();
  }

  /** The first run of free pages; it may end behind the memory's present end. */
  #findRun(count: number, align: number): number {
    const words = this.#words;
    const hint = words[ALLOCATOR_HINT >> 2] as number;
    let page = Math.ceil(Math.max(hint, 1) / align) * align;
    let run = 0;
    let lowest = -1;
    while (run < count && page + run < pagesMax) {
      const at = page + run;
      const word = words[(PAGE_MAP >> 2) + (at >> 5)] as number;
      if ((word >>> (at & 31)) & 1) {
        // A word of pages that are all taken is passed over at once.
        const next = word === 0xffffffff ? (at | 31) + 1 : at + 1;
        page = Math.ceil(next / align) * align;
        run = 0;
      } else {
        if (lowest < 0) lowest = at;
        run++;
      }
    }
    if (align === 1) words[ALLOCATOR_HINT >> 2] = lowest < 0 ? pagesMax : lowest;
    return run < count ? pagesMax : page;
  }

  #mark(page: number, count: number, taken: boolean): void {
    const words = this.#words;
    for (let at = page; at < page + count; at++) {
      const word = (PAGE_MAP >> 2) + (at >> 5);
      const bit = 1 << (at & 31);
      words[word] = taken ? (words[word] as number) | bit : (words[word] as number) & ~bit;
    }
    const hint = ALLOCATOR_HINT >> 2;
    if (!taken && page < (words[hint] as number)) words[hint] = page;
  }

  #growTo(pages: number): void {
    const now = this.#bytes.length / pageBytes;
    if (pages > now) {
      this.memory.grow(0);
      const all = this.memory.buffer.byteLength / pageBytes;
      const step = Math.min(growthMax, Math.max(growthMin, all >> 3));
      if (pages > all) this.memory.grow(Math.min(pagesMax, Math.max(pages, all + step)) - all);
      this.#renew();
    }
  }

  #renew(): void {
    const buffer = this.memory.buffer;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#view = new DataView(buffer);
  }

  #lock(): void {
    const locks = new Int32Array(this.memory.buffer, ALLOCATOR_LOCK, 1);
    while (Atomics.compareExchange(locks, 0, 0, 1) !== 0) Atomics.wait(locks, 0, 1, 1);
  }

  #unlock(): void {
    const locks = new Int32Array(this.memory.buffer, ALLOCATOR_LOCK, 1);
    Atomics.store(locks, 0, 0);
    Atomics.notify(locks, 0, 1);
  }
}
