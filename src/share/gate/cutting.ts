/**
 * Cuts out of a text what would show a member, word by word: the fewest words that together show one are left out
 * and marked. What can't be told from its surroundings (a value broken over lines, one in a long code) takes its line
 * with it, and at last the whole text.
 *
 *     "the gate of Blue Anchor Lines at 203.0.113.7 was hit"  →  "the gate of […] at […] was hit"
 */

import { isLegalForm } from "./hidden-values.js";

/** Stands where something was left out. */
export const leftOut = "[…]";

/** Names have no more words than this. */
const wordsMax = 6;

export function cutText(text: string, shows: (text: string) => boolean): string {
  if (!shows(text)) return text;
  const lines = text.split("\n").map((line) => cutLine(line, shows));
  for (let at = 0; at + 1 < lines.length; at++)
    if (shows(`${lines[at]}\n${lines[at + 1]}`)) lines.splice(at, 2, leftOut, leftOut);
  const cut = lines.join("\n");
  return shows(cut) ? leftOut : cut;
}

function cutLine(line: string, shows: (text: string) => boolean): string {
  if (!shows(line)) return line;
  const words = line.split(/(\s+)/);
  for (let count = 1; count <= wordsMax; count++)
    for (let from = 0; from + 2 * count - 1 <= words.length; from += 2) {
      const window = words.slice(from, from + 2 * count - 1);
      if (window.includes(leftOut) || !shows(window.join(""))) continue;
      words.splice(from, window.length, leftOut);
      // What is left of `Guest Line Ltd.` would still tell a little of it.
      while (isLegalForm(words[from + 2] ?? "")) words.splice(from + 1, 2);
      from -= 2;
    }
  const cut = words.join("");
  return shows(cut) ? leftOut : cut;
}
