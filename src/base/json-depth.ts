/**
 * How deep JSON nests, counted before it is parsed: a parser takes seconds for ten million brackets, and whoever walks
 * the value after it takes more. One pass over the text, whatever is in it.
 */

/** Whether lists and objects nest deeper than allowed in a value that was parsed already: one part of a larger text. */
export function nestsDeeper(value: unknown, max: number): boolean {
  let level = [value].filter(hasLevels);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((each) => Object.values(each).filter(hasLevels));
  }
  return false;
}

const hasLevels = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Where brackets outside strings first nest deeper than allowed, or null. */
export function deepestAt(text: string, max: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 92) i++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) {
      if (++depth > max) return i;
    } else if (code === 125 || code === 93) depth--;
  }
  return null;
}
