/**
 * What observations a pattern asks for, with its choices made. An OR of single observations is one observation with
 * more candidates; every other OR and every mixture under REPEATS is written out, fewest observations first, as a
 * smallest answer is wanted. START and STOP ask each observation by itself, so they have become fewer candidates
 * before this. What no observation can meet is gone.
 */
import type { Budget } from "./budget.js";

/** One observation is wanted, whichever of these. */
export interface Leaf {
  /** Equal for leaves that ask the same. */
  readonly key: string;
  /** Numbers of observations, by rising `lo`. */
  readonly candidates: readonly number[];
}

/** A pattern over its candidates; null where nothing can meet it. */
export type Wanted =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "or"; readonly parts: readonly Wanted[] }
  | { readonly kind: "and" | "followed-by"; readonly parts: readonly Wanted[] }
  | { readonly kind: "within"; readonly us: number; readonly of: Wanted }
  | { readonly kind: "times"; readonly times: number; readonly of: Wanted };

/** As `Wanted`, without choices. `size` is the number of observations, each its own. */
export type Shape =
  | { readonly kind: "slots"; readonly leaf: Leaf; readonly size: number }
  | { readonly kind: "and" | "followed-by"; readonly parts: readonly Shape[]; readonly size: number }
  | { readonly kind: "within"; readonly us: number; readonly of: Shape; readonly size: number };

/** Observations that a match may have. */
export const slotsMax = 2000;
/** Ways of making the choices of one pattern. */
const shapesMax = 4096;

/** The pattern has too many choices, or asks for too many observations, for how many is said. */
export class TooWide extends Error {}

/** Every way to make the choices, by rising size. */
export function shapesOf(wanted: Wanted, budget: Budget): readonly Shape[] {
  switch (wanted.kind) {
    case "leaf":
      return [{ kind: "slots", leaf: wanted.leaf, size: 1 }];
    case "or":
      return sorted(wanted.parts.flatMap((part) => shapesOf(part, budget)));
    case "within":
      // "a set of two or more": one observation is always within
      return shapesOf(wanted.of, budget).map((of) =>
        of.size === 1 ? of : { kind: "within", us: wanted.us, of, size: of.size },
      );
    case "times":
      return sorted(mixtures(shapesOf(wanted.of, budget), wanted.times, budget));
    case "and":
    case "followed-by": {
      const { kind } = wanted;
      let heads: readonly (readonly Shape[])[] = [[]];
      for (const part of wanted.parts) {
        const tails = shapesOf(part, budget);
        bound(heads.length * tails.length);
        budget.spend(heads.length * tails.length);
        heads = heads.flatMap((head) => tails.map((tail) => [...head, tail]));
      }
      return sorted(heads.map((parts) => together(kind, parts)));
    }
  }
}

/** All ways to take `times` of these, in any number each. */
function mixtures(shapes: readonly Shape[], times: number, budget: Budget): readonly Shape[] {
  const smallest = shapes[0]?.size ?? 1;
  if (times * smallest > slotsMax)
    throw new TooWide(`it asks for ${times * smallest} observations; ${slotsMax} can be told apart`);
  let found: readonly { readonly parts: readonly Shape[]; readonly last: number }[] = [
    { parts: [], last: 0 },
  ];
  if (shapes.length === 1) return [together("and", new Array<Shape>(times).fill(shapes[0] as Shape))];
  for (let taken = 0; taken < times; taken++) {
    found = found.flatMap(({ parts, last }) =>
      shapes.slice(last).map((shape, at) => ({ parts: [...parts, shape], last: last + at })),
    );
    bound(found.length);
    budget.spend(found.length * (taken + 1));
  }
  return found.map(({ parts }) => together("and", parts));
}

function together(kind: "and" | "followed-by", parts: readonly Shape[]): Shape {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (size > slotsMax) throw new TooWide(`it asks for ${size} observations; ${slotsMax} can be told apart`);
  if (parts.length === 1) return parts[0] as Shape;
  if (kind === "followed-by") return { kind, parts, size };
  // slots that ask the same are interchangeable: as one run they are tried in one order only
  const joined: Shape[] = [];
  const runs = new Map<string, number>();
  for (const part of parts.flatMap((part) => (part.kind === "and" ? part.parts : [part]))) {
    const run = part.kind === "slots" ? runs.get(part.leaf.key) : undefined;
    if (part.kind !== "slots") joined.push(part);
    else if (run === undefined) runs.set(part.leaf.key, joined.push(part) - 1);
    else joined[run] = { ...part, size: part.size + (joined[run] as Shape).size };
  }
  return joined.length === 1 ? (joined[0] as Shape) : { kind, parts: joined, size };
}

function sorted(shapes: readonly Shape[]): readonly Shape[] {
  bound(shapes.length);
  return [...shapes].sort((a, b) => a.size - b.size);
}

function bound(shapes: number): void {
  if (shapes > shapesMax) throw new TooWide(`its alternatives combine in more than ${shapesMax} ways`);
}
