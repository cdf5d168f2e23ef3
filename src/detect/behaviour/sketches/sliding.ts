/**
 * What came within the last while, by the time of what came and not of when it came: a window of some panes of equal
 * length, that ends with the newest pane seen. What is late falls into its own pane as long as that is in the window, so
 * the order does not matter within it. The window is rounded up to whole panes: at most one pane too long, never short.
 * Only panes with something in them are kept, as most windows have one.
 */
import { DistinctCounter, type SavedDistinct } from "./distinct-counter.js";
import { hash32 } from "./hash.js";

export interface SavedSliding<T> {
  readonly newest: number;
  /** The number of each pane that has something in it, with that. */
  readonly panes: readonly (readonly [number, T])[];
}

/** Panes of a window with something in them, in no order. */
class Panes<T> {
  readonly numbers: number[] = [];
  readonly contents: T[] = [];
  newest = Number.NEGATIVE_INFINITY;
  readonly #paneUs: number;
  readonly #count: number;

  constructor(paneUs: number, count: number) {
    this.#paneUs = paneUs;
    this.#count = count;
  }

  /** The number of the pane that a time lies in; null where it is older than the window, which moves on where it is newer. */
  paneOf(timeUs: number): number | null {
    const pane = Math.floor(timeUs / this.#paneUs);
    if (pane > this.newest) this.moveTo(timeUs);
    return pane > this.newest - this.#count ? pane : null;
  }

  /** True where something fell out. */
  moveTo(timeUs: number): boolean {
    const pane = Math.floor(timeUs / this.#paneUs);
    if (pane <= this.newest) return false;
    this.newest = pane;
    let kept = 0;
    const before = this.numbers.length;
    for (let at = 0; at < before; at++) {
      if ((this.numbers[at] as number) <= pane - this.#count) continue;
      this.numbers[kept] = this.numbers[at] as number;
      this.contents[kept] = this.contents[at] as T;
      kept++;
    }
    this.numbers.length = kept;
    this.contents.length = kept;
    return kept < before;
  }

  put(pane: number, content: T): void {
    this.numbers.push(pane);
    this.contents.push(content);
  }

  save<S>(saveContent: (content: T) => S): SavedSliding<S> {
    return {
      newest: this.newest,
      panes: this.numbers.map((pane, at) => [pane, saveContent(this.contents[at] as T)] as const),
    };
  }

  /** Takes over what `save` gave; false, with nothing taken, where it is something else. */
  fill(saved: unknown, openContent: (saved: unknown) => T | null): boolean {
    if (typeof saved !== "object" || saved === null) return false;
    const { newest, panes } = saved as Partial<SavedSliding<unknown>>;
    if (typeof newest !== "number" || !Array.isArray(panes) || panes.length > this.#count) return false;
    this.newest = newest;
    for (const one of panes) {
      const [pane, plain] = Array.isArray(one) ? one : [];
      const content = openContent(plain);
      const isIn = typeof pane === "number" && pane <= newest && pane > newest - this.#count;
      if (isIn && content !== null && !this.numbers.includes(pane)) this.put(pane, content);
    }
    return true;
  }
}

/** A sum over the last panes. Nothing is made before something comes. */
export class SlidingCount {
  readonly #paneUs: number;
  readonly #count: number;
  #made: Panes<number> | null = null;

  constructor(paneUs: number, panes: number) {
    this.#paneUs = paneUs;
    this.#count = panes;
  }

  get #panes(): Panes<number> {
    this.#made ??= new Panes(this.#paneUs, this.#count);
    return this.#made;
  }

  /** False where the time is older than the window, and nothing was added. */
  add(timeUs: number, amount = 1): boolean {
    const pane = this.#panes.paneOf(timeUs);
    if (pane === null) return false;
    const at = this.#panes.numbers.indexOf(pane);
    if (at < 0) this.#panes.put(pane, amount);
    else this.#panes.contents[at] = (this.#panes.contents[at] as number) + amount;
    return true;
  }

  /** Over the window that ends with the newest time seen. */
  get sum(): number {
    let sum = 0;
    for (const amount of this.#made?.contents ?? []) sum += amount;
    return sum;
  }

  /** Over the newest panes alone. */
  recent(panes: number): number {
    if (this.#made === null) return 0;
    const { numbers, contents, newest } = this.#made;
    let sum = 0;
    for (let at = 0; at < numbers.length; at++)
      if ((numbers[at] as number) > newest - panes) sum += contents[at] as number;
    return sum;
  }

  /** Time has come to this: what has left the window is forgotten. */
  moveTo(nowUs: number): void {
    this.#made?.moveTo(nowUs);
  }

  /** Panes with anything in them. */
  get filled(): number {
    return this.#made?.numbers.length ?? 0;
  }

  save(): SavedSliding<number> {
    return this.#panes.save((amount) => amount);
  }

  /** Takes over what `save` gave; stays empty where it is something else. */
  fill(saved: unknown): void {
    this.#panes.fill(saved, (amount) => (typeof amount === "number" ? amount : null));
  }

  static open(paneUs: number, panes: number, saved: unknown): SlidingCount {
    const count = new SlidingCount(paneUs, panes);
    count.fill(saved);
    return count;
  }
}

/** Different values over the last panes: a counter each (`DistinctCounter` has the error). */
export class SlidingDistinct {
  readonly #paneUs: number;
  readonly #count: number;
  #made: Panes<DistinctCounter> | null = null;
  /** Of all panes together; null where it has to be made anew. */
  #union: DistinctCounter | null = null;

  constructor(paneUs: number, panes: number) {
    this.#paneUs = paneUs;
    this.#count = panes;
  }

  get #panes(): Panes<DistinctCounter> {
    this.#made ??= new Panes(this.#paneUs, this.#count);
    return this.#made;
  }

  /** False where the time is older than the window, or the value stands in its pane already. */
  add(timeUs: number, value: string): boolean {
    return this.addHash(timeUs, hash32(value));
  }

  addHash(timeUs: number, hash: number): boolean {
    const before = this.#panes.numbers.length;
    const pane = this.#panes.paneOf(timeUs);
    if (this.#panes.numbers.length < before) this.#union = null;
    if (pane === null) return false;
    const at = this.#panes.numbers.indexOf(pane);
    let counter = this.#panes.contents[at];
    if (counter === undefined) {
      counter = new DistinctCounter();
      this.#panes.put(pane, counter);
    }
    const isNew = counter.addHash(hash);
    if (isNew) this.#union?.addHash(hash);
    return isNew;
  }

  /** No less than `count`, and quickly known: what stands in several panes is counted in each. */
  get atMost(): number {
    if (this.#made === null) return 0;
    let sum = 0;
    for (const counter of this.#made.contents) sum += counter.count;
    return sum;
  }

  /** Over the window that ends with the newest time seen. */
  get count(): number {
    if (this.#made === null) return 0;
    const { contents } = this.#made;
    if (contents.length === 1) return (contents[0] as DistinctCounter).count;
    if (this.#union === null) {
      this.#union = new DistinctCounter();
      for (const counter of contents) this.#union.merge(counter);
    }
    return this.#union.count;
  }

  /** Panes with anything in them. */
  get filled(): number {
    return this.#made?.numbers.length ?? 0;
  }

  moveTo(nowUs: number): void {
    if (this.#made?.moveTo(nowUs) === true) this.#union = null;
  }

  save(): SavedSliding<SavedDistinct> {
    return this.#panes.save((counter) => counter.save());
  }

  /** Takes over what `save` gave; stays empty where it is something else. */
  fill(saved: unknown): void {
    this.#panes.fill(saved, (counter) => DistinctCounter.open(counter));
    this.#union = null;
  }

  static open(paneUs: number, panes: number, saved: unknown): SlidingDistinct {
    const distinct = new SlidingDistinct(paneUs, panes);
    distinct.fill(saved);
    return distinct;
  }
}
