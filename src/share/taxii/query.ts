/**
 * What a client asks a collection for (TAXII 2.1, sections 3.4 and 3.5): `added_after`, `limit`, `next` and the filters
 * `match[…]`. A field may stand once; a comma within one means *or*, several fields mean *and*. What can't be read is
 * refused with its name; fields that are not TAXII's are passed over, as the standard allows for unknown ones.
 */
import { isStorable, Problem } from "../../base/index.js";
import { shareProblem } from "../problems.js";
import { readTaxiiTime } from "./times.js";

/** Which versions of an object: `first` and `last` of it, all, or those with one of these `modified` times. */
export interface VersionFilter {
  readonly all: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** Microseconds since 1970. */
  readonly at: readonly number[];
}

export interface Match {
  /** Null where it is not filtered by. */
  readonly ids: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly version: VersionFilter;
  /** Null for the newest of STIX that there is of each object. */
  readonly specVersions: readonly string[] | null;
}

export interface CollectionQuery {
  /** Only what was added strictly later; microseconds since 1970. */
  readonly addedAfterUs: number | null;
  /** Null where the client names none. */
  readonly limit: number | null;
  /** Where an earlier page ended; opaque to clients. */
  readonly next: string | null;
  readonly match: Match;
}

export const matchFields = ["id", "type", "version", "spec_version"] as const;
export type MatchField = (typeof matchFields)[number];

export const queryLimits = {
  /** Values of one filter; a page of 100 ids fits into any server's limit of an address. */
  valuesMax: 200,
  valueCharsMax: 260,
} as const;

export const lastVersion: VersionFilter = { all: false, first: false, last: true, at: [] };

const invalid = (detail: string): Problem => shareProblem("taxii-query", detail);

/** The one value of a parameter; null where it is not there, a Problem where it stands twice or is empty. */
function one(query: URLSearchParams, name: string): string | Problem | null {
  const [value, ...more] = query.getAll(name);
  if (value === undefined) return null;
  if (more.length > 0) return invalid(`${name}: It stands ${more.length + 1} times; once is allowed.`);
  if (value === "") return invalid(`${name}: It is empty.`);
  if (!isStorable(value)) return invalid(`${name}: It has a NUL or half a character.`);
  return value;
}

function list(query: URLSearchParams, field: MatchField): readonly string[] | Problem | null {
  const name = `match[${field}]`;
  const value = one(query, name);
  if (value === null || value instanceof Problem) return value;
  const values = value.split(",");
  if (values.length > queryLimits.valuesMax)
    return invalid(`${name}: It has ${values.length} values; at most ${queryLimits.valuesMax} are read.`);
  const odd = values.find(
    (part) => part === "" || /\s/.test(part) || part.length > queryLimits.valueCharsMax,
  );
  if (odd !== undefined)
    return invalid(
      `${name}: Values stand between commas without spaces; ${JSON.stringify(odd.slice(0, 60))} is none.`,
    );
  return [...new Set(values)];
}

function readVersions(values: readonly string[]): VersionFilter | Problem {
  const all = values.includes("all");
  if (all && values.length > 1) return invalid("match[version]: all stands alone.");
  const words = new Set(["all", "first", "last"]);
  const at: number[] = [];
  for (const value of values) {
    if (words.has(value)) continue;
    const us = readTaxiiTime(value);
    if (us === null)
      return invalid(
        `match[version]: ${JSON.stringify(value.slice(0, 60))} is neither all, first, last nor a time.`,
      );
    at.push(us);
  }
  return { all, first: values.includes("first"), last: values.includes("last"), at };
}

/** The filters among `fields`; others are not asked on this resource and passed over. */
export function readMatch(query: URLSearchParams, fields: readonly MatchField[]): Match | Problem {
  const read = (field: MatchField) => (fields.includes(field) ? list(query, field) : null);
  const ids = read("id");
  if (ids instanceof Problem) return ids;
  const types = read("type");
  if (types instanceof Problem) return types;
  const versions = read("version");
  if (versions instanceof Problem) return versions;
  const specVersions = read("spec_version");
  if (specVersions instanceof Problem) return specVersions;
  const odd = specVersions?.find((version) => !/^\d{1,3}\.\d{1,3}$/.test(version));
  if (odd !== undefined)
    return invalid(`match[spec_version]: ${JSON.stringify(odd.slice(0, 60))} is no version such as 2.1.`);
  const version = versions === null ? lastVersion : readVersions(versions);
  return version instanceof Problem ? version : { ids, types, version, specVersions };
}

/** The whole query of a paged resource. */
export function readQuery(query: URLSearchParams, fields: readonly MatchField[]): CollectionQuery | Problem {
  const match = readMatch(query, fields);
  if (match instanceof Problem) return match;
  const after = one(query, "added_after");
  if (after instanceof Problem) return after;
  const addedAfterUs = after === null ? null : readTaxiiTime(after);
  if (after !== null && addedAfterUs === null)
    return invalid("added_after: It is a time such as 2026-01-01T00:00:00.000000Z.");
  const limitText = one(query, "limit");
  if (limitText instanceof Problem) return limitText;
  if (limitText !== null && !/^0*[1-9]\d{0,14}$/.test(limitText))
    return invalid("limit: It is a whole number above zero.");
  const next = one(query, "next");
  if (next instanceof Problem) return next;
  return { addedAfterUs, limit: limitText === null ? null : Number(limitText), next, match };
}
