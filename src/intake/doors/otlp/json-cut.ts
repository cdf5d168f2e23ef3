/**
 * Cuts JSON into the texts of its values without parsing it: `JSON.parse` takes a body of 32 MiB in one go, and the loop
 * stands still for it. Only strings and brackets are looked at, as `deepestAt` does, with turns between; what is cut out
 * is parsed by itself, and what no one asks for is passed over. Positions are of the text's characters.
 */
import type { Slice } from "../../../base/index.js";

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Characters between two looks at the clock: about 0.1 ms. */
const stride = 65_536;

const fault = (at: number) => new RangeError(`JSON: something else is expected at character ${at}`);

const isBlank = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

export class JsonCut {
  readonly #text: string;
  readonly #slice: Slice;
  #nextLook = stride;
  #at = 0;

  constructor(text: string, slice: Slice, from = 0) {
    this.#text = text;
    this.#slice = slice;
    this.#at = from;
    this.#nextLook = from + stride;
  }

  /** Where the object that begins here has its values, by the wanted names; each the last of its name. */
  async members(
    wanted: readonly string[],
  ): Promise<{ readonly found: Map<string, Span>; readonly end: number }> {
    const names = new Map(wanted.map((name) => [`"${name}"`, name]));
    const found = new Map<string, Span>();
    await this.#take(123);
    if (await this.#takeIf(125)) return { found, end: this.#at };
    do {
      const { from, to } = await this.#value();
      if (this.#text.charCodeAt(from) !== 34) throw fault(from);
      await this.#take(58);
      const value = await this.#value();
      const name = to - from > 200 ? undefined : names.get(this.#text.slice(from, to));
      if (name !== undefined) found.set(name, value);
    } while (await this.#takeIf(44));
    await this.#take(125);
    return { found, end: this.#at };
  }

  /** The elements of the list that begins here. */
  async *elements(): AsyncGenerator<Span> {
    await this.#take(91);
    if (await this.#takeIf(93)) return;
    do yield await this.#value();
    while (await this.#takeIf(44));
    await this.#take(93);
  }

  /** Passes over white space; whether that is all there is. */
  async isAtEnd(): Promise<boolean> {
    await this.#blank();
    return this.#at >= this.#text.length;
  }

  async #look(): Promise<void> {
    if (this.#at < this.#nextLook) return;
    this.#nextLook = this.#at + stride;
    if (this.#slice.isOver) await this.#slice.next();
  }

  async #blank(): Promise<void> {
    while (this.#at < this.#text.length && isBlank(this.#text.charCodeAt(this.#at)))
      if (++this.#at >= this.#nextLook) await this.#look();
  }

  async #takeIf(code: number): Promise<boolean> {
    await this.#blank();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at++;
    return true;
  }

  async #take(code: number): Promise<void> {
    if (!(await this.#takeIf(code))) throw fault(this.#at);
  }

  /** Passes over a value, whatever it is. */
  async #value(): Promise<Span> {
    await this.#blank();
    const from = this.#at;
    let depth = 0;
    let isQuoted = false;
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#at >= this.#nextLook) await this.#look();
      const code = this.#text.charCodeAt(this.#at);
      if (isQuoted) {
        if (code === 92) this.#at++;
        else if (code === 34) {
          isQuoted = false;
          if (depth === 0) return { from, to: ++this.#at };
        }
      } else if (code === 34) {
        if (depth === 0 && this.#at > from) throw fault(this.#at);
        isQuoted = true;
      } else if (code === 123 || code === 91) depth++;
      else if (code === 125 || code === 93) {
        if (depth === 0) break;
        if (--depth === 0) return { from, to: ++this.#at };
      } else if (depth === 0 && (code === 44 || code === 58 || isBlank(code))) break;
    }
    if (depth > 0 || isQuoted || this.#at === from) throw fault(this.#at);
    return { from, to: this.#at };
  }
}
