/**
 * How deep JSON nests, counted before it is parsed: a parser takes seconds for ten million brackets, and whoever walks
 * the value after it takes more. One pass over the text, whatever is in it.
 */

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
