/**
 * Finds any of many texts in a text. A hundred thousand are no slower than ten: a place in the text is looked at only
 * where its first characters begin one of them, and then once for each length there is.
 *
 *     "korv" → lengths 7, 15    "korvane", "korvanelogistics" → whose
 *     texts of under four characters are names, of which there are few: each is looked for as a word
 */
import type { FoundAs, HiddenText } from "./hidden-text.js";
import { MiddleNames } from "./middle-names.js";

/** By so many first characters texts are told apart, the long ones and the others: long ones often begin alike. */
const gramChars = 4;
const longGramChars = 8;
/** Signs that may stand between two letters of a text that is found among letters and digits alone. */
const signsMax = 3;

const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char);
const isLabelChar = (char: string | undefined): boolean => char === "-" || isWordChar(char);
const isHex = (char: string | undefined): boolean => char !== undefined && /[0-9a-f]/.test(char);

/** So many bits of a hash tell where no text begins: of ten thousand texts they hold back nine places of ten. */
const filterBits = 17;

class Shelf {
  readonly #gramChars: number;
  readonly #filter = new Uint8Array(2 ** filterBits);
  readonly #lengths = new Map<string, number[]>();
  readonly #texts = new Map<string, HiddenText[]>();

  constructor(chars: number) {
    this.#gramChars = chars;
  }

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
    const gram = hidden.text.slice(0, this.#gramChars);
    this.#filter[hashAt(gram, 0, this.#gramChars)] = 1;
    const lengths = this.#lengths.get(gram);
    if (lengths === undefined) this.#lengths.set(gram, [hidden.text.length]);
    else if (!lengths.includes(hidden.text.length)) lengths.push(hidden.text.length);
  }

  *find(text: string): Generator<{ readonly hidden: HiddenText; readonly at: number }> {
    if (this.#texts.size === 0) return;
    const chars = this.#gramChars;
    for (let at = 0; at + chars <= text.length; at++) {
      if (this.#filter[hashAt(text, at, chars)] === 0) continue;
      const lengths = this.#lengths.get(text.slice(at, at + chars));
      if (lengths === undefined) continue;
      for (const length of lengths)
        for (const hidden of this.#texts.get(text.slice(at, at + length)) ?? []) yield { hidden, at };
    }
  }
}

/** Of so many characters of a text from a place on. */
function hashAt(text: string, at: number, chars: number): number {
  let hash = 0;
  for (let next = 0; next < chars; next++) hash = Math.imul(hash ^ text.charCodeAt(at + next), 0x5bd1e995);
  return hash >>> (32 - filterBits);
}

/** Texts of any length of `gramChars` and more. */
class Shelves {
  readonly #short = new Shelf(gramChars);
  readonly #long = new Shelf(longGramChars);

  add(hidden: HiddenText): void {
    (hidden.text.length < longGramChars ? this.#short : this.#long).add(hidden);
  }

  *find(text: string): ReturnType<Shelf["find"]> {
    yield* this.#short.find(text);
    yield* this.#long.find(text);
  }
}

export class TextMatcher {
  readonly #squeezed = new Shelves();
  readonly #folded = new Shelves();
  readonly #short: HiddenText[] = [];
  readonly #middles = new MiddleNames();

  constructor(texts: readonly HiddenText[]) {
    for (const hidden of texts) {
      const stands = hidden.as === "part" || hidden.as === "word" || hidden.as === "name";
      if (hidden.as === "middle") this.#middles.add(hidden);
      else if (!stands) this.#squeezed.add(hidden);
      else if (hidden.text.length < gramChars) this.#short.push(hidden);
      else this.#folded.add(hidden);
    }
  }

  /** Those of the texts that stand in a folded text; one that stands there twice may come twice. */
  *find(folded: string): Generator<HiddenText> {
    const { text, places } = squeezedWithPlaces(folded);
    for (const { hidden, at } of this.#squeezed.find(text))
      if (
        hidden.as === "inside" ||
        standsSpread(hidden.as, folded, places.subarray(at, at + hidden.text.length))
      )
        yield hidden;
    for (const { hidden, at } of this.#folded.find(folded))
      if (stands(hidden.as, folded[at - 1], folded[at + hidden.text.length])) yield hidden;
    for (const hidden of this.#short) if (hasWord(folded, hidden.text)) yield hidden;
    yield* this.#middles.find(folded);
  }
}

const utf16 = new TextDecoder("utf-16le", { ignoreBOM: true });
const isAsciiWord = Uint8Array.from({ length: 128 }, (_, code) =>
  isWordChar(String.fromCharCode(code)) ? 1 : 0,
);

/** What `squeeze` leaves of a folded text, and where each character of it stood. */
function squeezedWithPlaces(folded: string): { readonly text: string; readonly places: Int32Array } {
  const codes = new Uint16Array(folded.length);
  const places = new Int32Array(folded.length);
  let length = 0;
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    if (code >= 128 ? !isPartOfWord(folded, at) : isAsciiWord[code] === 0) continue;
    codes[length] = code;
    places[length++] = at;
  }
  return { text: utf16.decode(codes.subarray(0, length)), places: places.subarray(0, length) };
}

/** Of letters beyond the first 65,536 both halves count. */
function isPartOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const isSecond = code >= 0xdc00 && code < 0xe000;
  return isWordChar(String.fromCodePoint(text.codePointAt(isSecond ? at - 1 : at) ?? 0));
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
function standsSpread(as: FoundAs, text: string, places: Int32Array): boolean {
  const [first, last] = [places[0] as number, places.at(-1) as number];
  if (last - first > (places.length - 1) * (signsMax + 1)) return false;
  const [before, behind] = [text[first - 1], text[last + 1]];
  const signs = Array.from(places.subarray(1), (place, at) => text.slice((places[at] as number) + 1, place));
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
