/**
 * What a text must have in it for a test to be met, as far as the index of predicates can look for it: texts of which a
 * regular expression needs one, the beginnings of a network's addresses. One-sided: what is given here holds whenever the test
 * does, and null says that nothing is known.
 */
import { formatAddress, type Network, parseNetwork } from "../../base/index.js";

/** Shorter ones are in half of all texts. */
const literalMin = 3;
const literalsMax = 64;
const depthMax = 32;

/** Texts of which one stands in every text that the expression finds; null where there are none to be sure of. */
export function requiredLiterals(source: string, flags: string): readonly string[] | null {
  const folds = flags.includes("i") || /\(\?[a-zA-Z]*i/.test(source);
  const reader = new LiteralReader(source, folds);
  const literals = reader.alternatives(0);
  return reader.isSure && literals !== null && literals.length <= literalsMax ? literals : null;
}

/** The better of two needs: whose shortest text is longer, then the one with fewer. */
function better(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  const shortest = (texts: readonly string[]) => Math.min(...texts.map((text) => text.length));
  const more = shortest(b) - shortest(a);
  return more > 0 || (more === 0 && b.length < a.length) ? b : a;
}

class LiteralReader {
  readonly #source: string;
  /** Capitals and small letters are the same in some of it. */
  readonly #folds: boolean;
  #at = 0;
  isSure = true;

  constructor(source: string, folds: boolean) {
    this.#source = source;
    this.#folds = folds;
  }

  /** Up to the bracket that closes them, or the end. */
  alternatives(depth: number): readonly string[] | null {
    if (depth > depthMax) return this.#unsure();
    const all: (readonly string[] | null)[] = [];
    do all.push(this.#sequence(depth));
    while (this.isSure && this.#take("|"));
    if (depth > 0 && this.isSure && !this.#take(")")) return this.#unsure();
    if (depth === 0 && this.#at < this.#source.length) return this.#unsure();
    return all.includes(null) ? null : all.flatMap((literals) => literals ?? []);
  }

  /** One after the other: the best of what stands in it. */
  #sequence(depth: number): readonly string[] | null {
    let best: readonly string[] | null = null;
    let run = "";
    const end = () => {
      if (run.length >= literalMin) best = better(best, [run]);
      run = "";
    };
    while (this.isSure && this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at] as string)) {
      const piece = this.#piece(depth);
      const quantifier = this.#quantifier();
      const isOptional = quantifier !== "" && quantifier !== "+";
      if (typeof piece === "string" && !isOptional) run += piece;
      if (typeof piece !== "string" || quantifier !== "") end();
      if (piece !== null && typeof piece !== "string" && !isOptional) best = better(best, piece);
    }
    end();
    return best;
  }

  /** A letter that must stand there, what a group needs, or null for what tells nothing. */
  #piece(depth: number): string | readonly string[] | null {
    const character = this.#source[this.#at++] as string;
    if (character === "(") return this.#group(depth);
    if (character === "[") {
      const close = classEnd(this.#source, this.#at - 1);
      if (close < 0) return this.#unsure();
      this.#at = close;
      return null;
    }
    if (character === "\\") {
      const next = this.#source[this.#at++];
      if (next === undefined || (/[A-Za-z0-9]/.test(next) && !/[dDwWsSbBAzntrfv]/.test(next)))
        return this.#unsure();
      return /[A-Za-z]/.test(next) ? null : this.#letter(next);
    }
    return /[.^$]/.test(character) ? null : this.#letter(character);
  }

  /** Letters that have a third form, which only regular expressions know (ſ and the Kelvin sign), tell nothing. */
  #letter(letter: string): string | null {
    return letter >= "\x80" || (this.#folds && /[sk]/i.test(letter)) ? null : letter;
  }

  #group(depth: number): readonly string[] | null {
    const prefix = /^\?(?:[a-zA-Z-]*(?::|\))|P?<\w+>)/.exec(this.#source.slice(this.#at, this.#at + 80))?.[0];
    if (prefix === undefined && this.#source[this.#at] === "?") return this.#unsure();
    this.#at += prefix?.length ?? 0;
    return prefix?.endsWith(")") === true ? null : this.alternatives(depth + 1);
  }

  /** What is repeated: empty, `+`, or something that may stand for nothing. */
  #quantifier(): string {
    const mark = this.#source[this.#at] ?? "";
    if (mark === "{") {
      const match = /^\{\d+(?:,\d*)?\}/.exec(this.#source.slice(this.#at, this.#at + 16))?.[0];
      if (match === undefined) return "";
      this.#at += match.length;
    } else if (mark === "*" || mark === "+" || mark === "?") this.#at++;
    else return "";
    if (this.#source[this.#at] === "?") this.#at++;
    return mark;
  }

  #take(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #unsure(): null {
    this.isSure = false;
    return null;
  }
}

/** Behind a class's bracket; -1 where it is not closed. */
function classEnd(source: string, from: number): number {
  let at = from + 1;
  if (source[at] === "^") at++;
  if (source[at] === "]") at++;
  for (; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith("[:", at)) {
      const close = source.indexOf(":]", at);
      if (close < 0) return -1;
      at = close + 1;
    } else if (source[at] === "]") return at + 1;
  }
  return -1;
}

/** A piece of text that an address of the network is written with. */
export interface AddressPiece {
  readonly op: "equals" | "startswith" | "contains";
  readonly text: string;
}

/** Pieces of which every address of the network, however it is written, has one. */
export function addressPieces(notation: string): readonly AddressPiece[] {
  const network = parseNetwork(notation) as Network;
  // Groups of IPv6 have zeros in front or not, and may be left out; a colon they all have.
  if (!network.address.v4) return [{ op: "contains", text: ":" }];
  const mapped: AddressPiece = { op: "contains", text: ":ffff:" };
  const { prefix } = network;
  if (prefix === 32) return [{ op: "equals", text: formatAddress(network.address) }, mapped];
  const octets = formatAddress(network.address).split(".");
  const whole = Math.floor(prefix / 8);
  const front = octets
    .slice(0, whole)
    .map((octet) => `${octet}.`)
    .join("");
  const bits = prefix % 8;
  if (bits === 0)
    return [whole === 0 ? { op: "contains", text: "." } : { op: "startswith", text: front }, mapped];
  const first = Number(octets[whole]);
  const pieces = Array.from({ length: 2 ** (8 - bits) }, (_, at): AddressPiece => {
    const octet = String(first + at);
    return { op: "startswith", text: whole === 3 ? front + octet : `${front}${octet}.` };
  });
  return [...pieces, mapped];
}
