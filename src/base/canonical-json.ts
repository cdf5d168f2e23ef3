/**
 * The JSON Canonicalization Scheme, RFC 8785: one text for one value, so that a hash of it can be computed again by
 * anybody. Keys are sorted by their UTF-16 code units, which is how JavaScript compares strings; numbers and strings
 * are written as ECMAScript writes them, which is what the RFC demands. What JSON has no word for is refused with an
 * error and never left out silently, or two different values would have one text.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
import { assert } from "./problem.js";

const halfPair = /\p{Surrogate}/u;

function text(value: string): string {
  assert(!halfPair.test(value), "a text has no half of a surrogate pair, as canonical JSON is UTF-8");
  return JSON.stringify(value);
}

/** The canonical text of a value made of null, booleans, finite numbers, texts, lists and plain objects. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return text(value);
  if (typeof value === "number") {
    assert(Number.isFinite(value), "a number in JSON is finite");
    return JSON.stringify(value);
  }
  assert(typeof value === "object", `JSON has no ${typeof value}`);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  return `{${keys.map((key) => `${text(key)}:${canonicalJson(fields[key])}`).join(",")}}`;
}
