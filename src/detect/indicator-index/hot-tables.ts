/**
 * Sizes of the hot region (filters and buckets, see `kernel/assembly/table.ts`) and its growth. When a table is full
 * a larger region is built aside, a little with every change, so that no change takes long: its memory is cleared,
 * then every entry is hashed into it; entries that come and go meanwhile do so in both. Then one store swaps it in.
 * The same walk over all entries copies texts and claim sets where half of a heap has become waste.
 *
 *     indicators that fill it: 8 B × 1/0.8 + 2 B = 12 B each; just after growth by 1.25: 8 B × 1.25/0.8 + 2.5 B = 15 B
 */
import {
  CURSOR,
  HOT,
  HOT_BUCKET_COUNT,
  HOT_BUCKETS,
  HOT_HEADER,
  HOT_KEYS,
  HOT_USED,
  HOT_ZERO,
  MOVING,
  NEXT,
  SIZE,
  TEXT_WASTE,
  TOP,
} from "../kernel/assembly/index-layout.js";
import type { KernelExports } from "../kernel/kernel-exports.js";
import { pageBytes } from "../kernel/kernel-memory.js";
import { type Arena, type Segment, segmentBytes } from "./arena.js";
import type { ClaimSets } from "./claim-sets.js";
import { claimsField, recordBytes, textField } from "./entry-fields.js";
import type { EntryTexts } from "./entry-texts.js";

/** Kinds that have a filter (`kernel/assembly/hash.ts`, `table.ts`), with the share of keys that is assumed at first. */
const filterShares: readonly (readonly [kind: number, share: number])[] = [
  [1, 0.25],
  [2, 0.05],
  [4, 0.4],
  [6, 0.15],
  [7, 0.2],
  [8, 0.03],
  [9, 0.01],
  [10, 0.01],
  [11, 0.01],
  [13, 0.01],
  [14, 0.01],
];
const kinds = 16;
/** From so many entries on, the kinds that are there say what kinds will come. */
const sampleMin = 1000;

/** Slots in use, removed ones among them, of all; beyond, searches get long. */
const loadMax = 0.8;
/** A new region has room for so many times the entries there are. */
const growth = 1.25;
/** 64 bits a word at 16 bits a key. */
const keysPerWord = 4;
/** A filter may be so much fuller before it is built anew: 12.8 bits a key. */
const filterOverfill = 1.25;
const filterWordsMin = 64;
const bucketBytes = 64;
const slotsPerBucket = 8;

/** What one change does for a rebuild: with 8 entries it is done after 1/8 more have come, at a load of 0.9. */
const clearBytes = 128 * 1024;
const entriesPerStep = 8;
/** Whether a table is full is looked at once in so many changes. */
const changesPerLook = 64;
/** Below this much waste no rebuild is worth it. */
const wasteMin = 1 << 20;

interface Rebuild {
  readonly region: Segment;
  cleared: number;
  /** Heaps that are copied: what was there before. */
  readonly texts: readonly Segment[] | null;
  readonly sets: readonly Segment[] | null;
  /** Pages of the sets' former segments. */
  readonly setPages: ReadonlySet<number>;
  readonly movedSets: Map<number, number>;
}

export class HotTables {
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #texts: EntryTexts;
  readonly #claims: ClaimSets;
  #region: Segment;
  #rebuild: Rebuild | null = null;
  /** Entries that room was asked for. */
  #reserved = 0;
  #changes = 0;

