/**
 * The one gate for regular expressions that come from outside (rules, warning lists, settings): RE2 syntax in
 * linear time, so that no input can make a pattern run for ever. Patterns written in this code base are plain
 * RegExp literals and must not nest quantifiers; those of others never become a RegExp.
 */
import { RE2JS } from "re2js";
import type { Problem } from "./problem.js";
import { baseProblem } from "./problems.js";

export interface LinearRegExp {
  readonly source: string;
  test(text: string): boolean;
}

const patternLengthMax = 10_000;

/** Compiles a pattern, or says why it can't be met in linear time. `flags` are letters out of `ims`. */
export function linearRegExp(source: string, flags = ""): LinearRegExp | Problem {
  const refuse = (detail: string) => baseProblem("pattern-refused", detail);
  if (source.length > patternLengthMax)
    return refuse(`The pattern has ${source.length} characters; ${patternLengthMax} are allowed.`);
  let bits = 0;
  if (flags.includes("i")) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes("m")) bits |= RE2JS.MULTILINE;
  if (flags.includes("s")) bits |= RE2JS.DOTALL;
  try {
    const compiled = RE2JS.compile(source, bits);
    return { source, test: (text) => compiled.matcher(text).find() };
  } catch (error) {
    return refuse(
      `${JSON.stringify(source.slice(0, 80))}: ${error instanceof Error ? error.message : "invalid"}`,
    );
  }
}
