/**
 * Gathers what comes value by value with its claim, and adds it to an index in groups of one claim, as `addAll` is
 * much faster than adding one by one. Nothing is sure to be in
 * the index before `flush`, and of two claims of one source on one value either may be the last: for loads that have
 * each once.
 */
import type { IndicatorClaim, Observable } from "../../model/index.js";
import type { IndicatorIndex } from "./indicator-index.js";

/** As many values as the index takes in one go; of fewer than these each goes by itself as fast. */
const groupMax = 64;
const groupMin = 4;
/** Claims that are gathered side by side: some sources, each with some kinds of labels. */
const claimsMax = 64;

export class ClaimGroups {
  readonly #index: IndicatorIndex;
  readonly #groups = new Map<IndicatorClaim, Observable[]>();

  constructor(index: IndicatorIndex) {
    this.#index = index;
  }

  add(observable: Observable, claim: IndicatorClaim): void {
    const group = this.#groups.get(claim);
    if (group === undefined) {
      if (this.#groups.size >= claimsMax) this.flush();
      this.#groups.set(claim, [observable]);
    } else if (group.push(observable) === groupMax) {
      this.#index.addAll(group, claim);
      group.length = 0;
    }
  }

  /** Adds all that is still gathered. */
  flush(): void {
    for (const [claim, group] of this.#groups) {
      if (group.length >= groupMin) this.#index.addAll(group, claim);
      else for (const observable of group) this.#index.add(observable, claim);
    }
    this.#groups.clear();
  }
}
