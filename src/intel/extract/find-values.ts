/**
 * All values of one line: URLs by their `://`, everything else by runs of the characters that values are made of.
 * What stands in a path (`/etc/x.sh`, `C:\\temp\\a.com`) is passed over as a whole. Every character is looked at a
 * bounded number of times.
 */
import { spelled } from "./broken-parts.js";
import type { Candidate } from "./candidate.js";
import { readRun } from "./read-run.js";
import { readUrl } from "./read-url.js";
import type { WholeLine } from "./whole-line.js";

const runChar = /[\p{L}\p{N}\p{M}._\-:@%+~]/u;
const pathChar = /[\p{L}\p{N}\p{M}._\-:@%+~/\\$()&=?#!]/u;

export function findValues(line: WholeLine): readonly Candidate[] {
  const { text } = line;
  const found: Candidate[] = [];
  let nextUrl = text.indexOf("://");
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string;
    const share = shareHost(text, at);
    if (share > at) {
      at = share;
      continue;
    }
    if (isPathStart(text, at)) {
      at = skipPath(text, at);
      continue;
    }
    if (!isRunChar(char)) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isRunChar(text[end] as string)) end++;
    while (nextUrl >= 0 && nextUrl < at) nextUrl = text.indexOf("://", nextUrl + 3);
    if (nextUrl >= 0 && nextUrl < end) {
      const url = readUrl(line, nextUrl, at);
      found.push(...url.found);
      at = Math.max(url.end, nextUrl + 3);
      continue;
    }
    at = takeRun(line, at, end, found);
  }
  return found;
}

/** Reads one run; what it found goes to `found`, and the place to go on at comes back. */
function takeRun(line: WholeLine, start: number, end: number, found: Candidate[]): number {
  const one = readRun(line, { start, end });
  if (one !== null) {
    found.push(one);
    return Math.max(end, one.end);
  }
  // Words with ` dot ` between them that made no value are words.
  let from = start;
  for (let at = start; at < end; at++) {
    if (line.how[at] !== spelled) continue;
    const part = readRun(line, { start: from, end: at });
    if (part !== null) found.push(part);
    from = at + 1;
  }
  if (from > start) {
    const part = readRun(line, { start: from, end });
    if (part !== null) {
      found.push(part);
      return Math.max(end, part.end);
    }
  }
  return skipPathBehind(line.text, end);
}

function isRunChar(char: string): boolean {
  return char <= "\x7f" ? /[\w.\-:@%+~]/.test(char) : runChar.test(char) || /[\ud800-\udfff]/.test(char);
}

/** `\\\\192.0.2.1@80\\share`: the host of a share on the network is a place; where it begins, or `at`. */
function shareHost(text: string, at: number): number {
  if (
    text[at] !== "\\" ||
    text[at + 1] !== "\\" ||
    text[at + 2] === "\\" ||
    /[\w.:\\]/.test(text[at - 1] ?? " ")
  )
    return at;
  return at + 2;
}

/** `/etc/…`, `C:\\…`, `\\\\host\\…`, `..\\`: a path of somebody's files, not of a place. */
function isPathStart(text: string, at: number): boolean {
  const char = text[at];
  // AsciiDoc writes `\\https://…` so that no link is made of it.
  if (char === "\\") return !/^\\[a-z]{3,5}:\/\//i.test(text.slice(at, at + 9));
  const before = text[at - 1] ?? " ";
  if (char === "/")
    return (
      /[\s"'`(=:,[~.%$>}]/.test(before) &&
      text[at + 1] !== "/" &&
      /[\p{L}\p{N}_.~-]/u.test(text[at + 1] ?? "")
    );
  return /^[a-zA-Z]:[\\/](?!\/)/.test(text.slice(at, at + 4)) && !/\w/.test(before);
}

function skipPath(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && pathChar.test(text[end] as string)) end++;
  return end;
}

/** `Win32/Agent.AE`, `application/x.y`: what goes on behind a slash belongs to what stood before it. */
function skipPathBehind(text: string, at: number): number {
  if ((text[at] !== "/" && text[at] !== "\\") || text[at + 1] === "/") return at;
  let end = at + 1;
  while (end < text.length && isPathPart(text[end] as string)) end++;
  return end;
}

const isPathPart = (char: string): boolean => /[\w.\-/\\%+~]/.test(char);
