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
/** More than so many words have. A longer code that is broken over two lines is found in the whole. */
const edgeChars = 400;
/** A stretch of a line is looked through as a whole first, and word by word only where it shows somebody. */
const stretchWords = 40;

export function cutText(text: string, shows: (text: string) => boolean): string {
  if (!shows(text)) return text;
  const lines = text.split("\n").map((line) => cutLine(line, shows));
  for (let at = 0; at + 1 < lines.length; at++) {
    if (lines[at] === leftOut && lines[at + 1] === leftOut) continue;
    if (shows(`${lastWords(lines[at] as string)}\n${firstWords(lines[at + 1] as string)}`))
      lines.fill(leftOut, at, at + 2);
  }
  const cut = lines.join("\n");
  return shows(cut) ? leftOut : cut;
}

/** The words of a line that something may begin with, or end with, which the next line or the last goes on with. */
function lastWords(line: string): string {
  const words = line.slice(-edgeChars).split(" ");
  return words.slice(-wordsMax).join(" ");
}
function firstWords(line: string): string {
  const words = line.slice(0, edgeChars).split(" ");
  return words.slice(0, wordsMax).join(" ");
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

  /** What stands from one word to before another, with marks for what was cut. */
  text(from: number, to: number): string {
    let text = "";
    for (let word = from; word < to; word++)
      text += `${word > from ? this.#pieces[2 * word - 1] : ""}${this.#cut[word] ? leftOut : this.#pieces[2 * word]}`;
    return text;
  }

  cut(from: number, to: number): void {
    let end = to;
    // What is left of `Guest Line Ltd.` would still tell a little of it.
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

/** Cuts what stands among some words of a line, one writing after the other. */
function cutStretch(line: Line, start: number, to: number, shows: (text: string) => boolean): void {
  const end = Math.min(line.words, to + wordsMax - 1);
  // Most writings are one word, which is quickly looked at.
  for (let at = start; at < to; at++) if (shows(line.text(at, at + 1))) line.cut(at, at + 1);
  for (let from = start; from < to && shows(line.text(from, end)); ) {
    // The first word by which a writing is whole, then the last by which it still is.
    const last = least(from + 1, end, (each) => shows(line.text(from, each)));
    const first = least(from, last, (each) => !shows(line.text(each, last))) - 1;
    if (first < from || last - first > wordsMax) {
      cutEach(line, from, to, shows);
      return;
    }
    line.cut(first, last);
    from = last;
  }
}

/** The least number from `from` to `end` of which something is true, if it is true of all above it as well. */
function least(from: number, end: number, isTrue: (at: number) => boolean): number {
  let [low, high] = [from, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The same, word by word and the shortest first: for what is shown by words that stand far apart. */
function cutEach(line: Line, from: number, to: number, shows: (text: string) => boolean): void {
  for (let count = 1; count <= wordsMax; count++)
    for (let at = from; at < to && at + count <= line.words; at++)
      if (shows(line.text(at, at + count))) line.cut(at, at + count);
}
