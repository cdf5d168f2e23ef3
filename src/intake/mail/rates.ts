/**
 * How often something may happen in a window of time, by key. Two counts a key (this window and the one before, weighed
 * by how much of it still counts), so that memory is bounded and no burst passes at a window's edge.
 */
import type { Clock } from "../../base/index.js";

interface Count {
  window: number;
  now: number;
  before: number;
}

export class Rates {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #keysMax: number;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock, windowMs: number, keysMax: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#keysMax = keysMax;
  }

  /** True where `key` has had fewer than `max` of them in the last window. */
  has(key: string, max: number): boolean {
    const count = this.#of(key);
    const passed = (this.#clock.monotonicMs() % this.#windowMs) / this.#windowMs;
    return count.now + count.before * (1 - passed) < max;
  }

  add(key: string): void {
    const count = this.#of(key);
    this.#counts.delete(key);
    this.#counts.set(key, { ...count, now: count.now + 1 });
    if (this.#counts.size <= this.#keysMax) return;
    const oldest = this.#counts.keys().next();
    if (oldest.done !== true) this.#counts.delete(oldest.value);
  }

  #of(key: string): Count {
    const window = Math.floor(this.#clock.monotonicMs() / this.#windowMs);
    const known = this.#counts.get(key);
    if (known === undefined || known.window < window - 1) return { window, now: 0, before: 0 };
    return known.window === window ? known : { window, now: 0, before: known.now };
  }
}
