/**
 * A map with a bound that forgets what matters least. A key is on probation first; one that has shown to matter
 * (`matters`) is kept apart from those. When the map is full, the key on probation that was looked at longest ago goes;
 * only where a quarter of the room or less is on probation, one that matters goes, again the one longest ago. So a flood
 * of a million keys that each come once passes through a part of the map, and what was known before stays.
 * Everything that went is counted in `dropped`.
 */
import { assert } from "../../../base/index.js";

export interface SavedMap<V> {
  readonly dropped: number;
  readonly passing: readonly (readonly [string, V])[];
  readonly kept: readonly (readonly [string, V])[];
}

export class KeptMap<V> {
  readonly capacity: number;
  /** The longest ago first, in both. */
  readonly #passing = new Map<string, V>();
  readonly #kept = new Map<string, V>();
  #dropped = 0;

  constructor(capacity: number) {
    assert(capacity >= 4, "a bounded map has room for four keys at least");
    this.capacity = capacity;
  }

  get size(): number {
    return this.#passing.size + this.#kept.size;
  }

  /** Keys that were forgotten for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Also marks the key as looked at now. */
  get(key: string): V | undefined {
    return touched(this.#kept, key) ?? touched(this.#passing, key);
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
    if (this.#kept.has(key)) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
      return;
    }
    this.#passing.delete(key);
    if (this.size >= this.capacity) this.#forgetOne();
    this.#passing.set(key, value);
  }

  /** From now on the key goes only after those on probation. */
  matters(key: string): void {
    const value = this.#passing.get(key);
    if (value === undefined) return;
    this.#passing.delete(key);
    this.#kept.set(key, value);
  }

  delete(key: string): boolean {
    return this.#passing.delete(key) || this.#kept.delete(key);
  }

  /** The longest ago first, those that matter last. Nothing may be put in meanwhile. */
  *entries(): Generator<readonly [string, V]> {
    yield* this.#passing;
    yield* this.#kept;
  }

  save<S>(saveValue: (value: V) => S): SavedMap<S> {
    const plain = (map: Map<string, V>) => [...map].map(([key, value]) => [key, saveValue(value)] as const);
    return { dropped: this.#dropped, passing: plain(this.#passing), kept: plain(this.#kept) };
  }

  /** Keys whose value can't be used (`openValue` answers undefined) are left out; empty where nothing can. */
  static open<V>(capacity: number, saved: unknown, openValue: (saved: unknown) => V | undefined): KeptMap<V> {
    const map = new KeptMap<V>(capacity);
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
    const from = this.#passing.size * 4 > this.capacity || this.#kept.size === 0 ? this.#passing : this.#kept;
    const oldest = from.keys().next();
    if (oldest.done === true) return;
    from.delete(oldest.value);
    this.#dropped++;
  }
}

function touched<V>(map: Map<string, V>, key: string): V | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  map.delete(key);
  map.set(key, value);
  return value;
}

function isSaved(saved: unknown): saved is SavedMap<unknown> {
  if (typeof saved !== "object" || saved === null) return false;
  const { dropped, passing, kept } = saved as Partial<SavedMap<unknown>>;
  const entries = (list: unknown) =>
    Array.isArray(list) && list.every((one) => Array.isArray(one) && typeof one[0] === "string");
  return typeof dropped === "number" && entries(passing) && entries(kept);
}
