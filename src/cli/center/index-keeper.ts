/**
 * Keeps the index of indicators that detection asks. A refresh builds a new index aside, from the store, while the
 * old one goes on answering, and then takes its place; refreshes asked for meanwhile become one more.
 */
import { IndicatorIndex } from "../../detect/index.js";
import { AllowLists, loadAllowLists, loadIndicators } from "../../intel/index.js";
import type { State } from "../../store/index.js";

export class IndexKeeper {
  readonly #state: State;
  #index = new IndicatorIndex();
  #building: Promise<void> | null = null;
  #again = false;

  constructor(state: State) {
    this.#state = state;
  }

  get index(): IndicatorIndex {
    return this.#index;
  }

  /** Resolves when the index holds at least what the store held when this was called. */
  async refresh(): Promise<void> {
    if (this.#building === null) this.#building = this.#build();
    else this.#again = true;
    await this.#building;
  }

  async #build(): Promise<void> {
    try {
      await this.#buildUntilQuiet();
    } finally {
      this.#building = null;
    }
  }

  async #buildUntilQuiet(): Promise<void> {
    do {
      this.#again = false;
      const allowLists = await loadAllowLists(this.#state);
      const lists = new AllowLists(allowLists);
      const index = new IndicatorIndex((observable) => lists.match(observable));
      await loadIndicators(this.#state, (observable, claim) => index.add(observable, claim));
      this.#index = index;
    } while (this.#again);
  }
}
