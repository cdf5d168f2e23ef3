/**
 * The fields that rules look at, as keys beside those that a plan wants. A key of JSON has one slot, that of the
 * longest name it ends with; so a field whose name ends with a wanted one is read as that one was, and nothing that
 * was met without rules is missed with them. Names that the sieve can't be sure to find are not readable: rules that
 * need one of them are looked for by something else, or are candidates always.
 */
import {
  type CompiledPredicates,
  compilePredicates,
  type PredicateOptions,
} from "../predicates/compile-predicates.js";
import { leafOf, type RuleShape } from "../predicates/rule-shape.js";
import type { WantedKey } from "./key-table.js";

/** Names of two letters are found only behind a comma or brace; the others in each way they can be written. */
const nameMin = 3;
/** What JSON never has to escape, nor may (`\/`). */
const plainName = /^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+$/;
/** A table of 4,096 places holds so many and stays quick. */
const fieldsMax = 1024;
/** So much of a name's end is compared. */
const comparedBytes = 16;

const compared = (name: string) => name.slice(-comparedBytes);

/** Compiles rules to be asked in scans. `sample`: some records, by which it is judged what is rare. */
export function compileRules(
  rules: readonly RuleShape[],
  options: Omit<PredicateOptions, "isReadable"> = {},
): CompiledPredicates {
  const ends = new Map<string, string>();
  const isReadable = (field: string) => {
    const leaf = leafOf(field);
    if (leaf.length < nameMin || !plainName.test(leaf)) return false;
    const known = ends.get(compared(leaf));
    if (known !== undefined) return known === leaf;
    if (ends.size >= fieldsMax) return false;
    ends.set(compared(leaf), leaf);
    return true;
  };
  return compilePredicates(rules, { ...options, isReadable });
}

/** The wanted keys, with the fields of rules; `fields` are last parts of names. */
export function withRuleFields(
  wanted: readonly WantedKey[],
  fields: readonly string[],
): readonly WantedKey[] {
  if (fields.length === 0) return wanted;
  const byEnd = new Map(fields.map((field) => [compared(field), field]));
  const known = wanted.map((key) => {
    const field = byEnd.get(compared(key.name));
    return field === undefined ? key : { ...key, field };
  });
  const parts = wanted.filter(({ whole }) => !whole);
  const named = new Set(parts.map(({ name }) => compared(name)));
  const added = fields
    .filter((field) => !named.has(compared(field)))
    .map((field) => ({ name: field, whole: false, reading: readingWithin(field, parts), field }));
  return [...known, ...added];
}

/** The reading of the longest wanted key that a key of this name was found as; 0 where it carries nothing. */
function readingWithin(field: string, parts: readonly WantedKey[]): number {
  let longest: WantedKey | null = null;
  for (const key of parts) {
    if (!field.endsWith(`_${key.name}`) && !field.endsWith(`.${key.name}`)) continue;
    if (longest === null || key.name.length > longest.name.length) longest = key;
  }
  return longest?.reading ?? 0;
}
