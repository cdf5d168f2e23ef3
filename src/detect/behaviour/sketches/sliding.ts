/**
 * What came within the last while, by the time of what came and not of when it came: a window of some panes of equal
 * length, that ends with the newest pane seen. What is late falls into its own pane as long as that is in the window, so
 * the order does not matter within it. The window is rounded up to whole panes: at most one pane too long, never short.
 */
import { DistinctCounter, type SavedDistinct } from "./distinct-counter.js";

/** A window's panes: the newest pane's number, and each pane's content at its number modulo their count. */
export interface SavedSliding<T> {
  readonly newest: number;
  readonly panes: readonly T[];
}

const nothingYet = Number.NEGATIVE_INFINITY;

/** Which pane a time lies in, with those that fall out cleared on the way. */
class Panes {
  newest = nothingYet;
  readonly paneUs: number;
  readonly count: number;
  readonly #clear: (place: number) => void;

  constructor(paneUs: number, count: number, clear: (place: number) => void) {
    this.paneUs = paneUs;
    this.count = count;
    this.#clear = clear;
  }

  /** The pane's place; -1 where the time is older than the window. */
  placeOf(timeUs: number): number {
    const pane = Math.floor(timeUs / this.paneUs);
    if (pane <= this.newest - this.count) return -1;
    this.moveTo(pane);
    return mod(pane, this.count);
  }

  /** Lets the window end with this pane, where it is newer. */
  moveTo(pane: number): void {
    if (pane <= this.newest) return;
    const from = Math.max(this.newest + 1, pane - this.count + 1);
    for (let next = from; next <= pane; next++) this.#clear(mod(next, this.count));
    this.newest = pane;
  }
}

const mod = (pane: number, count: number): number => ((pane % count) + count) % count;

/** A sum over the last panes: eight bytes each. */
export class SlidingCount {
  readonly #panes: Panes;
  readonly #amounts: Float64Array;
  #sum = 0;

  constructor(paneUs: number, panes: number) {
    this.#amounts = new Float64Array(panes);
    this.#panes = new Panes(paneUs, panes, (place) => {
      this.#sum -= this.#amounts[place] as number;
      this.#amounts[place] = 0;
    });
  }

  /** False where the time is older than the window, and nothing was added. */
  add(timeUs: number, amount = 1): boolean {
    const place = this.#panes.placeOf(timeUs);
    if (place < 0) return false;
    this.#amounts[place] = (this.#amounts[place] as number) + amount;
    this.#sum += amount;
    return true;
  }

  /** Over the window that ends with the newest time seen. */
  get sum(): number {
    return this.#sum;
  }

  /** Over the newest panes alone. */
  recent(panes: number): number {
    const { newest, count } = this.#panes;
    if (newest === nothingYet) return 0;
    let sum = 0;
    for (let back = 0; back < Math.min(panes, count); back++)
      sum += this.#amounts[mod(newest - back, count)] as number;
    return sum;
  }

  /** Time has come to this: what has left the window is forgotten. */
  moveTo(nowUs: number): void {
    this.#panes.moveTo(Math.floor(nowUs / this.#panes.paneUs));
  }

  /** Panes with anything in them. */
  get filled(): number {
    return this.#amounts.reduce((filled, amount) => filled + (amount > 0 ? 1 : 0), 0);
  }

  save(): SavedSliding<number> {
    return { newest: this.#panes.newest, panes: [...this.#amounts] };
  }

  /** Takes over what `save` gave; stays empty where it is something else, or of other panes. */
  fill(saved: unknown): void {
    if (!isSaved(saved, this.#panes.count) || !saved.panes.every((amount) => typeof amount === "number"))
      return;
    this.#panes.newest = saved.newest;
    this.#amounts.set(saved.panes as readonly number[]);
    this.#sum = this.#amounts.reduce((sum, amount) => sum + amount, 0);
  }

  static open(paneUs: number, panes: number, saved: unknown): SlidingCount {
    const count = new SlidingCount(paneUs, panes);
    count.fill(saved);
    return count;
  }
}

/** Different values over the last panes: a counter each (`DistinctCounter` has the error). */
export class SlidingDistinct {
  readonly #panes: Panes;
  readonly #counters: (DistinctCounter | null)[];
  /** Of all panes together; null where it has to be made anew. */
  #union: DistinctCounter | null = null;

  constructor(paneUs: number, panes: number) {
    this.#counters = new Array<DistinctCounter | null>(panes).fill(null);
    this.#panes = new Panes(paneUs, panes, (place) => {
      if (this.#counters[place] !== null) this.#union = null;
      this.#counters[place] = null;
    });
  }

  /** False where the time is older than the window, or the value stands in its pane already. */
  add(timeUs: number, value: string): boolean {
    const place = this.#panes.placeOf(timeUs);
    if (place < 0) return false;
    let counter = this.#counters[place] ?? null;
    if (counter === null) {
      counter = new DistinctCounter();
      this.#counters[place] = counter;
    }
    const isNew = counter.add(value);
    if (isNew) this.#union?.add(value);
    return isNew;
  }

  /** Over the window that ends with the newest time seen. */
  get count(): number {
    const filled = this.#counters.filter((counter) => counter !== null);
    if (filled.length === 1) return (filled[0] as DistinctCounter).count;
    if (this.#union === null) {
      this.#union = new DistinctCounter();
      for (const counter of filled) this.#union.merge(counter);
    }
    return this.#union.count;
  }

  /** Panes with anything in them. */
  get filled(): number {
    return this.#counters.reduce((filled, counter) => filled + (counter === null ? 0 : 1), 0);
  }

  moveTo(nowUs: number): void {
    this.#panes.moveTo(Math.floor(nowUs / this.#panes.paneUs));
  }

  save(): SavedSliding<SavedDistinct | null> {
    return { newest: this.#panes.newest, panes: this.#counters.map((counter) => counter?.save() ?? null) };
  }

  /** Takes over what `save` gave; stays empty where it is something else, or of other panes. */
  fill(saved: unknown): void {
    if (!isSaved(saved, this.#panes.count)) return;
    this.#panes.newest = saved.newest;
    for (const [place, pane] of saved.panes.entries())
      this.#counters[place] = pane === null ? null : DistinctCounter.open(pane);
    this.#union = null;
  }

  static open(paneUs: number, panes: number, saved: unknown): SlidingDistinct {
    const distinct = new SlidingDistinct(paneUs, panes);
    distinct.fill(saved);
    return distinct;
  }
}

function isSaved(saved: unknown, panes: number): saved is SavedSliding<unknown> {
  if (typeof saved !== "object" || saved === null) return false;
  const { newest, panes: kept } = saved as Partial<SavedSliding<unknown>>;
  return typeof newest === "number" && Array.isArray(kept) && kept.length === panes;
}