  constructor(
    arena: Arena,
    kernel: KernelExports,
    texts: EntryTexts,
    claims: ClaimSets,
    restored: Segment | null,
  ) {
    this.#arena = arena;
    this.#kernel = kernel;
    this.#texts = texts;
    this.#claims = claims;
    this.#region = restored ?? this.#make(0);
    if (restored !== null) return;
    arena.memory.bytes.fill(0, this.#region.at, this.#region.at + this.#region.bytes);
    this.#layOut(this.#region, 0);
    arena.memory.words[HOT >>> 2] = this.#region.at;
    kernel.refresh();
  }

  get region(): Segment {
    return this.#region;
  }

  get isRebuilding(): boolean {
    return this.#rebuild !== null;
  }

  /** Makes room for `entries` in all at once, so that none has to be made while they come. */
  reserve(entries: number): void {
    this.#reserved = entries;
    this.settle();
    const slots = this.#word(this.#region.at + HOT_BUCKET_COUNT) * slotsPerBucket;
    if (entries <= slots * loadMax) return;
    this.#begin();
    this.settle();
  }

  /** Goes on with a rebuild, or begins one where it is time; called with every change, or once after some (64 at most). */
  step(changes: number): void {
    if (this.#rebuild === null) {
      this.#changes += changes;
      if (this.#changes < changesPerLook) return;
      this.#changes = 0;
      if (!this.#isFull()) return;
      this.#begin();
    }
    this.#advance(clearBytes * changes, entriesPerStep * changes);
  }

  /** Ends a rebuild that is under way. */
  settle(): void {
    while (this.#rebuild !== null) this.#advance(1 << 30, 4096);
  }

  /** Copies heaps that hold waste, at once; before a snapshot. */
  compact(): void {
    this.settle();
    if (!this.#isWasteful()) return;
    this.#begin();
    this.settle();
  }

  #isFull(): boolean {
    const at = this.#region.at;
    const slots = this.#word(at + HOT_BUCKET_COUNT) * slotsPerBucket;
    if (this.#word(at + HOT_USED) > slots * loadMax) return true;
    return this.#isOverfilled() || this.#isWasteful();
  }

  #isOverfilled(): boolean {
    const { words } = this.#arena.memory;
    const filter = this.#region.at >>> 2;
    const keys = (this.#region.at + HOT_KEYS) >>> 2;
    for (const [kind] of filterShares) {
      const room = (words[filter + kind * 2 + 1] as number) * keysPerWord * filterOverfill;
      if ((words[keys + kind] as number) > room) return true;
    }
    return false;
  }

  #isWasteful(): boolean {
    return this.#wastesTexts() || this.#wastes(this.#claims.waste, this.#claims.sets.bytes);
  }
  #wastesTexts(): boolean {
    return !this.#texts.isLazy && this.#wastes(this.#word(TEXT_WASTE), this.#texts.heap.bytes);
  }
  #wastes(waste: number, bytes: number): boolean {
    return waste > wasteMin && waste * 2 > bytes;
  }

  #begin(): void {
    const entries = this.#word(SIZE);
    const capacity = Math.max(Math.ceil(entries * growth), this.#reserved);
    const { words } = this.#arena.memory;
    const movesTexts = this.#wastesTexts();
    const movesSets = this.#wastes(this.#claims.waste, this.#claims.sets.bytes);
    const region = this.#make(capacity);
    const sets = movesSets ? this.#claims.renew() : null;
    this.#rebuild = {
      region,
      cleared: 0,
      texts: movesTexts ? this.#texts.heap.renew() : null,
      sets,
      setPages: new Set(sets?.flatMap(pagesOf)),
      movedSets: new Map(),
    };
    if (movesTexts) words[TEXT_WASTE >>> 2] = 0;
    words[MOVING >>> 2] = movesTexts ? 1 : 0;
  }

  #advance(clear: number, entries: number): void {
    const rebuild = this.#rebuild;
    if (rebuild === null) return;
    const { memory } = this.#arena;
    const { region } = rebuild;
    if (rebuild.cleared < region.bytes) {
      const end = Math.min(region.bytes, rebuild.cleared + clear);
      memory.bytes.fill(0, region.at + rebuild.cleared, region.at + end);
      rebuild.cleared = end;
      if (end < region.bytes) return;
      this.#layOut(region, Math.max(Math.ceil(this.#word(SIZE) * growth), this.#reserved));
      memory.words[CURSOR >>> 2] = 0;
      memory.words[NEXT >>> 2] = region.at;
      return;
    }
    const before = this.#word(CURSOR);
    const answer = this.#kernel.rebuildStep(entries);
    if (rebuild.sets !== null) this.#moveSets(before, this.#word(CURSOR), rebuild);
    if (answer === 2) this.#texts.heap.ensure(Math.max(segmentBytes, this.#recordAtCursor()));
    else if (answer < 0) this.#texts.bring(-2 - answer);
    else if (answer === 0 && this.#word(CURSOR) === this.#word(TOP)) this.#swap(rebuild);
  }

  #recordAtCursor(): number {
    const { memory } = this.#arena;
    return recordBytes(memory, memory.words[textField(memory, this.#word(CURSOR))] as number);
  }

  #moveSets(from: number, to: number, { setPages, movedSets }: Rebuild): void {
    const { memory } = this.#arena;
    for (let entry = from; entry < to; entry++) {
      const field = claimsField(memory, entry);
      const text = memory.words[field - 1] as number;
      const set = memory.words[field] as number;
      // A free number's second field links the free ones; sets that came meanwhile are among the new ones.
      if (text === 0 || !setPages.has(Math.floor(set / pageBytes))) continue;
      const copy = this.#claims.move(set, movedSets); // may allocate: views are taken anew below
      Atomics.store(memory.words, field, copy);
    }
  }

  #swap(rebuild: Rebuild): void {
    const { words } = this.#arena.memory;
    const before = this.#region;
    this.#region = rebuild.region;
    Atomics.store(words, HOT >>> 2, rebuild.region.at);
    words[NEXT >>> 2] = 0;
    words[MOVING >>> 2] = 0;
    this.#rebuild = null;
    this.#kernel.refresh();
    this.#arena.retire(() => {
      this.#arena.give(before);
      if (rebuild.texts !== null) this.#texts.heap.forget(rebuild.texts);
      if (rebuild.sets !== null) {
        this.#claims.forget();
        this.#claims.sets.forget(rebuild.sets);
      }
    });
  }

  #word(address: number): number {
    return this.#arena.memory.words[address >>> 2] as number;
  }

  /** Words of each kind's filter for so many entries. */
  #filterWords(capacity: number): Map<number, number> {
    const entries = this.#word(SIZE);
    const keysAt = entries >= sampleMin ? this.#region.at + HOT_KEYS : 0;
    return new Map(
      filterShares.map(([kind, share]) => {
        const keys = keysAt > 0 ? this.#word(keysAt + kind * 4) : 0;
        const scaled = keysAt > 0 ? (keys / entries) * capacity : share * capacity;
        const words = Math.ceil((scaled + capacity / 64) / keysPerWord);
        return [kind, Math.max(filterWordsMin, words)];
      }),
    );
  }

  #make(capacity: number): Segment {
    const filters = [...this.#filterWords(capacity).values()].reduce((sum, words) => sum + words * 8, 0);
    const buckets = Math.ceil(capacity / loadMax / slotsPerBucket) + 16;
    return this.#arena.take(Math.max(pageBytes, HOT_HEADER + 64 + filters + buckets * bucketBytes));
  }

  /** Writes the header of a cleared region: filters in turn, then as many buckets as the rest holds. */
  #layOut(region: Segment, capacity: number): void {
    const { words } = this.#arena.memory;
    const put = (offset: number, value: number) => {
      words[(region.at + offset) >>> 2] = value;
    };
    const filters = this.#filterWords(capacity);
    let total = [...filters.values()].reduce((sum, each) => sum + each * 8, 0);
    // What came while the region was cleared must not take the buckets' place.
    const roomMax = region.bytes / 3;
    let at = region.at + HOT_HEADER;
    for (let kind = 0; kind < kinds; kind++) {
      const wanted = filters.get(kind);
      if (wanted === undefined) {
        put(kind * 8, region.at + HOT_ZERO);
        put(kind * 8 + 4, 1);
        continue;
      }
      const size = total > roomMax ? Math.max(1, Math.floor((wanted * roomMax) / total)) : wanted;
      put(kind * 8, at);
      put(kind * 8 + 4, size);
      at += size * 8;
    }
    total = Math.ceil(at / bucketBytes) * bucketBytes;
    put(HOT_BUCKETS, total);
    put(HOT_BUCKET_COUNT, Math.floor((region.at + region.bytes - total) / bucketBytes));
  }
}

function pagesOf({ at, bytes }: Segment): number[] {
  return Array.from({ length: bytes / pageBytes }, (_, page) => at / pageBytes + page);
}
