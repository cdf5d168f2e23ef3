/**
 * Ranges of versions as advisories write them: `vers:all/*`, `vers:all/<V34.1`, `>= 2.0 | <= 2.7`, `=> 5.0 | <= 5.0.5.31`, `All
 * versions < V4.5`, `2.0 to 3.1`, `Versions 2.1.0 and prior`, `24950 | 24952`, `9.x`, `R15x`. CSAF 2.0 wants `vers` (3.1.2.3.2)
 * and most advisories write prose. What can't be read is told from what can't be true: a range that ends before it begins.
 */
import { compareVersions, numberMax, readVersion, type Version, versionCharsMax } from "./version.js";

interface Bound {
  readonly version: Version;
  readonly inclusive: boolean;
}

/** A null bound is open. */
interface Interval {
  readonly low: Bound | null;
  readonly high: Bound | null;
}

/** The versions that lie in any of the intervals. */
export type VersionRange = readonly Interval[];

const everyVersion: VersionRange = [{ low: null, high: null }];

type ReadRange =
  | { readonly range: VersionRange }
  | { readonly wrong: "not understood" | "ends before it begins" };

const notUnderstood: ReadRange = { wrong: "not understood" };

/** Parts of a range beyond this are no range that people write. */
const constraintsMax = 64;

type Operator = "<" | "<=" | ">" | ">=" | "=";
interface Constraint {
  readonly operator: Operator;
  readonly text: string;
}

/** Prose without its first words (`all versions`), first that holds; each makes constraints of what its groups have. */
const phrases: readonly (readonly [RegExp, readonly Operator[]])[] = [
  [/^(?:prior to|before|earlier than|older than|lower than|below|less than) (.+)$/, ["<"]],
  [/^(?:up to and including|up to|until|through) (.+)$/, ["<="]],
  [/^(?:after|later than|newer than|higher than|above) (.+)$/, [">"]],
  [/^(.+?),? (?:and|or) (?:all )?(?:prior|earlier|older|below|lower|previous)(?: versions?)?$/, ["<="]],
  [/^(.+?),? (?:and|or) (?:all )?(?:later|newer|above|higher)(?: versions?)?$/, [">="]],
  [/^(.+?) (?:up )?to before (.+)$/, [">=", "<"]],
  [/^(.+?) (?:up to and including|up to|through|thru|to|-) (.+)$/, [">=", "<="]],
  [/^between (.+?) and (.+)$/, [">=", "<="]],
];
const filler = /^(?:all versions?|versions?|all|from|since|starting with)[ :,]+/;

/** Reads one range; never throws. `text` as it stands in the product tree, of a range or of a single version. */
export function readVersionRange(text: string): ReadRange {
  if (text.length > versionCharsMax) return notUnderstood;
  const said = unescaped(text)
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^vers:[a-z0-9.+-]+\//, "");
  if (/^(?:\*|all|any|(?:all|any) (?:version|release|model|revision)s?|all known versions|-)$/.test(said))
    return { range: everyVersion };
  const constraints = constraintsOf(said);
  if (constraints === null || constraints.length === 0 || constraints.length > constraintsMax)
    return notUnderstood;
  return intervalsOf(constraints);
}

