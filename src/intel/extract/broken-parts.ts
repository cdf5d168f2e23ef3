/**
 * The small signs by which authors break a value so that nobody clicks on it: `[.]`, `(dot)`, `{at}`, `[:]//`,
 * `hxxp`, ` dot `, `\.`, half a pair. Each is told at one place of a line by looking at a bounded number of
 * characters, so that a whole line costs its length whatever stands in it.
 */

/** How surely somebody broke a value here on purpose. */
export const unbroken = 0;
/** A sign that has other uses too: a backslash before a dot, half a pair, full-width letters. */
export const weakly = 1;
/** Spelled with blanks around it: ` dot `, ` at `. If no value comes of it, the words were just words. */
export const spelled = 2;
/** A sign nobody writes for another reason. */
export const surely = 3;

export interface BrokenPart {
  /** Characters of the line it takes. */
  readonly length: number;
  /** What it stands for. */
  readonly text: string;
  readonly how: number;
}

const closers: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}", "<": ">" };

/** What stands between brackets, blanks cut, and what it means. */
const bracketed: Readonly<Record<string, string>> = {
  ".": ".",
  ",": ".",
  dot: ".",
  d0t: ".",
  punto: ".",
  period: ".",
  "@": "@",
  at: "@",
  arroba: "@",
  ":": ":",
  "://": "://",
  ":/": ":/",
  ":\\/\\/": "://",
  ":\\\\": "://",
  "/": "/",
  "//": "//",
};
const bracketedLengthMax = 12;

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_-]/u.test(char);
const isBlank = (char: string | undefined): boolean => char === " " || char === "\t" || char === "\u00a0";

/** `[.]` and its like at `at`, blanks inside the brackets allowed. */
function bracketAt(line: string, at: number): BrokenPart | null {
  const close = closers[line[at] as string];
  if (close === undefined) return null;
  const end = line.slice(at + 1, at + 1 + bracketedLengthMax).indexOf(close);
  if (end < 1) return null;
  const inside = line
    .slice(at + 1, at + 1 + end)
    .trim()
    .toLowerCase();
  const text = Object.hasOwn(bracketed, inside) ? (bracketed[inside] as string) : null;
  // `<at>` and `<dot>` break values; `<.>` and `</>` are markup.
  if (text === null || (close === ">" && !/^[a-z]/.test(inside))) return null;
  return { length: end + 2, text, how: surely };
}

/** `evil[.com`, `evil.]com`: half a pair between two letters. */
function halfPairAt(line: string, at: number): BrokenPart | null {
  const two = line.slice(at, at + 2);
  if (!/^(?:[[({]\.|\.[\])}])$/.test(two)) return null;
  return isWord(line[at - 1]) && isWord(line[at + 2]) ? { length: 2, text: ".", how: weakly } : null;
}

const scheme =
  /(h(?:xx|XX|xX|Xx|\*\*|tx|xt|TX|XT|__|--|tt|TT)ps?|H(?:XX|xx|\*\*|TX|XT)[Pp][Ss]?|meows?|f(?:xp|XP|tx)s?|FXP|FTX)(?=\s?(?:[[({]\s?:|:|[[({]\s?\/))/y;

/** `hxxp`, `h**ps`, `meow`, `fxp` where a colon follows; `http` itself is no sign. */
function schemeAt(line: string, at: number): BrokenPart | null {
  if (/[\p{L}\p{N}]/u.test(line[at - 1] ?? "") && !/^[hH][xX*]/.test(line.slice(at, at + 2))) return null;
  scheme.lastIndex = at;
  const found = scheme.exec(line)?.[1];
  if (found === undefined || /^http/i.test(found)) return null;
  const secure = /s$/i.test(found) ? "s" : "";
  return { length: found.length, text: /^f/i.test(found) ? `ftp${secure}` : `http${secure}`, how: surely };
}

const spelledDot = /[ \t]{1,2}(?:dot|DOT|Dot|punto)[ \t]{1,2}(?=[\p{L}\p{N}])/uy;
const spelledAt =
  /[ \t]{1,2}(?:at|AT|arroba)[ \t]{1,2}(?=[\p{L}\p{N}-]{1,63}(?:[ \t]{1,2}(?:dot|DOT|Dot|punto)[ \t]|[ \t]?[[({](?:dot|DOT)[\])}]))/uy;

function spelledAtPlace(line: string, at: number): BrokenPart | null {
  if (!isWord(line[at - 1])) return null;
  spelledDot.lastIndex = at;
  const dot = spelledDot.exec(line);
  if (dot !== null) return { length: dot[0].length, text: ".", how: spelled };
  spelledAt.lastIndex = at;
  const sign = spelledAt.exec(line);
  return sign === null ? null : { length: sign[0].length, text: "@", how: spelled };
}

/** A bracketed dot or at sign with blanks around it takes them: `evil [.] com`. */
function loose(line: string, at: number): BrokenPart | null {
  let from = at;
  while (from < at + 2 && isBlank(line[from])) from++;
  const part = bracketAt(line, from);
  if (part === null || !/^[.@:]/.test(part.text)) return null;
  let end = from + part.length;
  // Blanks behind it belong to it only where some stand before it.
  if (from > at) while (end < from + part.length + 2 && isBlank(line[end])) end++;
  if (from > at && !(isWord(line[at - 1]) && isWord(line[end]))) return null;
  return { length: end - at, text: part.text, how: part.how };
}

/** The sign that stands at this place of a line, or null. */
export function brokenPartAt(line: string, at: number): BrokenPart | null {
  switch (line[at]) {
    case " ":
    case "\t":
    case "\u00a0":
      return isBlank(line[at + 1]) && isBlank(line[at + 2])
        ? null
        : (loose(line, at) ?? spelledAtPlace(line, at));
    case "[":
    case "(":
    case "{":
    case "<":
      return bracketAt(line, at) ?? halfPairAt(line, at);
    case ".":
      return halfPairAt(line, at);
    case "\\":
      if (/^\\[.@:]$/.test(line.slice(at, at + 2)) && isWord(line[at - 1]) && isWord(line[at + 2]))
        return { length: 2, text: line[at + 1] as string, how: weakly };
      if (line.slice(at, at + 4) === "\\/\\/" && line[at - 1] === ":")
        return { length: 4, text: "//", how: weakly };
      return null;
    case "h":
    case "H":
    case "m":
    case "f":
    case "F":
      return schemeAt(line, at);
    default:
      return null;
  }
}
