/**
 * A feed's bytes and the text they are: UTF-8 or, by its byte order mark, UTF-16. What is no text becomes
 * replacement characters, which then name nothing. Its head is enough to tell most feeds apart; the whole is made
 * when it is asked for, and a list of values that is taken as bytes never asks.
 */

/** As many characters at least, where there are so many: what is looked at to find a file's kind. */
export const headLength = 65_536;
/** A character has three bytes at most for each of its UTF-16 units. */
const headBytes = headLength * 3;

export class FeedText {
  readonly #bytes: Uint8Array;
  readonly #encoding: "utf-8" | "utf-16le" | "utf-16be";
  #head: string | null = null;
  #whole: string | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#encoding =
      bytes[0] === 0xff && bytes[1] === 0xfe
        ? "utf-16le"
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? "utf-16be"
          : "utf-8";
  }

  /** The beginning of the text; its last character may be cut where there is more. */
  get head(): string {
    this.#head ??=
      this.#bytes.length <= headBytes ? this.whole : this.#decode(this.#bytes.subarray(0, headBytes));
    return this.#head;
  }

  get whole(): string {
    this.#whole ??= this.#decode(this.#bytes);
    return this.#whole;
  }

  /** The text as UTF-8 without its byte order mark; null where it came as UTF-16. */
  get utf8(): Uint8Array | null {
    if (this.#encoding !== "utf-8") return null;
    const [a, b, c] = this.#bytes;
    return a === 0xef && b === 0xbb && c === 0xbf ? this.#bytes.subarray(3) : this.#bytes;
  }

  #decode(bytes: Uint8Array): string {
    return new TextDecoder(this.#encoding).decode(bytes);
  }
}