/** `vers` percent-encodes what it uses itself. */
const unescaped = (text: string): string =>
  text.startsWith("vers:")
    ? text.replaceAll(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

function constraintsOf(said: string): readonly Constraint[] | null {
  const signs = said.replace(/^(?:all )?versions? (?=[<>=])/, "").replace(/^all (?=[<>=])/, "");
  if (/[<>=≤≥]/.test(signs)) return signed(signs);
  const bare = said.replace(filler, "").replace(filler, "");
  for (const [phrase, operators] of phrases) {
    const texts = phrase
      .exec(bare)
      ?.slice(1)
      .map((text) => text.replace(filler, "").replace(/^version /, ""));
    if (texts?.every(isVersion))
      return operators.map((operator, at) => ({ operator, text: texts[at] as string }));
  }
  const alternatives = bare.split(/\||, (?:and )?| and | or /).map((part) => part.trim());
  return alternatives.every(isVersion) ? alternatives.map((part) => ({ operator: "=", text: part })) : null;
}

/** A version alone: prose that only has a number in it is none. Words in it are those of versions, or stand before it. */
function isVersion(text: string): boolean {
  const words = text
    .replace(/\([^()]*\)$/, "")
    .trim()
    .split(/[ _]+/);
  return words.length <= 6 && /\d/.test(text) && words.every((word, at) => isWordOfVersion(word, at === 0));
}

const isWordOfVersion = (word: string, isFirst: boolean): boolean =>
  /^[a-z]{0,12}[.-]?\d[\w.*+-]*$/.test(word) ||
  (isFirst
    ? /^[a-z]{3,9}$/.test(word)
    : /^(?:sp|service|pack|update|upd|patch|hotfix|hf|rc|build|rev|[a-z])$/.test(word));

/** `>= 2.0 | < 3`, `>=2.0 <3`, `>= 1, < 2`; a part without a sign is a version of its own. Null where one is empty. */
function signed(text: string): readonly Constraint[] | null {
  const parts = text
    .replaceAll(/[≤]/g, "<=")
    .replaceAll(/[≥]/g, ">=")
    .replaceAll(/(?<![<>=|,\s])\s*(?=[<>])/g, " |")
    .split(/\||,| and (?=[<>=])|(?<=[^<>=|,\s]) (?=[<>=])/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "*");
  const constraints: Constraint[] = [];
  for (const part of parts) {
    const [, sign = "=", rest = ""] = /^([<>]=?|=[<>=]?|)\s*(?:versions? )?(.*)$/s.exec(part) ?? [];
    if (!/^[^<>=!]*\d[^<>=!]*$/.test(rest)) return null;
    constraints.push({ operator: operators[sign] ?? "=", text: rest });
  }
  return constraints;
}

const operators: Readonly<Record<string, Operator>> = {
  "<": "<",
  "<=": "<=",
  "=<": "<=",
  ">": ">",
  ">=": ">=",
  "=>": ">=",
};

/** A lower bound and the next upper one are an interval; each other stands alone. */
function intervalsOf(constraints: readonly Constraint[]): ReadRange {
  const intervals: Interval[] = [];
  let low: Bound | null = null;
  for (const { operator, text } of constraints) {
    const span = spanOf(text);
    if (span === null) return notUnderstood;
    const inclusive = operator.endsWith("=");
    if (operator === "=")
      intervals.push({
        low: { version: span.first, inclusive: true },
        high: { version: span.last, inclusive: true },
      });
    else if (operator.startsWith(">")) {
      if (low !== null) intervals.push({ low, high: null });
      low = { version: inclusive ? span.first : span.last, inclusive };
    } else {
      intervals.push({ low, high: { version: inclusive ? span.last : span.first, inclusive } });
      low = null;
    }
  }
  if (low !== null) intervals.push({ low, high: null });
  return intervals.some(isImpossible) ? { wrong: "ends before it begins" } : { range: intervals };
}

/** The first and last version that a text names: two where it has an `x` for any number (`9.x`, `r15x`, `2.0.*`). */
function spanOf(text: string): { readonly first: Version; readonly last: Version } | null {
  const open = /^(.*?)(\d*)(?:\.?[*]|\.x|x)$/s.exec(text.trim());
  if (open === null) {
    const version = readVersion(text);
    return version === null ? null : { first: version, last: version };
  }
  const [, head = "", digits = ""] = open;
  const isDigit = /\dx$/.test(text.trim());
  const first = readVersion(isDigit ? `${head}${digits}0` : `${head}${digits}`);
  const last = readVersion(isDigit ? `${head}${digits}9.${numberMax}` : `${head}${digits}.${numberMax}`);
  return first === null || last === null ? null : { first, last };
}

function isImpossible({ low, high }: Interval): boolean {
  if (low === null || high === null) return false;
  const order = compareVersions(low.version, high.version);
  return order !== null && (order > 0 || (order === 0 && !(low.inclusive && high.inclusive)));
}

/** Whether a version lies in the range; null where that can't be said. */
export function rangeHas(range: VersionRange, version: Version): boolean | null {
  const answers = range.map(({ low, high }) => {
    const above = low === null ? true : isBeyond(compareVersions(version, low.version), low.inclusive);
    const below =
      high === null ? true : isBeyond(negated(compareVersions(version, high.version)), high.inclusive);
    return above === false || below === false ? false : above === null || below === null ? null : true;
  });
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

const negated = (order: number | null): number | null => (order === null ? null : -order);

const isBeyond = (order: number | null, inclusive: boolean): boolean | null =>
  order === null ? null : order > 0 || (order === 0 && inclusive);
