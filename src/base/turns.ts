/**
 * Turns on the event loop for long work in slices. One loop serves the console, the doors and the exchange, so that
 * work whose length somebody outside decides gives way after some milliseconds. Those that share a `Turns` also give
 * way to each other: between two passes of the loop only one of them works, however many there are.
 */
import { setImmediate as loopRan } from "node:timers/promises";
import { type Clock, systemClock } from "./clock.js";

/** A third of the 50 ms at which people notice; what can't be cut (a record of the most values) fits into the rest. */
const sliceMs = 15;

export class Turns {
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Ends when the loop ran, and all who asked before have had their turn. */
  async next(): Promise<void> {
    const turn = this.#last.then(() => loopRan());
    this.#last = turn;
    await turn;
  }

  slice(): Slice {
    return new Slice(this, this.#clock);
  }
}

/** One long work's share. Ask `isOver` often, and then await `next`. */
export class Slice {
  readonly #turns: Turns;
  readonly #clock: Clock;
  #fromMs: number;

  constructor(turns: Turns, clock: Clock) {
    this.#turns = turns;
    this.#clock = clock;
    this.#fromMs = clock.monotonicMs();
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() - this.#fromMs >= sliceMs;
  }

  async next(): Promise<void> {
    await this.#turns.next();
    this.#fromMs = this.#clock.monotonicMs();
  }
}
