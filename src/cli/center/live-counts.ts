/**
 * What the *Now* screen counts: totals since the center was started, and records a second over the last ten
 * seconds, kept in one bucket a second.
 */
import type { LiveCounts } from "../../api/index.js";
import type { Clock } from "../../base/index.js";

const secondsKept = 10;

export interface CountsDelta {
  readonly records?: number;
  readonly refused?: number;
  readonly hits?: number;
  readonly sightings?: number;
  readonly warnings?: number;
}

export class LiveCounter {
  readonly #clock: Clock;
  readonly #totals = { records: 0, refused: 0, hits: 0, sightings: 0, warnings: 0 };
  readonly #buckets = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(delta: CountsDelta): void {
    for (const [name, count] of Object.entries(delta)) this.#totals[name as keyof CountsDelta] += count;
    if (delta.records === undefined) return;
    const second = this.#second();
    this.#buckets.set(second, (this.#buckets.get(second) ?? 0) + delta.records);
    for (const old of this.#buckets.keys()) if (old <= second - secondsKept) this.#buckets.delete(old);
  }

  read(): LiveCounts {
    const second = this.#second();
    let recent = 0;
    for (const [at, records] of this.#buckets) if (at > second - secondsKept) recent += records;
    return { atUs: this.#clock.nowUs(), ...this.#totals, recordsPerSecond: recent / secondsKept };
  }

  #second(): number {
    return Math.floor(this.#clock.monotonicMs() / 1000);
  }
}
