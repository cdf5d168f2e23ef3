/**
 * Short texts that count only where they stand in capitals, as a word of their own: `RRL`, `R.R.L.` of a company, `DA BC`
 * of a call sign. Folded texts have no capitals, so these are looked for in a text as it was written.
 */
import { squeeze } from "./fold.js";
import type { HiddenText } from "./hidden-text.js";

/** As many letters and digits as the longest call sign in pieces, or initials with dots. */
const piecesMax = 9;
const gap = /^(?:\.\s?|[\s-]|\s-\s)$/;

/** With no sign beside it that makes it a part of something else: `ATT&CK`, `Agent.AGL`. */
const standsApart = (text: string, from: number, to: number): boolean =>
  /^$|[\s("'“‘«[-]/.test(text.slice(Math.max(0, from - 1), from)) &&
  /^(?:$|[\s,;:!?)"'”’»\]-]|\.(?:$|[\s"'”’»,;:)]))/.test(text.slice(to, to + 2));

export class Capitals {
  readonly #texts = new Map<string, HiddenText[]>();

  constructor(texts: readonly HiddenText[]) {
    for (const hidden of texts) {
      if (hidden.as !== "capitals") continue;
      const known = this.#texts.get(hidden.text);
      if (known === undefined) this.#texts.set(hidden.text, [hidden]);
      else known.push(hidden);
    }
  }

  /** Of a text as it was written. */
  *find(text: string): Generator<HiddenText> {
    if (this.#texts.size === 0) return;
    const words = [...text.normalize("NFKC").matchAll(/[\p{L}\p{N}]+/gu)].map(
      ({ 0: word, index, input }) => ({
        word,
        index,
        isCapital: !/[^\p{Lu}\p{N}]/u.test(word),
        input,
      }),
    );
    for (let from = 0; from < words.length; from++) {
      let joined = "";
      for (let at = from; at < Math.min(words.length, from + piecesMax); at++) {
        const { word, index, isCapital, input } = words[at] as (typeof words)[number];
        if (!isCapital || joined.length + word.length > piecesMax) break;
        const last = words[at - 1];
        if (at > from && last !== undefined && !gap.test(input.slice(last.index + last.word.length, index)))
          break;
        joined += word;
        const known = this.#texts.get(squeeze(joined.toLowerCase()));
        if (known !== undefined && standsApart(input, words[from]?.index ?? 0, index + word.length))
          yield* known;
      }
    }
  }
}
