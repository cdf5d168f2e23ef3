/**
 * What a password must be (NIST SP 800-63B-4, section 3.1.1.2): long, not among the commonest, not made of what
 * anybody knows of the person. No rules on kinds of characters, no expiry; spaces and every script are welcome.
 */
import type { Problem } from "../../base/index.js";
import { membersProblem } from "../problems.js";
import { commonPasswords } from "./common-passwords.js";

export const passwordMin = 12;
/** Argon2 reads any length; a sentence fits. */
export const passwordMax = 256;

/** Letters and digits alone, as people vary the rest: `P@ssword-1234!` is `password1234` to a guesser. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[@4]/g, "a")
    .replace(/0/g, "o")
    .replace(/[$5]/g, "s")
    .replace(/3/g, "e")
    .replace(/[1!|]/g, "i")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

const common = new Set(commonPasswords.map(bare));
/** A row of keys or of the alphabet, forth and back. */
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb",
];
const runs = rows.flatMap((row) => [row, [...row].reverse().join("")]);

/** True where it is a short piece repeated: `aaaaaaaaaaaa`, `portportport`. */
function isRepeated(text: string): boolean {
  const letters = [...text];
  return [1, 2, 3, 4, 5, 6].some((size) => letters.every((letter, at) => letter === letters[at % size]));
}

function isRun(text: string): boolean {
  let left = text;
  while (left.length > 0) {
    const piece = [...Array(left.length).keys()]
      .map((cut) => left.slice(0, left.length - cut))
      .find((head) => head.length >= 4 && runs.some((row) => row.includes(head)));
    if (piece === undefined) return false;
    left = left.slice(piece.length);
  }
  return true;
}

/** Null where it will do. `known` is what others know of the person: name, address, company. */
export function refusePassword(password: string, known: readonly string[]): Problem | null {
  const letters = [...password.normalize("NFKC")];
  if (letters.length < passwordMin)
    return membersProblem("password-weak", `It has ${letters.length} characters.`);
  if (letters.length > passwordMax)
    return membersProblem("password-weak", `It has more than ${passwordMax} characters.`);
  const lower = letters.join("").toLowerCase();
  if (isRepeated(lower) || isRun(lower)) return membersProblem("password-weak", "It repeats or counts.");
  const text = bare(lower);
  const stem = lower.replace(/[\p{N}\p{P}\p{S}\s]+$/u, "");
  if (common.has(text) || (stem.length > 0 && common.has(bare(stem))))
    return membersProblem("password-weak", "It is one of the commonest.");
  const words = known.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]).map(bare);
  if (words.some((w) => w.length >= 4 && text.includes(w) && text.replaceAll(w, "").length < 6))
    return membersProblem("password-weak", "It is little more than your name, address or company.");
  return null;
}
