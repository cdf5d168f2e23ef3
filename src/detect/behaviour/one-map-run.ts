/**
 * A detector at work whose whole state is one bounded map from keys to states: what most are. Saving and opening, the bound
 * and what it dropped are the same for all of them; the detector's own file says only what a fact does to a state.
 */
import type { DetectorRun, Sayings } from "./detector.js";
import type { Fact } from "./fact.js";
import { KeptMap } from "./sketches/kept-map.js";
import { openStates, saveStates } from "./state.js";

export interface OneMapParts<V> {
  /** Raised where a state's shape changes: what was saved before is then left. */
  readonly version: number;
  readonly capacity: number;
  see(states: KeptMap<V>, fact: Fact, sayings: Sayings): void;
  tick?(states: KeptMap<V>, nowUs: number, sayings: Sayings): void;
  /** Where a state is not plain data. */
  readonly saveState?: (state: V) => unknown;
  readonly openState?: (saved: unknown) => V | undefined;
}

export function oneMapRun<V>(parts: OneMapParts<V>, saved: unknown): DetectorRun {
  const { version, capacity, tick } = parts;
  const openState = parts.openState ?? ((state: unknown) => structuredClone(state) as V);
  const saveState = parts.saveState ?? ((state: V) => structuredClone(state) as unknown);
  const states = KeptMap.open<V>(capacity, openStates(version, saved).states, openState);
  return {
    see: (fact, sayings) => parts.see(states, fact, sayings),
    ...(tick === undefined ? {} : { tick: (nowUs, sayings) => tick(states, nowUs, sayings) }),
    figures: () => ({ held: states.size, dropped: states.dropped }),
    save: () => saveStates(version, { states: states.save(saveState) }),
  };
}
