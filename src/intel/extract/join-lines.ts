/**
 * Puts values together again that a page's width has broken: a URL that ends in `&` or `/`, a hash of which the
 * line holds a part, a name that ends in its dot. A line is joined to the next only where both halves say so;
 * in doubt lines stay apart. Also cuts what is far too long into pieces. One pass.
 */
import { joinedLinesMax, lineCharactersMax } from "./limits.js";

export interface LogicalLine {
  readonly text: string;
  /** Where physical lines begin in `text`, and their numbers from 1. */
  readonly starts: readonly { readonly at: number; readonly line: number }[];
}

const hashLengths = new Set([32, 40, 64, 128]);
const hexEnd = /(?:^|[^0-9a-zA-Z])([0-9a-fA-F]{8,127})$/;
const hexStart = /^([0-9a-fA-F]{1,127})(?![0-9a-zA-Z])/;

/** True where `next` goes on with the value that `line` ends in. Both are trimmed. */
export function goesOn(line: string, next: string): boolean {
  if (next === "" || /^[-*•|#=>]\s|^\d{1,3}[.)]\s|^\||^[a-z*]{3,6}(?::|\[:)/i.test(next)) return false;
  const tail = line.slice(-2048);
  const hex = hexEnd.exec(tail)?.[1];
  const rest = hex === undefined ? undefined : hexStart.exec(next)?.[1];
  if (hex !== undefined && rest !== undefined && hashLengths.has(hex.length + rest.length))
    // What looks whole already goes on only into a rest that is none itself, and no date or size.
    return !hashLengths.has(hex.length) || (rest.length >= 16 && !hashLengths.has(rest.length));
  if (hex !== undefined) return false;
  const word = lastWord(tail);
  if (/^[^\s|"'<>]{1,8}(?::\/\/|\[:\]\/\/|\[:\/\/\])/.test(word.replace(/^[-*•([{`]{1,3}/, "")))
    return urlGoesOn(word, next);
  // `evil[.]` and then `com`
  return (
    /[\p{L}\p{N}-](?:\[\.\]|\(\.\)|\[dot\])$/iu.test(word) &&
    /^[\p{L}\p{N}-]{1,63}(?:[\s./:,;|[(]|$)/u.test(next)
  );
}

function lastWord(text: string): string {
  let at = text.length;
  while (at > 0 && (text[at - 1] as string) > " ") at--;
  return text.slice(at);
}

/** A URL goes on where it ends in a sign that ends none, and the next line begins with what may stand behind it. */
function urlGoesOn(word: string, next: string): boolean {
  const first = /^\S{1,512}/.exec(next)?.[0] ?? "";
  if (!/^[\w%&=?#/+.~:@!$-]/.test(first) || !/[\p{L}\p{N}]/u.test(first)) return false;
  const alone = first.length === next.length || /^\S{1,512}\s{2,}/.test(next);
  if (/[&?=%]$/.test(word)) return /[=&%/._-]|\d/.test(first) || alone;
  return /[/_~+-]$/.test(word) && alone && /[/=&?._%-]|\d/.test(first) && !/^[A-Z][a-z]+$/.test(first);
}

/** The lines of a text, joined and cut; every character of the text is in one of them but blanks at joints. */
export function* logicalLines(lines: Iterable<string>): Generator<LogicalLine> {
  let text = "";
  let starts: { at: number; line: number }[] = [];
  let number = 0;
  for (const raw of lines) {
    number++;
    if (starts.length > 0) {
      const ended = text.trimEnd();
      if (starts.length < joinedLinesMax && text.length < lineCharactersMax && goesOn(ended, raw.trim())) {
        starts.push({ at: ended.length, line: number });
        text = ended + raw.trim();
        continue;
      }
      yield { text, starts };
    }
    text = raw;
    starts = [{ at: 0, line: number }];
    if (raw.length > lineCharactersMax) {
      for (const piece of pieces(raw)) yield { text: piece, starts };
      starts = [];
    }
  }
  if (starts.length > 0) yield { text, starts };
}

/** Cuts a long line at blanks or, where there are none, anywhere. */
function* pieces(line: string): Generator<string> {
  for (let at = 0; at < line.length; ) {
    let end = Math.min(at + lineCharactersMax, line.length);
    if (end < line.length) {
      const back = line.slice(end - 2048, end).search(/[\s,;|][^\s,;|]*$/);
      if (back >= 0) end = end - 2048 + back + 1;
    }
    yield line.slice(at, end);
    at = end;
  }
}

/** The number of the physical line that holds this place. */
export function lineAt({ starts }: LogicalLine, at: number): number {
  let line = starts[0]?.line ?? 1;
  for (const start of starts) if (start.at <= at) line = start.line;
  return line;
}

/** The lines of a text, one by one, whatever ends them. */
export function* linesOf(text: string): Generator<string> {
  let at = 0;
  while (at <= text.length) {
    let end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    yield text.slice(at, text[end - 1] === "\r" ? end - 1 : end);
    at = end + 1;
  }
}
