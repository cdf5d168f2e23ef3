/**
 * Observables out of plain text: lines are joined where a page's width broke them, made whole, searched, and what is
 * found is judged once everything is known. Works in slices and lets others run between them, so that a long
 * report holds up nobody. Time is linear in the text.
 */
import { setImmediate as othersRun } from "node:timers/promises";
import type { ExtractedObservable, Extraction, ExtractionOptions } from "./extraction.js";
import { findValues } from "./find-values.js";
import { type LogicalLine, lineAt, linesOf, logicalLines } from "./join-lines.js";
import { confidenceOf, type LeftOut, leftOutBecause, type Occurrence, traitsOf } from "./judge.js";
import { observablesMax, sliceCharacters, textCharactersMax } from "./limits.js";
import { cuesOf } from "./line-cues.js";
import { isMailHead, isSenderLine } from "./mail-head.js";
import { type Section, Sections } from "./sections.js";
import { rawBetween, wholeLine } from "./whole-line.js";

/** Places kept of one text: each value may stand in several. */
const occurrencesMax = 4 * observablesMax;

const sentences: Readonly<Record<LeftOut, (count: string) => string>> = {
  reference: (count) =>
    `${count} left out as references: links in a list of sources, or whole ones in a report that breaks its indicators.`,
  harmless: (count) => `${count} left out as the text calls them harmless.`,
  own: (count) => `${count} left out as the publisher's or the reporter's own.`,
  allowed: (count) => `${count} left out as they stand on an allow list.`,
  private: (count) => `${count} left out as addresses of no place on the internet.`,
  example: (count) => `${count} left out: called examples in the text, or kept for documentation.`,
  "other-hash": (count) => `${count} left out as hashes of another kind or ids.`,
};

export async function extractText(
  text: string,
  options: ExtractionOptions,
  notes: readonly string[] = [],
): Promise<Extraction> {
  const said = [...notes];
  let kept = text;
  if (text.length > textCharactersMax) {
    kept = text.slice(0, textCharactersMax);
    said.push(`Only the first ${textCharactersMax} characters of ${text.length} were read.`);
  }
  const occurrences = await occurrencesIn(kept);
  if (occurrences.length >= occurrencesMax)
    said.push(`More than ${occurrencesMax} values were met; the rest was not read.`);
  const { observables, leftOut } = judged(occurrences, options);
  for (const [why, count] of leftOut)
    said.push(sentences[why](count === 1 ? "1 value was" : `${count} values were`));
  if (observables.length > observablesMax)
    said.push(`Only the first ${observablesMax} of ${observables.length} observables are told.`);
  return { observables: observables.slice(0, observablesMax), notes: said, text: kept };
}

async function occurrencesIn(text: string): Promise<readonly Occurrence[]> {
  const found: Occurrence[] = [];
  const sections = new Sections();
  let since = 0;
  let previous = "";
  const physical = [...linesOf(text)];
  for (const logical of logicalLines(physical)) {
    const { line } = logical.starts[0] as { line: number };
    if (isMailHead(physical, line - 1)) sections.openMail();
    const section = sections.take(logical.text, physical[line]);
    takeLine(logical, section, previous, found);
    if (logical.text.trim() !== "") previous = logical.text;
    if (found.length >= occurrencesMax) break;
    since += logical.text.length + 1;
    if (since >= sliceCharacters) {
      since = 0;
      await othersRun();
    }
  }
  return found;
}

function takeLine(logical: LogicalLine, section: Section, previous: string, found: Occurrence[]): void {
  const whole = wholeLine(logical.text);
  for (const candidate of findValues(whole)) {
    const cues = cuesOf(whole.text, candidate.start, candidate.end, previous);
    const isSender = candidate.kind === "email" && isSenderLine(whole.text);
    const kind =
      candidate.kind === "md5" && (cues.hash === "ja3" || cues.hash === "ja3s") ? cues.hash : candidate.kind;
    found.push({
      ...candidate,
      kind,
      raw: rawBetween(logical.text, whole, candidate.start, candidate.end),
      line: lineAt(logical, whole.from[candidate.start] as number),
      section,
      cues,
      isSender,
    });
  }
}

interface Judged {
  readonly observables: readonly ExtractedObservable[];
  readonly leftOut: ReadonlyMap<LeftOut, number>;
}

/** Each value once: where it stood first, as sure as its best place. One place that counts is enough. */
function judged(occurrences: readonly Occurrence[], options: ExtractionOptions): Judged {
  const traits = traitsOf(occurrences, options);
  const first = new Map<string, Occurrence>();
  const confidences = new Map<string, number>();
  const reasons = new Map<string, LeftOut>();
  for (const one of occurrences) {
    const key = `${one.kind} ${one.value}`;
    if (!first.has(key)) first.set(key, one);
    const why = leftOutBecause(one, traits, options);
    if (why === null) confidences.set(key, Math.max(confidences.get(key) ?? 0, confidenceOf(one, traits)));
    else reasons.set(key, why);
  }
  const observables: ExtractedObservable[] = [];
  const leftOut = new Map<LeftOut, number>();
  for (const [key, { kind, value, raw, line }] of first) {
    const confidence = confidences.get(key);
    if (confidence !== undefined) observables.push({ kind, value, text: raw, line, confidence });
    else {
      const why = reasons.get(key) as LeftOut;
      leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    }
  }
  return { observables, leftOut };
}
