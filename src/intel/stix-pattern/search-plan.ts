/**
 * How to look for a pattern in sightings and stored events without reading all of them: values of which every match
 * has at least one, the time it lies in, and what it asks that no telemetry carries. A plan leaves nothing out: what
 * it does not cover can't be part of a match.
 */
import type { Observable } from "../../model/index.js";
import type { Comparison, NumberConstant, ObjectPath, Pattern } from "./ast.js";
import { constantText, readInstant } from "./constants.js";
import { equalReader, networkReader } from "./observable-paths.js";
import { printPath } from "./print.js";

export interface SearchPlan {
  /** Every match has one of these in it, or an address in one of the networks; null where no values say so. */
  readonly anyOf: readonly Observable[] | null;
  /** Microseconds since 1970: all of a match is at or after the one and before the other; null where it is open. */
  readonly fromUs: number | null;
  readonly untilUs: number | null;
  /** All of a match lies within so many microseconds; null where it may be any time apart. */
  readonly spanUs: number | null;
  /** The paths it asks, each once. */
  readonly paths: readonly string[];
  /** Those that neither events nor sightings carry: nothing is ever found there. */
  readonly beyondTelemetry: readonly string[];
}

export function searchPlan(pattern: Pattern): SearchPlan {
  const [fromUs, untilUs] = timeOf(pattern);
  const paths = new Map<string, ObjectPath>();
  for (const path of pathsOfPattern(pattern)) paths.set(printPath(path), path);
  const span = spanOf(pattern);
  return {
    anyOf: valuesOf(pattern),
    fromUs: Number.isFinite(fromUs) ? fromUs : null,
    untilUs: Number.isFinite(untilUs) ? untilUs : null,
    spanUs: Number.isFinite(span) ? span : null,
    paths: [...paths.keys()],
    beyondTelemetry: [...paths.keys()].filter((path) => !carried.test(path)),
  };
}

/** What `event-observations` and `sighting-observations` make. */
const carried =
  /^(?:(?:ipv[46]-addr|domain-name|url|email-addr):(?:value|type)|domain-name:resolves_to_refs\[(?:\*|\d+)\]\.(?:value|type)|file:hashes\.(?:MD5|'SHA-(?:1|256|512)')|network-traffic:(?:(?:src|dst)_ref\.(?:value|type)|(?:src|dst)_port|protocols\[(?:\*|\d+)\]|start|end|extensions\.'http-request-ext'\.request_header\.Host)|email-message:(?:from_ref|to_refs\[(?:\*|\d+)\])\.(?:value|type))$/;

type Values = readonly Observable[] | null;

function valuesOf(pattern: Pattern): Values {
  switch (pattern.kind) {
    case "observation":
      return valuesOfComparison(pattern.comparison);
    case "qualified":
      return valuesOf(pattern.of);
    case "or":
      return allOf(pattern.parts.map(valuesOf));
    default:
      return fewest(pattern.parts.map(valuesOf));
  }
}

function valuesOfComparison(comparison: Comparison): Values {
  switch (comparison.kind) {
    case "or":
      return allOf(comparison.parts.map(valuesOfComparison));
    case "and":
      return fewest(comparison.parts.map(valuesOfComparison));
    case "exists":
      return null;
    default: {
      if (comparison.negated) return null;
      const operator = comparison.kind === "in" ? "=" : comparison.operator;
      const reader =
        operator === "="
          ? equalReader(comparison.path)
          : operator === "ISSUBSET"
            ? networkReader(comparison.path)
            : null;
      if (reader === null) return null;
      const constants = comparison.kind === "in" ? comparison.set : [comparison.constant];
      return allOf(
        constants.map((constant) => {
          const observable = reader(constantText(constant));
          return observable === null ? null : [observable];
        }),
      );
    }
  }
}

function allOf(parts: readonly Values[]): Values {
  const all: Observable[] = [];
  for (const part of parts) {
    if (part === null) return null;
    all.push(...part);
  }
  return [...new Map(all.map((one) => [`${one.type} ${one.value}`, one])).values()];
}

function fewest(parts: readonly Values[]): Values {
  return parts.reduce(
    (best, part) => (part !== null && (best === null || part.length < best.length) ? part : best),
    null,
  );
}

/** From and until of all it may be met by. */
function timeOf(pattern: Pattern): readonly [number, number] {
  switch (pattern.kind) {
    case "observation":
      return [-Infinity, Infinity];
    case "qualified": {
      const [from, until] = timeOf(pattern.of);
      if (pattern.qualifier.kind !== "start-stop") return [from, until];
      const { start, stop } = pattern.qualifier;
      return [Math.max(from, microseconds(start.text, 0n)), Math.min(until, microseconds(stop.text, 999n))];
    }
    default: {
      const times = pattern.parts.map(timeOf);
      return [Math.min(...times.map(([from]) => from)), Math.max(...times.map(([, until]) => until))];
    }
  }
}

function microseconds(text: string, roundUp: bigint): number {
  return Number(((readInstant(text) as bigint) + roundUp) / 1000n);
}

function spanOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "observation":
      return 0;
    case "qualified": {
      const { qualifier } = pattern;
      const inner = spanOf(pattern.of);
      if (qualifier.kind === "within") return Math.min(inner, secondsUs(qualifier.seconds));
      return qualifier.kind === "repeats" && qualifier.times > 1 ? Infinity : inner;
    }
    case "or":
      return Math.max(...pattern.parts.map(spanOf));
    default:
      return Infinity;
  }
}

function secondsUs(seconds: NumberConstant): number {
  return Math.ceil(Number(seconds.text) * 1e6);
}

function* pathsOfPattern(pattern: Pattern): Generator<ObjectPath> {
  if (pattern.kind === "observation") yield* pathsOf(pattern.comparison);
  else if (pattern.kind === "qualified") yield* pathsOfPattern(pattern.of);
  else for (const part of pattern.parts) yield* pathsOfPattern(part);
}

function* pathsOf(comparison: Comparison): Generator<ObjectPath> {
  if ("parts" in comparison) for (const part of comparison.parts) yield* pathsOf(part);
  else yield comparison.path;
}
