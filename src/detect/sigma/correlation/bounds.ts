/**
 * What a correlation's number must be: all bounds of its condition together, `gt: 100` and `lte: 200`. Whether bounds can
 * only begin to hold as more is seen (`gt`, `gte`) decides when a window is judged: at once, or when it has ended.
 */
import type { Comparison } from "../rule.js";

export type Bounds = readonly { readonly op: Comparison; readonly value: number }[];

const compare: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  eq: (value, bound) => value === bound,
  neq: (value, bound) => value !== bound,
};

export function meetsBounds(bounds: Bounds, value: number): boolean {
  return bounds.every(({ op, value: bound }) => compare[op](value, bound));
}

/** Once they hold, they hold for every greater number too. */
export function areRising(bounds: Bounds): boolean {
  return bounds.every(({ op }) => op === "gt" || op === "gte");
}

/** What a number can be at all. */
export interface Span {
  readonly least: number;
  readonly most: number;
  /** Counts have no fractions. */
  readonly whole: boolean;
}

/** Whether there is a number in the span that meets the bounds. */
export function arePossible(bounds: Bounds, { least, most, whole }: Span): boolean {
  let [low, high, lowIn, highIn] = [least, most, true, true];
  for (const { op, value } of bounds) {
    const atLeast = op === "gt" || op === "gte" || op === "eq";
    const atMost = op === "lt" || op === "lte" || op === "eq";
    if (atLeast && (value > low || (value === low && op === "gt"))) [low, lowIn] = [value, op !== "gt"];
    if (atMost && (value < high || (value === high && op === "lt"))) [high, highIn] = [value, op !== "lt"];
  }
  const isOut = (value: number) => bounds.some(({ op, value: not }) => op === "neq" && not === value);
  if (whole) {
    const first = lowIn ? Math.ceil(low) : Math.floor(low) + 1;
    const last = highIn ? Math.floor(high) : Math.ceil(high) - 1;
    for (let value = first; value <= last; value++) if (!isOut(value)) return true;
    return false;
  }
  return low < high || (low === high && lowIn && highIn && !isOut(low));
}
