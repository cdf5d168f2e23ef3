/**
 * A line with every broken value made whole, and for each of its characters where it came from. Invisible
 * characters go, full-width and other compatibility forms become what they look like, the signs of
 * `broken-parts` become what they stand for. Costs the line's length.
 */
import { brokenPartAt, surely, unbroken, weakly } from "./broken-parts.js";

export interface WholeLine {
  readonly text: string;
  /** For each character of `text`, where its source begins in the raw line; one more for the end. */
  readonly from: Uint32Array;
  /** For each character, where its source ends. */
  readonly to: Uint32Array;
  /** For each character, how it was broken (see `broken-parts`). */
  readonly how: Uint8Array;
  /** True where something was broken. */
  readonly broken: boolean;
}

const plain = /^[\x20-\x7e]*$/;
const mayBeBroken = /[[({<\\]|\.[\])}]|[hf](?:x|t)[xpt]|h[*_-]|meow|\sdot\s|\spunto\s|\sat\s|\sarroba\s/i;
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** Look-alikes of signs that compatibility forms leave alone. */
const lookAlikes: Readonly<Record<string, string>> = {
  "\u2010": "-",
  "\u2011": "-",
  "\u2044": "/",
  "\u2215": "/",
  "\u2236": ":",
  "\ua789": ":",
  "\u2024": ".",
  "\uff61": ".",
};

function identity(line: string): WholeLine {
  const { length } = line;
  const from = new Uint32Array(length + 1);
  const to = new Uint32Array(length);
  for (let at = 0; at <= length; at++) from[at] = at;
  for (let at = 0; at < length; at++) to[at] = at + 1;
  return { text: line, from, to, how: new Uint8Array(length), broken: false };
}

/** The plain form of one character, or null where it stays. */
function plainForm(line: string, at: number, char: string): string | null {
  const alike = lookAlikes[char];
  if (alike !== undefined) return alike;
  // The ideographic full stop ends sentences; between two Latin letters it is a dot.
  if (char === "\u3002")
    return /[a-z0-9]/i.test(line[at - 1] ?? "") && /[a-z0-9]/i.test(line[at + 1] ?? "") ? "." : null;
  const form = char.normalize("NFKC");
  return form !== char && /^[\x21-\x7e]+$/.test(form) ? form : null;
}

export function wholeLine(line: string): WholeLine {
  if (plain.test(line) && !mayBeBroken.test(line)) return identity(line);
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const how: number[] = [];
  let broken = false;
  /** Something invisible stood right before. */
  let hidden = false;
  const put = (text: string, start: number, end: number, kind: number) => {
    parts.push(text);
    for (let i = 0; i < text.length; i++) {
      from.push(start);
      to.push(end);
      how.push(kind);
    }
    if (kind >= weakly) broken = true;
  };
  for (let at = 0; at < line.length; ) {
    const char = String.fromCodePoint(line.codePointAt(at) as number);
    if (invisible.test(char)) {
      at += char.length;
      hidden = true;
      continue;
    }
    const part = brokenPartAt(line, at);
    if (part !== null) {
      put(part.text, at, at + part.length, part.how);
      at += part.length;
      continue;
    }
    if (char > "\x7e") {
      const form = plainForm(line, at, char);
      put(form ?? char, at, at + char.length, form === null ? unbroken : weakly);
    } else {
      // Within a name it was put there; at its edge it came with the page.
      const within = hidden && /[\w.@-]/.test(char) && /[\w.@-]$/.test(parts.at(-1) ?? "");
      put(char, at, at + 1, within ? weakly : unbroken);
    }
    hidden = false;
    at += char.length;
  }
  from.push(line.length);
  return {
    text: parts.join(""),
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
    how: Uint8Array.from(how),
    broken,
  };
}

/** The strongest sign between two places of a whole line. */
export function brokenBetween(line: WholeLine, start: number, end: number): number {
  if (!line.broken) return unbroken;
  let most = unbroken;
  for (let at = start; at < end && most < surely; at++) most = Math.max(most, line.how[at] as number);
  return most;
}

/** What stood in the raw line for a part of the whole one. */
export function rawBetween(raw: string, line: WholeLine, start: number, end: number): string {
  return raw.slice(line.from[start] as number, line.to[end - 1] as number);
}
