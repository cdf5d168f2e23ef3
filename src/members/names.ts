/**
 * Names of members. A name must stand out from the words a warning is written in: the gate looks for members'
 * names in everything it releases, and a company called "Port" would stand in every sentence.
 */
import type { Problem } from "../base/index.js";
import { membersProblem } from "./problems.js";

const plainWords = new Set(
  (
    "a an the of and or in on to at by for from with is was this that it its one two three four five six seven " +
    "eight nine ten more other no member members port center company computer machine server network address " +
    "attack warning high medium low critical source sources list listed known report outbound inbound internal " +
    "tlp red amber green clear open closed rule id value computers reached contacted looked telemetry firewall " +
    "confidence fingerprint hostile independent within days press search logs block blocked evidence unplug equipment " +
    "crane gate dns filter proxy att ck technique"
  ).split(" "),
);

/** Characters that can't be seen or kept: controls (NUL among them), formats, halves of surrogate pairs. */
export const hasUnseen = (text: string): boolean => /[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);

const nameMax = 120;
/** Shorter names are looked for inside other words too, so they must not be part of a warning's own. */
const shortMax = 5;

/** The name in one line, spaces joined; or why it can't be a member's. */
export function readName(text: string): string | Problem {
  const name = text.normalize("NFC").replace(/\s+/g, " ").trim();
  if (hasUnseen(name)) return membersProblem("member-invalid", "The name has characters that can't be seen.");
  if (name.length < 3 || name.length > nameMax)
    return membersProblem("member-invalid", `A name has 3 to ${nameMax} characters.`);
  if (isOrdinary(name))
    return membersProblem(
      "member-invalid",
      `${JSON.stringify(name)} can't be told from ordinary words; give the company's full name.`,
    );
  return name;
}

/** True where a warning's own words would show it: then it would be hidden from every sentence. */
export function isOrdinary(name: string): boolean {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return (
    !/\p{L}/u.test(name) || words.every((word) => plainWords.has(word)) || isPartOfPlainWord(words.join(""))
  );
}

function isPartOfPlainWord(letters: string): boolean {
  return letters.length <= shortMax && [...plainWords].some((word) => word.includes(letters));
}
