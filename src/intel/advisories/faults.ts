/** What of a document is not used: each said once, and no more than people read; and its texts as they are kept. */

/** A text as it is kept: one line, without what no store can keep (NUL, half a character), and no longer than `most`. */
export const line = (text: string, most: number): string =>
  text
    .replaceAll(/[\s\u0000-\u001f\u007f]+/g, " ")
    .trim()
    .slice(0, most)
    .replaceAll(/\p{Surrogate}/gu, "\ufffd");

export class Faults {
  readonly #said = new Set<string>();
  #more = 0;

  add(given: string): void {
    const fault = line(given, 500);
    if (this.#said.has(fault)) return;
    if (this.#said.size < faultsMax) this.#said.add(fault);
    else this.#more++;
  }

  get list(): readonly string[] {
    return this.#more === 0 ? [...this.#said] : [...this.#said, `And ${this.#more} more.`];
  }
}

const faultsMax = 50;
