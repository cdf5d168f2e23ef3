/**
 * The condition of a temporal correlation that is written over its rules' names: `a and (b or c)`. It asks the set of rules
 * that matched within a window. Without `not` it can only begin to hold as more is seen; for the ordered kind it is
 * spelled out as chains of rules, each of which must have come in the order of the correlation's list.
 */
import type { Condition } from "../rule.js";

/** Chains of one expression; `(a or b) and (c or d) and …` doubles with each part. */
export const chainsMax = 64;

/** Positions of the rules that an expression names, by name; null where it names one that is not in the list. */
export type PositionOf = (name: string) => number | undefined;

export function expressionHolds(
  condition: Condition,
  positionOf: PositionOf,
  seen: (position: number) => boolean,
): boolean {
  const holds = (part: Condition): boolean => expressionHolds(part, positionOf, seen);
  switch (condition.op) {
    case "and":
      return condition.of.every(holds);
    case "or":
      return condition.of.some(holds);
    case "not":
      return !holds(condition.of);
    case "atLeast":
      return condition.of.filter(holds).length >= condition.count;
    case "search": {
      const position = positionOf(condition.name);
      return position !== undefined && seen(position);
    }
  }
}

export function namesOf(condition: Condition): readonly string[] {
  if (condition.op === "search") return [condition.name];
  return condition.op === "not" ? namesOf(condition.of) : condition.of.flatMap(namesOf);
}

export function hasNot(condition: Condition): boolean {
  if (condition.op === "search") return false;
  return condition.op === "not" || condition.of.some(hasNot);
}

/** Sets of positions, each enough for the expression, rising within each; null where there are too many. */
export function chainsOf(
  condition: Condition,
  positionOf: PositionOf,
): readonly (readonly number[])[] | null {
  switch (condition.op) {
    case "search": {
      const position = positionOf(condition.name);
      return position === undefined ? [] : [[position]];
    }
    case "or":
      return bounded(condition.of.map((part) => chainsOf(part, positionOf)));
    case "and":
      return product(condition.of.map((part) => chainsOf(part, positionOf)));
    case "atLeast": {
      const parts = condition.of.map((part) => chainsOf(part, positionOf));
      return bounded(choices(parts, condition.count).map(product));
    }
    case "not":
      return null;
  }
}

type Chains = readonly (readonly number[])[] | null;

function bounded(parts: readonly Chains[]): Chains {
  const all: (readonly number[])[] = [];
  for (const part of parts) {
    if (part === null || all.length + part.length > chainsMax) return null;
    all.push(...part);
  }
  return all;
}

function product(parts: readonly Chains[]): Chains {
  let all: (readonly number[])[] = [[]];
  for (const part of parts) {
    if (part === null || all.length * part.length > chainsMax) return null;
    all = all.flatMap((left) => part.map((right) => [...new Set([...left, ...right])].sort((a, b) => a - b)));
  }
  return all;
}

/** All ways to take `count` of the parts, as long as they are few. */
function choices(parts: readonly Chains[], count: number): readonly (readonly Chains[])[] {
  let ways: (readonly Chains[])[] = [[]];
  for (const [at, part] of parts.entries()) {
    const left = parts.length - at;
    ways = ways.flatMap((way) => [
      ...(way.length < count ? [[...way, part]] : []),
      ...(way.length + left > count ? [way] : []),
    ]);
    // One more than may be, so that it is refused and not cut.
    if (ways.length > chainsMax * 4) return [[null]];
  }
  return ways.filter((way) => way.length === count);
}
