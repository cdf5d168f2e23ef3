// Numbers and words drawn from a seed: the same seed gives the same input on every machine. Fast rather than good:
// fifty million indicators are drawn in a run, each from a start of its own, so that any of them can be drawn alone.

const letters = "abcdefghijklmnopqrstuvwxyz";
const lettersAndDigits = `${letters}0123456789`;
const base62 = `${lettersAndDigits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const base64 = `${base62}+/`;

/** A permutation of the 32-bit numbers: neighbours start far apart, and no two start alike. */
export function scatter(number) {
  let mixed = number ^ 0x5bd1e995;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class Draw {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** Begins again at a place of one's own. */
  restart(seed) {
    this.#state = seed >>> 0;
    return this;
  }

  /** 0 to 2^32 - 1. */
  word() {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  below(bound) {
    return this.word() % bound;
  }

  between(from, to) {
    return from + (this.word() % (to - from + 1));
  }

  /** True once in so many times. */
  once(inTimes) {
    return this.word() % inTimes === 0;
  }

  pick(list) {
    return list[this.word() % list.length];
  }

  /** Small places far more often than large ones, as hosts and names are visited (Zipf with exponent 1). */
  pickPopular(list) {
    const place = Math.floor(list.length ** (this.word() / 2 ** 32)) - 1;
    return list[Math.min(place, list.length - 1)];
  }

  hex(length) {
    let text = "";
    while (text.length < length) text += this.word().toString(16).padStart(8, "0");
    return text.length === length ? text : text.slice(0, length);
  }

  /** Letters and digits, a letter first. */
  name(length) {
    let text = letters[this.word() % letters.length];
    while (text.length < length) text += lettersAndDigits[this.word() % lettersAndDigits.length];
    return text;
  }

  base62(length) {
    let text = "";
    while (text.length < length) text += base62[this.word() % base62.length];
    return text;
  }

  base64(length) {
    let text = "";
    while (text.length < length) text += base64[this.word() % base64.length];
    return text;
  }
}
