/**
 * The sieve and the comparison of keys in plain TypeScript (`assembly/sieve.ts`, `assembly/keys.ts`), for tests to
 * compare with: byte by byte, with string operations. Text is Latin-1 here, one character a byte.
 */
import type { WantedKey } from "../key-table.js";

/** A wanted key, and where its value begins. */
export interface FoundKey {
  readonly at: number;
  readonly wanted: WantedKey;
}

/** Positions of line ends. */
export function lineEndsOf(text: string): number[] {
  return [...text].flatMap((char, at) => (char === "\n" ? [at] : []));
}

/**
 * Every `":` ends a key, wherever it stands; a key is wanted if its name, or the end of its name behind a dot or an
 * underscore, is. The longest wanted name counts.
 */
export function findKeys(text: string, wanted: readonly WantedKey[]): FoundKey[] {
  const length = ({ name, whole }: WantedKey) => name.length + (whole ? 1 : 0);
  const longestFirst = [...wanted].sort((a, b) => length(b) - length(a));
  const found: FoundKey[] = [];
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 1)) {
    const before = text.slice(0, at);
    const key = longestFirst.find((each) => isKey(before, each));
    if (key === undefined) continue;
    const value = at + 2;
    found.push({ at: text[value] === " " ? value + 1 : value, wanted: key });
  }
  return found;
}

function isKey(before: string, { name, whole, before: edges = [] }: WantedKey): boolean {
  if (whole) return before.endsWith(`"${name}`);
  // A name of two letters is looked for with the two bytes before it.
  if (name.length === 2)
    return ['{"', ',"', ' "', '\t"', '\r"', ...edges].some((edge) => before.endsWith(edge + name));
  // Of a name of 16 letters and more only the last 16 are compared.
  if (name.length >= 16) return before.endsWith(name.slice(-16));
  return ['"', ".", "_"].some((edge) => before.endsWith(edge + name));
}

/** What a wanted key's value gives: texts to be read (where each begins), or doubt. */
export type RoutedValue = "odd" | readonly number[];

/** A text, or the texts of a flat list; numbers, objects and the like give none. */
export function textsOf(text: string, at: number): RoutedValue {
  const first = text[at] ?? "\n";
  if (first === '"') return [at + 1];
  if (first <= " ") return "odd";
  if (first !== "[") return [];
  const texts: number[] = [];
  for (let p = at + 1; ; p++) {
    const char = text[p] ?? "\n";
    if (char === "]") return texts;
    if (char === "[" || char === "{" || char === "\n" || char === "\\") return "odd";
    if (char !== '"') continue;
    texts.push(p + 1);
    const end = text.slice(p + 1).search(/["\\\n]/) + p + 1;
    if (end <= p || text[end] !== '"') return "odd";
    p = end;
  }
}

const strings = /"(?:[^"\\]|\\.)*"/g;

/** True where a key is written so that the sieve does not see it: with `\u` in it, or with white space before its colon. */
export function hidesKey(line: string): boolean {
  if (/""[\x00-\x20]+:/.test(line.replace(strings, '""'))) return true;
  return /\\u(?:[^"\\]|\\.)*"[ \t\r]*:/.test(line);
}

/** True where a string only begins as such a key would end: the sieve may hand that on, and need not. */
export function looksHidden(line: string): boolean {
  return /"[\x00-\x20]+:/.test(line);
}

/** The cells of tab-separated lines: where each begins, and its column. */
export function cellsOf(text: string): { readonly at: number; readonly column: number }[] {
  let at = 0;
  let column = 0;
  const cells = [{ at, column }];
  for (const char of text) {
    at++;
    if (char !== "\t" && char !== "\n") continue;
    column = char === "\n" ? 0 : column + 1;
    cells.push({ at, column });
  }
  return cells.slice(0, -1);
}
