/**
 * Which stored events a pattern may be made of. Where each of its observation expressions names values, those with one
 * of these; otherwise all of the time asked for.
 */
import { type Pattern, searchPlan } from "../../intel/index.js";
import type { Observable } from "../../model/index.js";
import type { SearchField, SearchTerm } from "../../store/index.js";

/** Each value is a search of its own. */
const valuesMax = 100;

const fieldOf: Readonly<Record<Observable["type"], SearchField | null>> = {
  ipv4: "address",
  ipv6: "address",
  cidr: "address",
  domain: "name",
  url: "url",
  email: "mail",
  md5: "hash",
  sha1: "hash",
  sha256: "hash",
  sha512: "hash",
  ja3: null,
  ja3s: null,
  ja4: null,
};

/** A network of whole octets is a beginning of its addresses; others are in no index. */
function termOf({ type, value }: Observable): SearchTerm | null {
  const field = fieldOf[type];
  if (field === null) return null;
  if (type !== "cidr") return { field, op: "is", value };
  const [address = "", length] = value.split("/");
  const octets = Number(length) / 8;
  if (address.includes(":") || !Number.isInteger(octets) || octets < 1) return null;
  const beginning = address.split(".").slice(0, octets).join(".");
  return { field, op: "starts-with", value: `${beginning}.` };
}

function expressionsOf(pattern: Pattern): readonly Pattern[] {
  if (pattern.kind === "observation") return [pattern];
  return pattern.kind === "qualified" ? expressionsOf(pattern.of) : pattern.parts.flatMap(expressionsOf);
}

/** The searches that find every event of a match, together; null where all events have to be looked at. */
export function neededEvents(pattern: Pattern): readonly SearchTerm[] | null {
  const terms = new Map<string, SearchTerm>();
  for (const expression of expressionsOf(pattern)) {
    const { anyOf } = searchPlan(expression);
    if (anyOf === null) return null;
    for (const value of anyOf) {
      const term = termOf(value);
      if (term === null) return null;
      terms.set(`${term.field} ${term.op} ${term.value}`, term);
    }
  }
  return terms.size > valuesMax ? null : [...terms.values()];
}
