/**
 * What was said of a source lately, thing by thing: who scans a whole network for a thousand ports would be told of a
 * thousand times. The first few things are said each; from then on it is one thing, "many", said again as it doubles.
 */
import { isWorthSaying, type KeyedState, KeyedStates, type StateKind } from "./keyed-run.js";
import { SlidingDistinct } from "./sketches/sliding.js";

const paneUs = 15 * 60e6;
const panes = 4;
/** Things of one source that are said each within an hour. */
const eachMax = 3;

interface State extends KeyedState {
  readonly things: SlidingDistinct;
}

const kind: StateKind<State> = {
  capacity: 2_000,
  make: () => ({ said: 0, firstUs: 0, lastUs: 0, things: new SlidingDistinct(paneUs, panes) }),
  save: ({ things }) => ({ things: things.save() }),
  fill(state, { things }) {
    state.things.fill(things);
    return true;
  },
};

export class SaidFor {
  readonly #states: KeyedStates<State>;

  constructor(saved: unknown) {
    this.#states = new KeyedStates(kind, saved);
  }

  /** The number of things to tell of: 1 for this one alone, more for all of the hour together, 0 for silence. */
  tell(source: string, thing: string, timeUs: number): number {
    const state = this.#states.at(source, timeUs);
    state.things.add(timeUs, thing);
    const things = state.things.count;
    if (things <= eachMax) return 1;
    return isWorthSaying(state, things, eachMax + 1) ? things : 0;
  }

  save(): unknown {
    return this.#states.save();
  }
}
