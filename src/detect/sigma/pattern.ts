/**
 * Texts of rules with their wildcards: `*` any number of characters, `?` exactly one, `\` before either (or before itself)
 * takes its meaning away, and before anything else is a backslash. Matching takes the first place for each piece between
 * `*`, which is enough, so that no pattern tries the same place twice for the same piece.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#escaping
 */
import type { PatternPart } from "./rule.js";

export const anything: PatternPart = { wild: "*" };

export function parsePattern(text: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    const next = text[at + 1];
    if (character === "\\" && (next === "*" || next === "?" || next === "\\")) {
      plain += next;
      at++;
    } else if (character === "*" || character === "?") {
      if (plain !== "") parts.push(plain);
      plain = "";
      if (character === "?" || !isAnything(parts.at(-1))) parts.push({ wild: character });
    } else plain += character;
  }
  if (plain !== "") parts.push(plain);
  return parts;
}

export function isAnything(part: PatternPart | undefined): boolean {
  return typeof part === "object" && part.wild === "*";
}

/** Neighbouring texts as one, and `**` as `*`. */
export function joinParts(parts: readonly PatternPart[]): PatternPart[] {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "" && !(isAnything(part) && isAnything(last))) joined.push(part);
  }
  return joined;
}

/** The text of a pattern without wildcards; null where it has some. */
export function plainText(parts: readonly PatternPart[]): string | null {
  if (parts.length === 0) return "";
  const [only] = parts;
  return parts.length === 1 && typeof only === "string" ? only : null;
}

/** As it would stand in a rule, for people. */
export function patternText(parts: readonly PatternPart[]): string {
  return parts.map((part) => (typeof part === "string" ? part.replace(/[*?]/g, "\\$&") : part.wild)).join("");
}

/** What stands between two `*`: texts, and a null for each `?`. */
type Piece = readonly (string | null)[];

/** A pattern that is ready to be met. `text` is given as the pattern is: both in small letters, or both as they came. */
export type TextMatcher = (text: string) => boolean;

export function matcherOf(parts: readonly PatternPart[]): TextMatcher {
  const plain = plainText(parts);
  if (plain !== null) return (text) => text === plain;
  const pieces = piecesOf(parts);
  const first = pieces[0] as Piece;
  const last = pieces.at(-1) as Piece;
  if (pieces.length === 1) return (text) => endOf(first, text, 0) === text.length;
  const between = pieces.slice(1, -1);
  const [only] = between;
  const literal = only?.length === 1 ? only[0] : null;
  // The four shapes that nearly all patterns have.
  if (between.length === 1 && literal && first.length === 0 && last.length === 0)
    return (text) => text.includes(literal);
  if (between.length === 0) {
    const [begin] = first;
    const [end] = last;
    if (first.length === 0 && last.length === 1 && end) return (text) => text.endsWith(end);
    if (last.length === 0 && first.length === 1 && begin) return (text) => text.startsWith(begin);
  }
  const lastLength = lengthRange(last);
  return (text) => {
    let at = endOf(first, text, 0);
    if (at < 0) return false;
    for (const piece of between) {
      at = endAfter(piece, text, at);
      if (at < 0) return false;
    }
    // The last piece ends with the text; each `?` is one or two units long.
    for (let length = lastLength.least; length <= lastLength.most; length++) {
      const from = text.length - length;
      if (from >= at && !isInside(text, from) && endOf(last, text, from) === text.length) return true;
    }
    return false;
  };
}

function piecesOf(parts: readonly PatternPart[]): Piece[] {
  const pieces: (string | null)[][] = [[]];
  for (const part of parts) {
    if (isAnything(part)) pieces.push([]);
    else pieces.at(-1)?.push(typeof part === "string" ? part : null);
  }
  return pieces;
}

function lengthRange(piece: Piece): { readonly least: number; readonly most: number } {
  let least = 0;
  let wild = 0;
  for (const part of piece) {
    if (part === null) wild++;
    else least += part.length;
  }
  return { least: least + wild, most: least + 2 * wild };
}

/** Where the piece ends that begins at `at`; -1 where it does not stand there. */
function endOf(piece: Piece, text: string, at: number): number {
  let end = at;
  for (const part of piece) {
    if (part !== null) {
      if (!text.startsWith(part, end)) return -1;
      end += part.length;
    } else {
      const character = text.codePointAt(end);
      if (character === undefined) return -1;
      end += character > 0xffff ? 2 : 1;
    }
  }
  return end;
}

/** The end of the first place at or behind `from` where the piece stands; -1 where there is none. */
function endAfter(piece: Piece, text: string, from: number): number {
  const [head] = piece;
  for (let at = from; at <= text.length; at++) {
    if (typeof head === "string") {
      at = text.indexOf(head, at);
      if (at < 0) return -1;
    } else if (isInside(text, at)) continue;
    const end = endOf(piece, text, at);
    if (end >= 0) return end;
  }
  return -1;
}

/** Whether a place is between the two units of one character. */
function isInside(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at);
  return before >= 0xd800 && before < 0xdc00 && behind >= 0xdc00 && behind < 0xe000;
}
