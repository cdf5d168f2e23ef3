/**
 * Placeholders: `%Servers%` in a value with the modifier `expand` stands for values that the center's settings give, of which
 * any may stand there. One that nothing was given for refuses the rule by its name, as a rule that looks for `%Servers%`
 * would find nothing and say nothing. `\%` is a plain percent sign.
 */
import { parsePattern } from "./pattern.js";
import type { PatternPart } from "./rule.js";

/** Values by the placeholder's name, as they would stand in a rule: `srv*`. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

const placeholder = /(?<!\\)%([\p{L}\p{N}_]+)%/gu;

/** The names in a text, each once. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name]) => name as string))];
}

/** All patterns that a pattern stands for; all its names must be given. */
export function expandParts(parts: readonly PatternPart[], given: Placeholders): PatternPart[][] {
  let made: PatternPart[][] = [[]];
  for (const part of parts) {
    if (typeof part !== "string") {
      made = made.map((start) => [...start, part]);
      continue;
    }
    let from = 0;
    for (const match of part.matchAll(placeholder)) {
      const before = unescaped(part.slice(from, match.index));
      const values = valuesOf(given, match[1] as string).map(parsePattern);
      made = made.flatMap((start) => values.map((value) => [...start, before, ...value]));
      from = match.index + match[0].length;
    }
    const rest = unescaped(part.slice(from));
    made = made.map((start) => [...start, rest]);
  }
  return made;
}

/** How many patterns `expandParts` makes. */
export function countExpanded(parts: readonly PatternPart[], given: Placeholders): number {
  let count = 1;
  for (const part of parts)
    if (typeof part === "string")
      for (const [, name] of part.matchAll(placeholder)) count *= valuesOf(given, name as string).length;
  return count;
}

/** A regular expression with the values as plain texts in the places of their names. */
export function expandRegExp(source: string, given: Placeholders): string {
  const plain = (value: string) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return source
    .replace(placeholder, (_, name: string) => `(?:${valuesOf(given, name).map(plain).join("|")})`)
    .replaceAll("\\%", "%");
}

export function valuesOf(given: Placeholders, name: string): readonly string[] {
  return Object.hasOwn(given, name) ? (given[name] as readonly string[]) : [];
}

const unescaped = (text: string) => text.replaceAll("\\%", "%");
