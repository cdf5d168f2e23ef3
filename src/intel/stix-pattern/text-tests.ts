/**
 * LIKE and MATCHES through the gate for regular expressions: linear time, whatever the pattern and the text are.
 * Strings are brought to NFC first, as the specification asks of these two operators; binary values are matched as
 * octets, U+0000 to U+00FF. A PCRE that RE2 can't express is refused by the name of what it uses. `.` matches no line
 * feed and `$` only the end, as in RE2.
 */
import { linearRegExp, Problem } from "../../base/index.js";
import { intelProblem } from "../problems.js";

export type TextTest = (text: string) => boolean;

/** `%` is any text, `_` any one character; the whole value must fit. */
export function likeTest(pattern: string): TextTest | Problem {
  const source = pattern.replace(/[\s\S]/gu, (letter) =>
    letter === "%" ? ".*" : letter === "_" ? "." : letter.replace(/[\\^$.*+?()[\]{}|]/, "\\$&"),
  );
  return compiled(`^(?:${source})$`, "s", `LIKE ${shown(pattern)}`);
}

export function matchesTest(pattern: string): TextTest | Problem {
  return compiled(pattern, "", `MATCHES ${shown(pattern)}`);
}

function compiled(source: string, flags: string, what: string): TextTest | Problem {
  const expression = linearRegExp(source, flags);
  if (!(expression instanceof Problem)) return (text) => expression.test(text);
  const uses = beyondRe2(source);
  return intelProblem(
    "stix-pattern-unusable",
    `${what} ${uses === null ? `can't be read: ${expression.detail}` : `uses ${uses}, which can't be met in linear time.`}`,
  );
}

function shown(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern);
}

/** Constructs of PCRE that RE2 lacks, by the letters they begin with. */
const named: readonly (readonly [RegExp, string])[] = [
  [/^\(\?[=!]/, "look-ahead"],
  [/^\(\?<[=!]/, "look-behind"],
  [/^\(\?>/, "an atomic group"],
  [/^\(\?\|/, "a branch reset group"],
  [/^\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)/, "recursion"],
  [/^\(\?\(/, "a conditional group"],
  [/^\(\?#/, "a comment"],
  [/^\(\*/, "a backtracking verb"],
  [/^\(\?P=\w+\)/, "a back-reference"],
  [/^\\(?:[1-9]|g\{?-?\w|k[<{'])/, "a back-reference"],
  [/^\\[KGRXNHhVZ]/, "an escape that RE2 does not have"],
  [/^[*+?}]\+/, "a possessive quantifier"],
];

/** The first of them in a pattern, by name; null where none is seen. */
function beyondRe2(source: string): string | null {
  for (let at = 0; at < source.length; at++) {
    const rest = source.slice(at, at + 40);
    const found = named.find(([begins]) => begins.test(rest));
    if (found !== undefined) return found[1];
    if (source[at] === "\\") at++;
    else if (source[at] === "[") at = Math.max(at, source.indexOf("]", at + 2));
  }
  return null;
}
