/**
 * What of a STIX pattern a single value of telemetry can answer: these run in the index of indicators. `=`, `IN` and
 * `ISSUBSET` on values we know, joined by OR at any level, are each an indicator of its own; a type asked beside the
 * value it goes with adds nothing. What needs two things at once, an order, a count or a wildcard (AND, FOLLOWEDBY,
 * REPEATS, NOT, LIKE, MATCHES …) is named as a reason, so that the pattern can be kept and met by `meetPattern`.
 */
import type { Observable } from "../../model/index.js";
import type { Comparison, Pattern, PropertyTest, SetTest } from "./ast.js";
import { constantText } from "./constants.js";
import type { PatternError } from "./fault.js";
import { equalReader, networkReader } from "./observable-paths.js";
import { parsePattern } from "./parse.js";
import { printPath } from "./print.js";

export interface PatternReading {
  readonly met: readonly Observable[];
  /** Why parts of it can't be met on a single value, each once. */
  readonly unmet: readonly string[];
}

/** Reads a pattern's text for the index. */
export function readPattern(text: string): PatternReading | PatternError {
  const pattern = parsePattern(text);
  return "error" in pattern ? pattern : indexable(pattern);
}

export function indexable(pattern: Pattern): PatternReading {
  const reading = ofPattern(pattern);
  return { met: reading.met, unmet: [...new Set(reading.unmet)] };
}

function ofPattern(pattern: Pattern): PatternReading {
  switch (pattern.kind) {
    case "observation":
      return ofComparison(pattern.comparison);
    case "or":
      return either(pattern.parts.map(ofPattern));
    case "and":
      return unmet("AND needs two events");
    case "followed-by":
      return unmet("FOLLOWEDBY needs events in an order");
    case "qualified": {
      const { qualifier } = pattern;
      if (qualifier.kind === "start-stop") return unmet("START and STOP need a window of time");
      if (qualifier.kind === "repeats" && qualifier.times !== 1)
        return unmet("REPEATS needs a count of events");
      return ofPattern(pattern.of);
    }
  }
}

function ofComparison(comparison: Comparison): PatternReading {
  switch (comparison.kind) {
    case "or":
      return either(comparison.parts.map(ofComparison));
    case "and":
      return typedValue(comparison.parts) ?? unmet("AND needs two fields of one event");
    case "exists":
      return unmet("EXISTS names no value");
    default:
      return comparison.negated ? unmet("NOT names what it is not") : ofTest(comparison);
  }
}

function ofTest(comparison: PropertyTest | SetTest): PatternReading {
  const name = printPath(comparison.path).slice(0, 80);
  if (equalReader(comparison.path) === null) return unmet(`${name} is no single value of telemetry`);
  const operator = comparison.kind === "in" ? "IN" : comparison.operator;
  if (operator !== "=" && operator !== "IN" && operator !== "ISSUBSET")
    return unmet(`${operator} is not equality`);
  const reader = operator === "ISSUBSET" ? networkReader(comparison.path) : equalReader(comparison.path);
  if (reader === null) return unmet("ISSUBSET needs an address");
  const constants = comparison.kind === "in" ? comparison.set : [comparison.constant];
  const met: Observable[] = [];
  const reasons: string[] = [];
  for (const value of constants.map(constantText)) {
    const observable = reader(value);
    if (observable === null) reasons.push(`${JSON.stringify(value.slice(0, 80))} is no value of ${name}`);
    else met.push(observable);
  }
  return { met, unmet: reasons };
}

const typesOf: Readonly<Record<string, (observable: Observable) => boolean>> = {
  "ipv4-addr": ({ type, value }) => type === "ipv4" || (type === "cidr" && !value.includes(":")),
  "ipv6-addr": ({ type, value }) => type === "ipv6" || (type === "cidr" && value.includes(":")),
  "domain-name": ({ type }) => type === "domain",
};

/** `dst_ref.type = 'ipv4-addr' AND dst_ref.value = '203.0.113.33'` asks no more than its value does. */
function typedValue(parts: readonly Comparison[]): PatternReading | null {
  const [first, second] = parts;
  if (parts.length !== 2 || first === undefined || second === undefined) return null;
  for (const [type, value] of [
    [first, second],
    [second, first],
  ] as const) {
    if (type.kind !== "test" || type.operator !== "=" || type.negated || type.constant.kind !== "string")
      continue;
    if ((value.kind !== "test" && value.kind !== "in") || value.negated) continue;
    const path = printPath(type.path);
    if (!path.endsWith(".type") || printPath(value.path) !== path.replace(/type$/, "value")) continue;
    const fits = typesOf[type.constant.value];
    const reading = ofTest(value);
    if (fits !== undefined && reading.unmet.length === 0 && reading.met.every(fits)) return reading;
  }
  return null;
}

function either(parts: readonly PatternReading[]): PatternReading {
  return { met: parts.flatMap((part) => part.met), unmet: parts.flatMap((part) => part.unmet) };
}

function unmet(reason: string): PatternReading {
  return { met: [], unmet: [reason] };
}
