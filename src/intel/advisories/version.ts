/**
 * Versions as makers write them (`V16 Update 3a`, `R510.2_HF14`, `2020_R2_SP1`, `2.420.HW01.33`) and their order. A version
 * is numbers, then words each with the numbers behind it: `V1.0 SP1` is 1 and `sp` 1. Numbers are compared as numbers,
 * `4.5` and `4.5.0` are one. Words that are not the same have no order that everybody agrees on, so such two versions are
 * not comparable, and the answer is null rather than a guess.
 */

export interface Version {
  readonly numbers: readonly number[];
  readonly parts: readonly { readonly word: string; readonly numbers: readonly number[] }[];
}

/** Longest text that is read; the longest in 44 real advisories has 43 characters. */
export const versionCharsMax = 200;

/** Said before a version and no part of it. */
const lead = /^(?:(?:versions?|ver|vers|firmware|fw|release|revision|rev|build)[\s._:-]*)*[vr]?(?=\d)/;

/** One thing under several names. */
const sameWord: Readonly<Record<string, string>> = {
  u: "update",
  upd: "update",
  p: "patch",
  hotfix: "hf",
  "service pack": "sp",
  servicepack: "sp",
};
/** Before the version they stand with, earliest first. */
const before: readonly string[] = ["dev", "alpha", "beta", "pre", "preview", "rc"];

const months: readonly string[] =
  "january february march april may june july august september october november december".split(" ");

/** `january 2020` is its year and month. */
function dated(text: string): string {
  const [month = "", year = "", more] = text.split(/\s+/);
  const number = months.indexOf(month) + 1;
  return number > 0 && /^\d{4}$/.test(year) && more === undefined ? `${year}.${number}` : text;
}

/** Null where it says no version at all: no digit in it, or too long to be one. */
export function readVersion(raw: string): Version | null {
  if (raw.length > versionCharsMax || !/\d/.test(raw)) return null;
  // What stands in brackets behind a version explains it, but for a build: `3.5 (12)`.
  const text = raw
    .toLowerCase()
    .trim()
    .replace(/\((?!\d+\)).*$/s, "");
  const tokens =
    dated(text)
      .replace(lead, "")
      .replaceAll("service pack", "sp")
      .match(/\d+|\p{L}+/gu) ?? [];
  const numbers: number[] = [];
  const parts: { word: string; numbers: number[] }[] = [];
  for (const token of tokens) {
    if (/^\d/.test(token)) (parts.at(-1)?.numbers ?? numbers).push(Math.min(Number(token), numberMax));
    else
      parts.push({ word: Object.hasOwn(sameWord, token) ? (sameWord[token] as string) : token, numbers: [] });
  }
  return numbers.length + parts.length === 0 ? null : { numbers, parts };
}

/** Of a number in a version: dates and builds (`20190812`) fit; more is one number too large to compare exactly. */
export const numberMax = Number.MAX_SAFE_INTEGER;

/** Below, equal (0) or above zero as `a` comes before, with or after `b`; null where that can't be said. */
export function compareVersions(a: Version, b: Version): number | null {
  // `Ess4.01` and `4.01` may be the same or not: one says a word where the other begins with its number.
  if ((a.numbers.length === 0) !== (b.numbers.length === 0)) return null;
  const first = compareNumbers(a.numbers, b.numbers);
  if (first !== 0) return first;
  for (let at = 0; at < Math.max(a.parts.length, b.parts.length); at++) {
    const [left, right] = [a.parts[at], b.parts[at]];
    const words = compareWords(left?.word ?? "", right?.word ?? "");
    if (words !== 0) return words;
    const numbers = compareNumbers(left?.numbers ?? [], right?.numbers ?? []);
    if (numbers !== 0) return numbers;
  }
  return 0;
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** An empty word is the end: what comes before a release is below it, all else (`sp`, `update`, `a`) above. */
function compareWords(a: string, b: string): number | null {
  if (a === b) return 0;
  const [left, right] = [before.indexOf(a), before.indexOf(b)];
  if (left >= 0 && right >= 0) return Math.sign(left - right);
  if (left >= 0) return -1;
  if (right >= 0) return 1;
  if (a === "") return -1;
  if (b === "") return 1;
  if (a.length === 1 && b.length === 1) return a < b ? -1 : 1;
  return null;
}
