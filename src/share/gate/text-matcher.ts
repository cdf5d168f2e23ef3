/**
 * Finds any of many texts in a text. A hundred thousand are no slower than ten: a place in the text is looked at only
 * where its first characters begin one of them, and then once for each length there is.
 *
 *     "korv" → lengths 7, 15    "korvane", "korvanelogistics" → whose
 *     texts of under four characters are names, of which there are few: each is looked for as a word
 */
import { squeeze } from "./fold.js";
import type { FoundAs, HiddenText } from "./hidden-values.js";

const gramChars = 4;

const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isLabelChar = (char: string | undefined): boolean => char === "-" || isWordChar(char);

class Shelf {
  readonly #lengths = new Map<string, number[]>();
  readonly #texts = new Map<string, HiddenText[]>();

  add(hidden: HiddenText): void {
    const known = this.#texts.get(hidden.text);
    if (known !== undefined) {
      if (!known.some(({ memberId, as }) => memberId === hidden.memberId && as === hidden.as)) known.push(hidden);
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
      if (hidden.as === "inside") this.#squeezed.add(hidden);
      else if (hidden.text.length < gramChars) this.#short.push(hidden);
      else this.#folded.add(hidden);
    }
  }

  /** Those of the texts that stand in a folded text; one that stands there twice may come twice. */
  *find(folded: string): Generator<HiddenText> {
    for (const { hidden } of this.#squeezed.find(squeeze(folded))) yield hidden;
    for (const { hidden, at } of this.#folded.find(folded))
      if (stands(hidden.as, folded[at - 1], folded[at + hidden.text.length])) yield hidden;
    for (const hidden of this.#short) if (hasWord(folded, hidden.text)) yield hidden;
  }
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
