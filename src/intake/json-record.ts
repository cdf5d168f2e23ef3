/**
 * One JSON record as an object, or why not. Depth and number of values are bounded before the text is parsed, so that
 * whatever walks the object later may recurse, and no record takes longer than some 10 ms. Brackets are counted only where there are enough of them to matter: most
 * records are settled by a handful of searches.
 */
import { jsonPieces, type Problem } from "../base/index.js";
import { nestingMax, recordPiecesMax } from "./limits.js";
import { intakeProblem } from "./problems.js";

export type JsonObject = Readonly<Record<string, unknown>>;

export function parseJsonRecord(text: string): JsonObject | Problem {
  if (nestsTooDeep(text))
    return intakeProblem("record-nested", `The record is nested more than ${nestingMax} deep.`);
  // A piece is a character at least, so that short records, which most are, need no counting.
  if (text.length > recordPiecesMax && jsonPieces(text, recordPiecesMax) > recordPiecesMax)
    return intakeProblem("record-crowded", `The record has more than ${recordPiecesMax} values.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it can't be read";
    return intakeProblem("json-invalid", reason.slice(0, 300));
  }
  if (isJsonObject(value)) return value;
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  return intakeProblem("json-not-object", `The record is ${kind}.`);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nestsTooDeep(text: string): boolean {
  let openers = 0;
  for (const bracket of ["{", "["])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (++openers > nestingMax) return depthOf(text) > nestingMax;
  return false;
}

/** The greatest depth of brackets outside of strings; stops counting one over the bound. */
function depthOf(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      if (++depth > nestingMax) return depth;
    } else if (code === 125 || code === 93) depth--;
  }
  return depth;
}
