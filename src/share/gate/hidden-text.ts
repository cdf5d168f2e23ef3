/** A text that must not leave, and how it is found where it stands. */
import { foldings, squeeze } from "./fold.js";

/**
 * How a text is found. In the folded text:
 * - `part`: anywhere; `word`: with no letter or digit beside it; `name`: a host's or domain's name, with no character of
 *   a longer label before or behind it.
 *
 * In its letters and digits alone, whatever signs stand between them:
 * - `inside`: anywhere; the others with three signs between two of them at most: `spread`: with no letter or digit
 *   beside it; `login`: with no letter beside it, as accounts have numbers; `number`: with no digit beside it, nor a
 *   letter that may be one; `sign`: as `spread`, but letters alone are not two words of a sentence; `dotted`: an initial
 *   with its dot before a name; `commaed`: one behind a name and a comma.
 *
 * `middle`: word by word, a given name and a family name with what stands in their middle (`middle-names.ts`).
 * `capitals`: in the text before it is folded, in capitals alone (`capitals.ts`).
 */
export type FoundAs =
  | "part"
  | "word"
  | "name"
  | "inside"
  | "spread"
  | "login"
  | "number"
  | "sign"
  | "dotted"
  | "commaed"
  | "middle"
  | "capitals";

export interface HiddenText {
  readonly memberId: string;
  /** By a `part` of a name alone a member is shown perhaps: it may be anybody's. */
  readonly by: "name" | "id" | "person" | "exposure" | "part";
  readonly as: FoundAs;
  readonly text: string;
}

/** Whose a text is, and as what. */
export type Whose = Pick<HiddenText, "memberId" | "by">;

/** From this length on a name is found without its spaces too, as in a domain. */
export const squeezedMin = 6;
/** From this length on it is found inside other words; below only as a word, or "cma" would be in "acma.example". */
export const insideMin = 4;

/** A name, found among letters and digits alone where it is long enough for that. */
export function named(whose: Whose, text: string): readonly HiddenText[] {
  return foldings(text).map((folded) => {
    const words = folded.trim();
    const squeezed = squeeze(folded);
    if (squeezed.length >= squeezedMin) return { ...whose, as: "inside", text: squeezed };
    return { ...whose, as: squeezed.length >= insideMin ? "part" : "word", text: words };
  });
}

/** Shorter words are in too many texts to be anybody's. */
const wordMin = 4;

/** A text as it stands. */
export function standing(whose: Whose, as: "part" | "word" | "name", text: string): readonly HiddenText[] {
  return foldings(text)
    .map((folded) => folded.trim())
    .filter((folded) => folded.length >= wordMin)
    .map((folded) => ({ ...whose, as, text: folded }));
}

/** A text by its letters and digits, with signs between them. */
export function squeezed(
  whose: Whose,
  as: Exclude<FoundAs, "part" | "word" | "name" | "middle" | "capitals">,
  text: string,
): readonly HiddenText[] {
  return [...new Set(foldings(text).map(squeeze))]
    .filter((folded) => folded.length >= wordMin)
    .map((folded) => ({ ...whose, as, text: folded }));
}

/** A text that is one of words in lower case as well, and counts in capitals only. */
export const inCapitals = (whose: Whose, text: string): readonly HiddenText[] =>
  [...new Set(foldings(text).map(squeeze))].map((folded) => ({ ...whose, as: "capitals", text: folded }));
