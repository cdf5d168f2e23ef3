/**
 * A map with a bound that forgets what matters least. A key is on probation first; one that has shown to matter
 * (`matters`) is kept apart from those. When the map is full, the key on probation that was looked at longest ago goes;
 * only where a quarter of the room or less is on probation, one that matters goes, again the one longest ago. So a flood
 * of a million keys that each come once passes through a part of the map, and what was known before stays.
 * Everything that went is counted in `dropped`, and told to `forgotten`, for who keeps something beside the map.
 */
import { assert } from "../../../base/index.js";

export interface SavedMap<V> {
  readonly dropped: number;
  readonly passing: readonly (readonly [string, V])[];
  readonly kept: readonly (readonly [string, V])[];
}

/** Hears of a key that went for want of room. It puts nothing into the map. */
export type Forgotten<V> = (key: string, value: V) => void;

interface Entry<V> {
  readonly key: string;
  value: V;
  list: Order<V>;
  before: Entry<V> | null;
  after: Entry<V> | null;
}

/** Entries in the order they were last looked at, so that looking moves three pointers and allocates nothing. */
class Order<V> {
  oldest: Entry<V> | null = null;
  newest: Entry<V> | null = null;
  size = 0;

  put(entry: Entry<V>): void {
    entry.list = this;
    entry.before = this.newest;
    entry.after = null;
    if (this.newest === null) this.oldest = entry;
    else this.newest.after = entry;
    this.newest = entry;
    this.size++;
  }

  take({ before, after }: Entry<V>): void {
    if (before === null) this.oldest = after;
    else before.after = after;
    if (after === null) this.newest = before;
    else after.before = before;
    this.size--;
  }

  *[Symbol.iterator](): Generator<readonly [string, V]> {
    for (let entry = this.oldest; entry !== null; entry = entry.after) yield [entry.key, entry.value];
  }
}

export class KeptMap<V> {
  readonly capacity: number;
  readonly #entries = new Map<string, Entry<V>>();
  readonly #passing = new Order<V>();
  readonly #kept = new Order<V>();
  readonly #forgotten: Forgotten<V> | null;
  #dropped = 0;

  constructor(capacity: number, forgotten: Forgotten<V> | null = null) {
    assert(capacity >= 4, "a bounded map has room for four keys at least");
    this.capacity = capacity;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keys that were forgotten for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Also marks the key as looked at now. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.after !== null) {
      entry.list.take(entry);
      entry.list.put(entry);
    }
    return entry.value;
  }

  /** The value of the key, made where it is not there. `make` does not answer undefined. */
  at(key: string, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.set(key, value);
    return value;
  }

  /** A new key is on probation. */
  set(key: string, value: V): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      known.list.take(known);
      known.list.put(known);
      return;
    }
    if (this.size >= this.capacity) this.#forgetOne();
    const entry: Entry<V> = { key, value, list: this.#passing, before: null, after: null };
    this.#passing.put(entry);
    this.#entries.set(key, entry);
  }

  /** From now on the key goes only after those on probation. */
  matters(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.list === this.#kept) return;
    entry.list.take(entry);
    this.#kept.put(entry);
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    entry.list.take(entry);
    return this.#entries.delete(key);
  }

  /** The longest ago first, those that matter last. Nothing may be put in meanwhile. */
  *entries(): Generator<readonly [string, V]> {
    yield* this.#passing;
    yield* this.#kept;
  }

  save<S>(saveValue: (value: V) => S): SavedMap<S> {
    const plain = (order: Order<V>) => [...order].map(([key, value]) => [key, saveValue(value)] as const);
    return { dropped: this.#dropped, passing: plain(this.#passing), kept: plain(this.#kept) };
  }

  /** Keys whose value can't be used (`openValue` answers undefined) are left out; empty where nothing can. */
  static open<V>(
    capacity: number,
    saved: unknown,
    openValue: (saved: unknown) => V | undefined,
    forgotten: Forgotten<V> | null = null,
  ): KeptMap<V> {
    const map = new KeptMap<V>(capacity, forgotten);
    if (!isSaved(saved)) return map;
    const put = (entries: readonly (readonly [string, unknown])[], kept: boolean) => {
      for (const [key, plain] of entries) {
        const value = openValue(plain);
        if (value === undefined) continue;
        map.set(key, value);
        if (kept) map.matters(key);
      }
    };
    put(saved.passing, false);
    put(saved.kept, true);
    map.#dropped += saved.dropped;
    return map;
  }

  #forgetOne(): void {
    const order =
      this.#passing.size * 4 > this.capacity || this.#kept.size === 0 ? this.#passing : this.#kept;
    const { oldest } = order;
    if (oldest === null) return;
    order.take(oldest);
    this.#entries.delete(oldest.key);
    this.#dropped++;
    this.#forgotten?.(oldest.key, oldest.value);
  }
}

function isSaved(saved: unknown): saved is SavedMap<unknown> {
  if (typeof saved !== "object" || saved === null) return false;
  const { dropped, passing, kept } = saved as Partial<SavedMap<unknown>>;
  const entries = (list: unknown) =>
    Array.isArray(list) && list.every((one) => Array.isArray(one) && typeof one[0] === "string");
  return typeof dropped === "number" && entries(passing) && entries(kept);
}
