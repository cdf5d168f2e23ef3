/** What of a document is not used: each said once, and no more than people read. */
export class Faults {
  readonly #said = new Set<string>();
  #more = 0;

  add(fault: string): void {
    if (this.#said.has(fault)) return;
    if (this.#said.size < faultsMax) this.#said.add(fault);
    else this.#more++;
  }

  get list(): readonly string[] {
    return this.#more === 0 ? [...this.#said] : [...this.#said, `And ${this.#more} more.`];
  }
}

const faultsMax = 50;
