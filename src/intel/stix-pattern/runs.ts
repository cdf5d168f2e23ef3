/**
 * A shape as a list of runs and the constraints of time between them, which is what the search works on. A run wants
 * `size` different observations from one list of candidates. Its order is the pattern's, left to right, so that what
 * stands before FOLLOWEDBY is placed before what stands behind it.
 */
import type { Leaf, Shape } from "./shapes.js";

/** Instants of the observations: FOLLOWEDBY asks `hi` of the one to be at most `lo` of the other. */
export interface Times {
  readonly lo: readonly number[];
  readonly hi: readonly number[];
}

/** Between all that is `before` and all that is `behind`, or among all that is within. */
export type Constraint = { readonly kind: "order" } | { readonly kind: "window"; readonly us: number };

export interface Role {
  /** Number of the constraint. */
  readonly of: number;
  readonly part: "before" | "behind" | "within";
}

export interface Run {
  readonly leaf: Leaf;
  readonly size: number;
  readonly roles: readonly Role[];
  /** The run of an equal part before this one: its first candidate comes no later. */
  readonly twin: number | null;
}

export interface Program {
  readonly runs: readonly Run[];
  readonly constraints: readonly Constraint[];
  /** For each constraint the last run that has a part in it. */
  readonly lastRun: readonly number[];
}

export function programOf(shape: Shape): Program {
  const runs: { leaf: Leaf; size: number; roles: Role[]; twin: number | null }[] = [];
  const constraints: Constraint[] = [];
  const lastRun: number[] = [];
  const give = (from: number, to: number, of: number, part: Role["part"]) => {
    for (const run of runs.slice(from, to)) run.roles.push({ of, part });
    lastRun[of] = to - 1;
  };
  const add = (part: Shape): void => {
    const from = runs.length;
    switch (part.kind) {
      case "slots":
        runs.push({ leaf: part.leaf, size: part.size, roles: [], twin: null });
        return;
      case "within":
        add(part.of);
        give(from, runs.length, constraints.push({ kind: "window", us: part.us }) - 1, "within");
        return;
      case "and": {
        const starts = new Map<Shape, number>();
        for (const one of part.parts) {
          const start = runs.length;
          add(one);
          const twin = starts.get(one);
          if (twin !== undefined) (runs[start] as { twin: number | null }).twin = twin;
          starts.set(one, start);
        }
        return;
      }
      case "followed-by":
        for (const one of part.parts) {
          const start = runs.length;
          add(one);
          if (start === from) continue;
          const of = constraints.push({ kind: "order" }) - 1;
          give(from, start, of, "before");
          give(start, runs.length, of, "behind");
        }
    }
  };
  add(shape);
  return { runs, constraints, lastRun };
}
