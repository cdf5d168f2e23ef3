/**
 * Finds any of many texts in a text. A hundred thousand are no slower than ten: a place in the text is looked at only
 * where its first characters begin one of them, and then once for each length there is.
 *
 *     "korv" → lengths 7, 15    "korvane", "korvanelogistics" → whose
 *     texts of under four characters are names, of which there are few: each is looked for as a word
 */
import { squeeze } from "./fold.js";
import type { FoundAs, HiddenText } from "./hidden-text.js";

const gramChars = 4;
/** Signs that may stand between two letters of a text that is found among letters and digits alone. */
const signsMax = 3;

const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char);
const isLabelChar = (char: string | undefined): boolean => char === "-" || isWordChar(char);
const isHex = (char: string | undefined): boolean => char !== undefined && /[0-9a-f]/.test(char);

class Shelf {
  readonly #lengths = new Map<string, number[]>();
  readonly #texts = new Map<string, HiddenText[]>();

  add(hidden: HiddenText): void {
    const known = this.#texts.get(hidden.text);
    if (known !== undefined) {
      if (
        !known.some(
          ({ memberId, as, by }) => memberId === hidden.memberId && as === hidden.as && by === hidden.by,
        )
      )
        known.push(hidden);
      return;
    }
    this.#texts.set(hidden.text, [hidden]);
    const gram = hidden.text.slice(0, gramChars);
    const lengths = this.#lengths.get(gram);
    if (lengths === undefined) this.#lengths.set(gram, [hidden.text.length]);
    else if (!lengths.includes(hidden.text.length)) lengths.push(hidden.text.length);
  }

  *find(text: string): Generator<{ readonly hidden: HiddenText; readonly at: number }> {
    if (this.#texts.size === 0) return;
    for (let at = 0; at + gramChars <= text.length; at++) {
      const lengths = this.#lengths.get(text.slice(at, at + gramChars));
      if (lengths === undefined) continue;
      for (const length of lengths)
        for (const hidden of this.#texts.get(text.slice(at, at + length)) ?? []) yield { hidden, at };
    }
  }
}

export class TextMatcher {
  readonly #squeezed = new Shelf();
  readonly #folded = new Shelf();
  readonly #short: HiddenText[] = [];

  constructor(texts: readonly HiddenText[]) {
    for (const hidden of texts) {
      const stands = hidden.as === "part" || hidden.as === "word" || hidden.as === "name";
      if (!stands) this.#squeezed.add(hidden);
      else if (hidden.text.length < gramChars) this.#short.push(hidden);
      else this.#folded.add(hidden);
    }
  }

  /** Those of the texts that stand in a folded text; one that stands there twice may come twice. */
  *find(folded: string): Generator<HiddenText> {
    let places: readonly number[] | null = null;
    for (const { hidden, at } of this.#squeezed.find(squeeze(folded))) {
      if (hidden.as !== "inside") {
        places ??= placesIn(folded);
        if (!standsSpread(hidden.as, folded, places.slice(at, at + hidden.text.length))) continue;
      }
      yield hidden;
    }
    for (const { hidden, at } of this.#folded.find(folded))
      if (stands(hidden.as, folded[at - 1], folded[at + hidden.text.length])) yield hidden;
    for (const hidden of this.#short) if (hasWord(folded, hidden.text)) yield hidden;
  }
}

/** Where in a folded text each character of what `squeeze` leaves of it stood. */
function placesIn(folded: string): readonly number[] {
  const places: number[] = [];
  for (const { 0: run, index } of folded.matchAll(/[\p{L}\p{N}]+/gu))
    for (let at = 0; at < run.length; at++) places.push(index + at);
  return places;
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (stands("word", text[at - 1], text[at + word.length])) return true;
  return false;
}

/** A name may stand below another one, and another may stand below it: `www.` before, `.evil.example` behind. */
function stands(as: FoundAs, before: string | undefined, behind: string | undefined): boolean {
  if (as === "word") return !isWordChar(before) && !isWordChar(behind);
  if (as === "name") return !isLabelChar(before) && !isLabelChar(behind);
  return true;
}

/** Whether characters of a text at these places are one writing, by what stands beside and between them. */
function standsSpread(as: FoundAs, text: string, places: readonly number[]): boolean {
  const [first, last] = [places[0] as number, places.at(-1) as number];
  const [before, behind] = [text[first - 1], text[last + 1]];
  const signs = places.slice(1).map((place, at) => text.slice((places[at] as number) + 1, place));
  if (signs.some((each) => each.length > signsMax)) return false;
  switch (as) {
    case "number":
      return !isHex(before) && !isHex(behind);
    case "spread":
      return !isWordChar(before) && !isWordChar(behind);
    case "sign":
      return !isWordChar(before) && !isWordChar(behind) && !isTwoWords(text.slice(first, last + 1), signs);
    case "dotted":
      return !isLetter(before) && !isLetter(behind) && /[._]/.test(signs[0] as string);
    case "commaed":
      return !isLetter(before) && behind === "." && (signs.at(-1) as string).includes(",");
    default:
      return !isLetter(before) && !isLetter(behind);
  }
}

/** Letters with a blank among them, which are not each apart: `D A B C` is a sign, `da bc` is not. */
function isTwoWords(text: string, signs: readonly string[]): boolean {
  const between = signs.filter((each) => each !== "");
  return !/\p{N}/u.test(text) && between.some((each) => /^\s+$/.test(each)) && between.length < signs.length;
}
