/**
 * How many pieces JSON has, counted before it is parsed: two bytes (`[]`, `1,`) make a value of thirty to a hundred,
 * so that the length of a text says little of what parsing it costs. One pass over the text, whatever is in it; a long
 * one may be given in parts.
 */

/** Commas and opening brackets outside strings: one less than the values, or more. */
export class JsonPieces {
  #isQuoted = false;
  /** Characters at the beginning of the next part that an escape has taken. */
  #escaped = 0;

  /** Those of the next part; stops counting one over `max`. */
  add(part: string, max: number): number {
    let pieces = 0;
    let isQuoted = this.#isQuoted;
    let i = this.#escaped;
    for (; i < part.length; i++) {
      const code = part.charCodeAt(i);
      if (isQuoted) {
        if (code === 92) i++;
        else if (code === 34) isQuoted = false;
      } else if (code === 34) isQuoted = true;
      else if ((code === 44 || code === 123 || code === 91) && ++pieces > max) return pieces;
    }
    this.#isQuoted = isQuoted;
    this.#escaped = i - part.length;
    return pieces;
  }
}

/** Those of a whole text. */
export const jsonPieces = (text: string, max: number): number => new JsonPieces().add(text, max);
