/**
 * What all formats of one entry a line share: lines without their ends and BOM, each bounded, each answered by
 * items, comments told from values. A format adds what its lines mean.
 */
import type { Claim, Observable } from "../model/index.js";
import type { FeedItem, FeedSample, LineReader } from "./feed-format.js";
import { lineLengthMax } from "./limits.js";
import { intelProblem } from "./problems.js";
import { readRange, readValue } from "./read-value.js";

/** The claim of a format that says nothing beyond the value; one object, so that users can share by identity. */
export const nothingClaimed: Partial<Claim> = Object.freeze({});

/** Calls the reader for every line that has something in it, and yields what it answers. */
export function* readLines(text: string, read: LineReader): Generator<FeedItem> {
  let at = isMarked(text) ? 1 : 0;
  for (let number = 1; at < text.length; number++) {
    let end = text.indexOf("\n", at);
    if (end < 0) end = text.length;
    const items = lineItems(text.slice(at, end), number, read);
    if (items !== null) {
      if ("kind" in items) yield items;
      else yield* items;
    }
    at = end + 1;
  }
}

/** What the reader answers for one line, as it stands without its end. */
export function lineItems(raw: string, number: number, read: LineReader): ReturnType<LineReader> {
  if (raw.length > lineLengthMax) {
    const detail = `Line ${number} has ${raw.length} characters; ${lineLengthMax} are read.`;
    return { kind: "problem", line: number, problem: intelProblem("line-too-long", detail) };
  }
  const line = raw.trim();
  return line === "" ? null : read(line, number);
}

/** True for a text that begins with a byte order mark. */
export function isMarked(text: string): boolean {
  return text.charCodeAt(0) === 0xfeff;
}

export function entryItem(observable: Observable, claim: Partial<Claim>, line: number): FeedItem {
  return { kind: "entry", entry: { observable, claim, line } };
}

export function keptItem(pattern: string, reason: string, line: number): FeedItem {
  return { kind: "kept", kept: { pattern, reason, line } };
}

export function unknownValue(text: string, line: number, noun = "Line"): FeedItem {
  const shown = JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
  const problem = intelProblem(
    "value-unknown",
    `${noun} ${line}: ${shown} is no value that telemetry carries.`,
  );
  return { kind: "problem", line, problem };
}

/** The items of one value: an entry, several for a range, or a problem. */
export function valueItems(
  text: string,
  claim: Partial<Claim>,
  line: number,
): FeedItem | readonly FeedItem[] {
  const observable = readValue(text);
  if (observable !== null) return entryItem(observable, claim, line);
  const range = text.includes("-") || text.includes("–") ? readRange(text) : null;
  if (range !== null) return range.map((network) => entryItem(network, claim, line));
  return unknownValue(text, line);
}

/** True for a line that is only a comment: `#`, `;`, `!` or `//` first. */
export function isComment(line: string): boolean {
  const first = line.charCodeAt(0);
  return first === 35 || first === 59 || first === 33 || (first === 47 && line.charCodeAt(1) === 47);
}

/** Cuts a comment after white space: `192.0.2.1 # seen in May`, `192.0.2.0/24 ; SBL1`. */
export function cutComment(line: string): string {
  const at = line.search(/\s(?:#|;|\/\/)/);
  return at < 0 ? line : line.slice(0, at).trim();
}

/** The share of a sample's lines, comments aside, for which something holds; 0 where there are none. */
export function shareOfLines(sample: FeedSample, holds: (line: string) => boolean): number {
  let all = 0;
  let yes = 0;
  for (const raw of sample.lines) {
    const line = raw.trim();
    if (line === "" || isComment(line)) continue;
    all++;
    if (holds(line)) yes++;
  }
  return all === 0 ? 0 : yes / all;
}
