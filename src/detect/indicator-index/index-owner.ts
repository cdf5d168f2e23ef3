/**
 * The side of the index that changes it: one thread has it. A change is small whatever the size of the index: the
 * kernel writes one entry, claims are mostly a set that is there already, and a growth that is under way goes on a
 * little. What was replaced is given back when no reader can be in it any more.
 */
import { assert, type Problem } from "../../base/index.js";
import type { LeftLine, TakenLines } from "../../intel/index.js";
import type { IndicatorClaim, Observable, ObservableType } from "../../model/index.js";
import { VERSION, VERSION_HIGH } from "../kernel/assembly/index-layout.js";
import { Arena } from "./arena.js";
import { ClaimSets } from "./claim-sets.js";
import { EntryKeeper, keyedBit } from "./entry-keeper.js";
import { EntryTexts } from "./entry-texts.js";
import { HotTables } from "./hot-tables.js";
import { type IndicatorReader, typeCodes } from "./indicator-reader.js";
import { canBeKeyed, digestBytes } from "./keyed-values.js";
import { LineRoom } from "./line-room.js";
import { type Restored, saveSnapshot } from "./snapshot.js";

export class IndexOwner {
  readonly #reader: IndicatorReader;
  readonly #arena: Arena;
  readonly #entries: EntryKeeper;
  readonly #claimSets: ClaimSets;
  readonly #texts: EntryTexts;
  readonly #hot: HotTables;
  readonly #seed: Uint8Array;
  #lines: LineRoom | null = null;
  /** Resolves when all of a snapshot has been read. */
  readonly whole: Promise<Problem | null>;

  constructor(reader: IndicatorReader, seed: Uint8Array, restored: Restored | null) {
    this.#reader = reader;
    this.#seed = seed;
    const { memory, kernel, scratch } = reader;
    this.#arena = new Arena(memory, kernel);
    this.#claimSets = new ClaimSets(this.#arena, reader.claimReader);
    this.#texts = new EntryTexts(this.#arena, reader.pieces);
    this.#entries = new EntryKeeper(this.#arena, kernel, this.#texts, scratch);
    if (restored !== null) {
      for (const segment of restored.segments) this.#arena.adopt(segment);
      this.#claimSets.restore(restored.sets, restored.statements);
      this.#texts.heap.restore(restored.texts);
      this.#entries.blocks.restore(restored.blocks);
    }
    this.#hot = new HotTables(this.#arena, kernel, this.#texts, this.#claimSets, restored?.hot ?? null);
    this.whole = restored?.absent ? this.#bringPieces(restored.absent.close) : Promise.resolve(null);
  }

  get bytes(): number {
    return this.#arena.bytes + this.#reader.scratch.bytes;
  }

  get hotBytes(): number {
    return this.#hot.region.bytes + this.#entries.hotBytes;
  }

  /** Before other threads see the index: they bring texts themselves, and nothing that changes. */
  prepareSharing(): void {
    if (this.#texts.isLazy) this.#reader.pieces.bringAll(({ isText }) => !isText);
  }

  reserve(indicators: number): void {
    this.#hot.reserve(indicators);
  }

  add({ type, value }: Observable, claim: IndicatorClaim): void {
    const length = this.#reader.scratch.write(value);
    this.#claim(this.#entries.enter(typeCodes[type], length, type === "cidr"), claim);
  }

  addAll(observables: readonly Observable[], claim: IndicatorClaim): void {
    const room = this.#lineRoom();
    for (let at = 0; at < observables.length; ) {
      const count = room.fillValues(observables, at);
      if (count > 0) {
        this.#addMany(room, "addValues", claim);
        at += count;
      } else this.add(observables[at++] as Observable, claim);
    }
  }

  addLines(lines: Uint8Array, claim: IndicatorClaim): TakenLines {
    const room = this.#lineRoom();
    room.fill(lines);
    const left: LeftLine[] = [];
    const taken = this.#addMany(room, "addLines", claim, left);
    return { lines: room.lines, taken, left };
  }

  /** Adds what stands in the room, and answers how many values that were. */
  #addMany(
    room: LineRoom,
    as: "addLines" | "addValues",
    claim: IndicatorClaim,
    left: LeftLine[] = [],
  ): number {
    let taken = 0;
    while (!room.isDone) {
      // Anew each time: a growth may have moved the sets.
      const set = this.#claimSets.only(claim);
      this.#entries.enterMany(room, as, set);
      this.#claimSets.shared(set, room.made);
      for (const entry of room.answers(left))
        this.#entries.setClaims(entry, this.#claimSets.put(this.#entries.claimsOf(entry), claim));
      taken += room.taken;
      if (room.taken > 0) this.#changed(room.taken);
    }
    return taken;
  }

