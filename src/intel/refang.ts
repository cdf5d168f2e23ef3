/**
 * Makes defanged values whole again: `hxxps[:]//evil[.]example/a` is `https://evil.example/a`. Authors break
 * values in many ways so that nobody clicks on them; all ways seen in real reports are undone here, and a value
 * that was never broken comes back unchanged. `defang` is the one way we break them ourselves.
 */

const defanged = /[[\](){}\\]|hxxp|h\*\*p|fxp|meow|\sdot\s|\sat\s/i;

/** A value as it was before somebody made it harmless. Ends of brackets and quotes around it are cut. */
export function refang(text: string): string {
  if (!defanged.test(text)) return text;
  const value = text
    .replace(/^(h(?:xx|tt|\*\*|tx|xt)p|meow)(s?)(?=\s?[:[({\\])/i, (_, _scheme, s: string) => `http${s}`)
    .replace(/^f(?:x|t)p(s?)(?=[:[({\\])/i, (_, s: string) => `ftp${s}`)
    .replace(/[[{]\s?(?::\/\/|:\\\/\\\/)\s?[\]}]/g, "://")
    .replace(/^([a-z]{3,5})\((:(?:\/\/)?)\)/i, "$1$2")
    .replace(/[[{]\s?:\s?[\]}]/g, ":")
    .replace(/[[{]\s?\/\s?[\]}]/g, "/")
    .replace(/\s?[[{]\s?(?:\.|dot|,)\s?[\]}]\s?/gi, ".")
    .replace(/\s?[[{]\s?(?:@|at)\s?[\]}]\s?/gi, "@")
    .replace(/\\\./g, ".");
  const scheme = value.indexOf("://");
  const start = scheme < 0 ? 0 : scheme + 3;
  const end = value.slice(start).search(/[/?#]/);
  if (end < 0) return cutStray(refangHost(value), ["[]", "{}", "()"]);
  // round brackets are letters like others in a path
  return cutStray(refangHost(value.slice(0, start + end)) + value.slice(start + end), ["[]", "{}"]);
}

function refangHost(text: string): string {
  return text
    .replace(/\s?\(\s?(?:\.|dot)\s?\)\s?/gi, ".")
    .replace(/\s?\(\s?(?:@|at)\s?\)\s?/gi, "@")
    .replace(/\(:\)/g, ":")
    .replace(/\s+dot\s+/gi, ".")
    .replace(/\s+at\s+/gi, "@")
    .replace(/[[({]\.|\.[\])}]/g, "."); // half a pair: `evil[.com`, `evil.]com`
}

/** Brackets left open or closed by nobody at either end; `[2001:db8::1]` keeps its pair. */
function cutStray(text: string, pairs: readonly string[]): string {
  let value = text;
  for (const [open, close] of pairs) {
    if (value.startsWith(open as string) && !value.includes(close as string)) value = value.slice(1);
    if (value.endsWith(close as string) && !value.includes(open as string)) value = value.slice(0, -1);
  }
  return value;
}

/** Breaks a value: dots in brackets, `hxxp` for `http`, the scheme's colon and the at sign in brackets. */
export function defang(value: string): string {
  return value
    .replace(/^http(s?):\/\//i, "hxxp$1[://]")
    .replace(/^ftp(s?):\/\//i, "fxp$1[://]")
    .replaceAll(".", "[.]")
    .replaceAll("@", "[@]");
}
