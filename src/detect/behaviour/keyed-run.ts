/**
 * What most detectors are made of: a state for each key (a source, a source and a port), in a map with a bound. A detector
 * says how a state begins, how it is saved, and when it says something; this holds the map, tells its figures and saves.
 */
import type { DetectorFigures } from "./detector.js";
import { KeptMap } from "./sketches/kept-map.js";

export interface KeyedState {
  /** The count at which it was last said, 0 where it was not. */
  said: number;
  firstUs: number;
  lastUs: number;
}

export interface StateKind<S extends KeyedState> {
  readonly capacity: number;
  make(): S;
  save(state: S): Readonly<Record<string, unknown>>;
  /** Fills a state that was just made; false where the saved one can't be used. */
  fill(state: S, saved: Readonly<Record<string, unknown>>): boolean;
}

export class KeyedStates<S extends KeyedState> {
  readonly #kind: StateKind<S>;
  readonly #map: KeptMap<S>;

  constructor(kind: StateKind<S>, saved: unknown) {
    this.#kind = kind;
    this.#map = KeptMap.open(kind.capacity, saved, (plain) => openState(kind, plain));
  }

  /** The key's state with its times moved on. */
  at(key: string, timeUs: number): S {
    const state = this.#map.at(key, () => this.#kind.make());
    if (state.firstUs === 0 || timeUs < state.firstUs) state.firstUs = timeUs;
    if (timeUs > state.lastUs) state.lastUs = timeUs;
    return state;
  }

  get(key: string): S | undefined {
    return this.#map.get(key);
  }

  /** It has shown to matter: it is forgotten only after those that have not. */
  matters(key: string): void {
    this.#map.matters(key);
  }

  delete(key: string): void {
    this.#map.delete(key);
  }

  figures(): DetectorFigures {
    return { held: this.#map.size, dropped: this.#map.dropped };
  }

  save(): unknown {
    return this.#map.save((state) => ({
      said: state.said,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      ...this.#kind.save(state),
    }));
  }
}

function openState<S extends KeyedState>(kind: StateKind<S>, plain: unknown): S | undefined {
  if (typeof plain !== "object" || plain === null) return undefined;
  const { said, firstUs, lastUs, ...own } = plain as Record<string, unknown>;
  if (typeof said !== "number" || typeof firstUs !== "number" || typeof lastUs !== "number") return undefined;
  const state = kind.make();
  state.said = said;
  state.firstUs = firstUs;
  state.lastUs = lastUs;
  return kind.fill(state, own) ? state : undefined;
}

/** Whether even the most that the count can be is below the threshold: the quick way out, before it is counted well. */
export function isBelow(state: KeyedState, most: number, threshold: number): boolean {
  if (most * 2 < threshold) state.said = 0;
  return most < threshold;
}

/**
 * Whether to say it (again): when it first reaches the threshold, and whenever it has doubled since. A window that ran
 * empty begins anew (`said` is set back by whoever sees that).
 */
export function isWorthSaying(state: KeyedState, count: number, threshold: number): boolean {
  if (count < threshold) {
    // Below half of it the thing is over: what comes next is another one.
    if (count * 2 < threshold) state.said = 0;
    return false;
  }
  if (state.said > 0 && count < state.said * 2) return false;
  state.said = count;
  return true;
}
