/** What the allow lists say of values, remembered: they cost some 20 µs a question, and the values that hit are few. */
import type { Observable } from "../../model/index.js";

const rememberedMax = 20_000;

export class AllowLists {
  readonly #ask: (observable: Observable) => string | null;
  readonly #remembered = new Map<string, string | null>();

  constructor(ask: (observable: Observable) => string | null) {
    this.#ask = ask;
  }

  /** The name of the allow list that has the value, null where none has. */
  of(observable: Observable): string | null {
    const key = `${observable.type} ${observable.value}`;
    let list = this.#remembered.get(key);
    if (list === undefined) {
      list = this.#ask(observable);
      if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
      this.#remembered.set(key, list);
    }
    return list;
  }

  /** The lists have changed. */
  forget(): void {
    this.#remembered.clear();
  }
}
