/**
 * What the *Now* screen counts: totals since the center was started, and records a second over the last ten
 * seconds, kept in one bucket a second.
 */
import type { LiveCounts } from "../../api/index.js";
import type { Clock } from "../../base/index.js";
import { addCounts } from "../../model/index.js";

const secondsKept = 10;

export interface CountsDelta {
  readonly records?: number;
  readonly refused?: number;
  readonly hits?: number;
  readonly sightings?: number;
  readonly warnings?: number;
}

type Totals = Required<{ -readonly [Name in keyof CountsDelta]: number }>;

const nothing: Totals = { records: 0, refused: 0, hits: 0, sightings: 0, warnings: 0 };

function addTo(totals: Totals, name: keyof Totals, count: number): void {
  totals[name] = addCounts(totals[name], count);
}

export class LiveCounter {
  readonly #clock: Clock;
  /** By mark, so that what the sample port made can be taken off again; real telemetry has none. */
  readonly #totals = new Map<string, Totals>();
  readonly #buckets = new Map<number, number>();
  readonly #slow = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(delta: CountsDelta, mark: string | null): void {
    const totals = this.#totals.get(mark ?? "") ?? { ...nothing };
    this.#totals.set(mark ?? "", totals);
    for (const [name, count] of Object.entries(delta)) addTo(totals, name as keyof Totals, count);
    if (delta.records === undefined) return;
    const second = this.#second();
    this.#buckets.set(second, (this.#buckets.get(second) ?? 0) + delta.records);
    for (const old of this.#buckets.keys()) if (old <= second - secondsKept) this.#buckets.delete(old);
  }

  /** Records that the compiled scanner left to their format, by why. */
  addSlow(slow: Readonly<Record<string, number>>): void {
    for (const [why, count] of Object.entries(slow)) this.#slow.set(why, (this.#slow.get(why) ?? 0) + count);
  }

  get slow(): ReadonlyMap<string, number> {
    return this.#slow;
  }

  forget(mark: string): void {
    this.#totals.delete(mark);
  }

  read(): LiveCounts {
    const sum = { ...nothing };
    for (const totals of this.#totals.values())
      for (const [name, count] of Object.entries(totals)) addTo(sum, name as keyof Totals, count);
    const second = this.#second();
    let recent = 0;
    for (const [at, records] of this.#buckets) if (at > second - secondsKept) recent += records;
    return { atUs: this.#clock.nowUs(), ...sum, recordsPerSecond: recent / secondsKept };
  }

  #second(): number {
    return Math.floor(this.#clock.monotonicMs() / 1000);
  }
}