  #lineRoom(): LineRoom {
    this.#lines ??= new LineRoom(this.#arena);
    return this.#lines;
  }

  addKeyed(type: ObservableType, locator: number, digest: Uint8Array, claim: IndicatorClaim): void {
    assert(canBeKeyed(type) && digest.length === digestBytes, "a keyed entry is a digest of a single value");
    assert(locator >= 0 && locator < 1 << 24, "a locator has 24 bits");
    const length = this.#reader.scratch.writeBytes(digest);
    const entry = this.#entries.enter(typeCodes[type] | keyedBit, length, false);
    this.#entries.mark(locator);
    this.#claim(entry, claim);
  }

  remove({ type, value }: Observable, source: string): boolean {
    const entry = this.#entries.locate(typeCodes[type], this.#reader.scratch.write(value));
    return entry >= 0 && this.#removeClaim(entry, source);
  }

  removeKeyed(type: ObservableType, digest: Uint8Array, source: string): boolean {
    const length = this.#reader.scratch.writeBytes(digest);
    const entry = this.#entries.locate(typeCodes[type] | keyedBit, length);
    return entry >= 0 && this.#removeClaim(entry, source);
  }

  removeSource(source: string): number {
    this.#texts.bringAll();
    let count = 0;
    for (let entry = 0; entry < this.#entries.top; entry++)
      if (this.#entries.has(entry) && this.#removeClaim(entry, source)) count++;
    return count;
  }

  async save(path: string, revision: string): Promise<Problem | null> {
    this.#texts.bringAll();
    this.#hot.compact();
    return await saveSnapshot(path, {
      revision,
      memory: this.#reader.memory,
      kernel: this.#reader.kernel,
      seed: this.#seed,
      hot: this.#hot.region,
      pieces: this.#entries.pieces,
      entries: this.#entries.segments,
      texts: this.#texts.heap.segments,
      sets: this.#claimSets.sets.segments,
      statements: this.#claimSets.statements.segments,
      blocks: this.#entries.blocks.segments,
    });
  }

  async #bringPieces(close: () => void): Promise<Problem | null> {
    await this.#reader.pieces.bringAllLater();
    this.#texts.settle();
    this.#arena.retire(close);
    return this.#reader.pieces.problem;
  }

  #claim(entry: number, claim: IndicatorClaim): void {
    const set = this.#claimSets.put(this.#entries.claimsOf(entry), claim);
    this.#entries.setClaims(entry, set);
    this.#changed();
  }

  #removeClaim(entry: number, source: string): boolean {
    const set = this.#claimSets.remove(this.#entries.claimsOf(entry), source);
    if (set < 0) return false;
    if (set === 0) this.#entries.leave(entry);
    else this.#entries.setClaims(entry, set);
    this.#changed();
    return true;
  }

  /** After changes are there to be seen: whoever remembers misses must learn of it then and not before. */
  #changed(changes = 1): void {
    const { words } = this.#reader.memory;
    const before = Atomics.add(words, VERSION >>> 2, changes);
    if (before + changes > 0xffffffff) Atomics.add(words, VERSION_HIGH >>> 2, 1);
    this.#hot.step(changes);
    this.#arena.releaseRetired();
  }
}
