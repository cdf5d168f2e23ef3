/**
 * Which keys come most often, with room for few: SpaceSaving (Metwally, Agrawal, El Abbadi 2005). Of `capacity` keys each
 * has a count that is at least its true one and at most `error` too high, and no error is above total / capacity. A key
 * whose true count is above total / capacity is among them for sure.
 * Keys are held in a heap by count, so that adding costs the logarithm of the capacity.
 */
import { assert } from "../../../base/index.js";

export interface HeavyHitter {
  readonly key: string;
  /** Never below the true count. */
  readonly count: number;
  /** How much of it may be another's. */
  readonly error: number;
}

export interface SavedHitters {
  readonly total: number;
  readonly hitters: readonly HeavyHitter[];
}

interface Held {
  key: string;
  count: number;
  error: number;
}

export class HeavyHitters {
  readonly capacity: number;
  /** The least count first. */
  readonly #heap: Held[] = [];
  readonly #places = new Map<string, number>();
  #total = 0;

  constructor(capacity: number) {
    assert(capacity >= 1, "there is room for one key at least");
    this.capacity = capacity;
  }

  get total(): number {
    return this.#total;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** No count is more than this above the true one. */
  get errorMax(): number {
    return this.#heap.length < this.capacity ? 0 : this.#total / this.capacity;
  }

  /** `amount` is above 0. Answers the key's count as it is now. */
  add(key: string, amount = 1): number {
    this.#total += amount;
    const place = this.#places.get(key);
    if (place !== undefined) return this.#grow(place, amount);
    if (this.#heap.length < this.capacity) {
      this.#heap.push({ key, count: amount, error: 0 });
      this.#places.set(key, this.#heap.length - 1);
      this.#up(this.#heap.length - 1);
      return amount;
    }
    const least = this.#heap[0] as Held;
    this.#places.delete(least.key);
    this.#places.set(key, 0);
    least.key = key;
    least.error = least.count;
    return this.#grow(0, amount);
  }

  /** Null where the key is not held: its count is at most `errorMax`. */
  get(key: string): HeavyHitter | null {
    const place = this.#places.get(key);
    return place === undefined ? null : { ...(this.#heap[place] as Held) };
  }

  /** The most frequent first. */
  top(most: number): readonly HeavyHitter[] {
    return [...this.#heap]
      .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
      .slice(0, most)
      .map((held) => ({ ...held }));
  }

  save(): SavedHitters {
    return { total: this.#total, hitters: this.#heap.map((held) => ({ ...held })) };
  }

  /** Empty where `saved` is nothing that `save` gave. */
  static open(capacity: number, saved: unknown): HeavyHitters {
    const hitters = new HeavyHitters(capacity);
    if (!isSaved(saved)) return hitters;
    const most = [...saved.hitters].sort((a, b) => b.count - a.count).slice(0, capacity);
    for (const { key, count, error } of most.reverse()) {
      hitters.#heap.push({ key, count, error });
      hitters.#places.set(key, hitters.#heap.length - 1);
    }
    hitters.#total = saved.total;
    return hitters;
  }

  #grow(from: number, amount: number): number {
    const held = this.#heap[from] as Held;
    held.count += amount;
    let place = from;
    while (true) {
      const left = place * 2 + 1;
      const right = left + 1;
      const least = this.#countAt(right) < this.#countAt(left) ? right : left;
      if (this.#countAt(least) >= held.count) return held.count;
      this.#swap(place, least);
      place = least;
    }
  }

  #up(from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (this.#countAt(above) <= this.#countAt(place)) return;
      this.#swap(place, above);
      place = above;
    }
  }

  #countAt(place: number): number {
    return this.#heap[place]?.count ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const a = this.#heap[one] as Held;
    const b = this.#heap[other] as Held;
    this.#heap[one] = b;
    this.#heap[other] = a;
    this.#places.set(b.key, one);
    this.#places.set(a.key, other);
  }
}

function isSaved(saved: unknown): saved is SavedHitters {
  if (typeof saved !== "object" || saved === null) return false;
  const { total, hitters } = saved as Partial<SavedHitters>;
  return (
    typeof total === "number" &&
    Array.isArray(hitters) &&
    hitters.every(
      (one: Partial<HeavyHitter>) =>
        typeof one?.key === "string" && typeof one.count === "number" && typeof one.error === "number",
    )
  );
}
