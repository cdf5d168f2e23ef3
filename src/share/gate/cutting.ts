/**
 * Cuts out of a text what would show a member, word by word: the fewest words that together show one are left out
 * and marked. What can't be told from its surroundings (a value broken over lines, one in a long code) takes its line
 * with it, and at last the whole text. Each word is looked at a bounded number of times, whatever the text.
 *
 *     "the gate of Blue Anchor Lines at 203.0.113.7 was hit"  →  "the gate of […] at […] was hit"
 */
import { isCompanyWord } from "./company-writings.js";

/** Stands where something was left out. */
export const leftOut = "[…]";

/** No writing has more words than this: `211 331 640`, `203 . 0 . 113 . 40`, `user ( at ) x ( dot ) example`. */
const wordsMax = 9;
/** A stretch of a line is looked through as a whole first, and word by word only where it shows somebody. */
const stretchWords = 40;

export function cutText(text: string, shows: (text: string) => boolean): string {
  if (!shows(text)) return text;
  const lines = text.split("\n").map((line) => cutLine(line, shows));
  for (let at = 0; at + 1 < lines.length; at++) {
    if (lines[at] === leftOut && lines[at + 1] === leftOut) continue;
    if (shows(`${lines[at]}\n${lines[at + 1]}`)) lines.fill(leftOut, at, at + 2);
  }
  const cut = lines.join("\n");
  return shows(cut) ? leftOut : cut;
}

/** The words of a line; those from the first of a cut on are left out up to its last. */
class Line {
  /** Words and what stands between them by turns, a word first and last. */
  readonly #pieces: readonly string[];
  readonly #cut: boolean[];

  constructor(line: string) {
    this.#pieces = line.split(/(\s+)/);
    this.#cut = new Array<boolean>(this.words).fill(false);
  }

  get words(): number {
    return (this.#pieces.length + 1) / 2;
  }

  text(from: number, to: number): string {
    return this.#pieces.slice(2 * from, 2 * to - 1).join("");
  }

  isWhole(from: number, to: number): boolean {
    return !this.#cut.slice(from, to).includes(true);
  }

  cut(from: number, to: number): void {
    // What is left of `Guest Line Ltd.` would still tell a little of it.
    let end = to;
    if (!/\d/.test(this.text(from, to)))
      while (end < this.words && isCompanyWord(this.text(end, end + 1))) end++;
    this.#cut.fill(true, from, end);
  }

  /** The line with one mark for all that was left out side by side. */
  join(): string {
    let joined = "";
    for (let word = 0; word < this.words; word++) {
      const isCut = this.#cut[word] as boolean;
      const isMore = isCut && word > 0 && (this.#cut[word - 1] as boolean);
      if (isMore) continue;
      joined += `${word > 0 ? this.#pieces[2 * word - 1] : ""}${isCut ? leftOut : this.#pieces[2 * word]}`;
    }
    return joined;
  }
}

function cutLine(text: string, shows: (text: string) => boolean): string {
  if (!shows(text)) return text;
  const line = new Line(text);
  for (let from = 0; from < line.words; from += stretchWords) {
    const to = Math.min(line.words, from + stretchWords);
    // What begins in a stretch may end in the next.
    if (shows(line.text(from, Math.min(line.words, to + wordsMax - 1)))) cutStretch(line, from, to, shows);
  }
  const cut = line.join();
  return shows(cut) ? leftOut : cut;
}

/** Cuts what begins among some words of a line, the shortest first. */
function cutStretch(line: Line, from: number, to: number, shows: (text: string) => boolean): void {
  for (let count = 1; count <= wordsMax; count++)
    for (let at = from; at < to && at + count <= line.words; at++)
      if (line.isWhole(at, at + count) && shows(line.text(at, at + count))) line.cut(at, at + count);
}
