/**
 * Meets a pattern with observed data (STIX 2.1, section 9). An observation expression is met by one observation in
 * which one object answers all its comparisons. AND and FOLLOWEDBY need different observations; REPEATS needs that
 * many; an observation that was seen n times counts n times. WITHIN: of two or more observations the latest comes
 * less than the window after the earliest. START is included, STOP is not. FOLLOWEDBY: no later than what follows.
 *
 * An observation lasts from its first to its last instant. By default it may have happened at any of them, so that
 * counted sightings are not missed; with `spans: "whole"` the rules must hold for all of them.
 */
import { Problem } from "../../base/index.js";
import { intelProblem } from "../problems.js";
import type { Comparison, Pattern } from "./ast.js";
import { bind } from "./bind.js";
import { Budget, BudgetSpent } from "./budget.js";
import { type CompileOptions, compileComparison, type ObjectTest } from "./compile.js";
import { readInstant } from "./constants.js";
import type { Observation, SeenObject } from "./observation.js";
import { printComparison } from "./print.js";
import { programOf, type Times } from "./runs.js";
import { shapesOf, TooWide, type Wanted } from "./shapes.js";

/** A pattern ready to be met many times. */
export interface CompiledPattern {
  readonly pattern: Pattern;
  /** By the text of each comparison expression. */
  readonly tests: ReadonlyMap<string, ObjectTest>;
  readonly texts: ReadonlyMap<Comparison, string>;
}

export interface MeetOptions {
  /** What a span of time means: `any` instant of it may be the one, or the `whole` of it must keep the rules. */
  readonly spans?: "any" | "whole";
  /** Units of work before it is given up; five million where left out. */
  readonly budget?: number;
}

/** An observation that is part of a match, and how many times it counts. */
export interface Met {
  readonly observation: Observation;
  readonly times: number;
}

const budgetUnits = 5_000_000;

/** Reads constants and compiles LIKE and MATCHES; a Problem where one of these can't be met in linear time. */
export function compilePattern(pattern: Pattern, options: CompileOptions = {}): CompiledPattern | Problem {
  const tests = new Map<string, ObjectTest>();
  const texts = new Map<Comparison, string>();
  const add = (part: Pattern): Problem | null => {
    if (part.kind === "qualified") return add(part.of);
    if (part.kind !== "observation") {
      for (const one of part.parts) {
        const problem = add(one);
        if (problem !== null) return problem;
      }
      return null;
    }
    const text = printComparison(part.comparison);
    texts.set(part.comparison, text);
    if (tests.has(text)) return null;
    const test = compileComparison(part.comparison, options);
    if (test instanceof Problem) return test;
    tests.set(text, test);
    return null;
  };
  return add(pattern) ?? { pattern, tests, texts };
}

/**
 * The fewest observations that meet the pattern, in the order of the list; null where none do; a Problem where it
 * would take more work than the budget. Of several such sets the one that is earliest, read left to right, is chosen.
 */
export function meetPattern(
  compiled: CompiledPattern,
  observations: readonly Observation[],
  options: MeetOptions = {},
): readonly Met[] | null | Problem {
  const budget = new Budget(options.budget ?? budgetUnits);
  const whole = options.spans === "whole";
  const first = observations.map((one) => one.firstUs);
  const last = observations.map((one) => one.lastUs);
  const times: Times = whole ? { lo: first, hi: last } : { lo: last, hi: first };
  try {
    const wanted = new Wanting(compiled, observations, times, budget).want(
      compiled.pattern,
      -Infinity,
      Infinity,
    );
    if (wanted === null) return null;
    const counts = observations.map((one) => one.count);
    for (const shape of shapesOf(wanted, budget)) {
      const taken = bind(programOf(shape), times, counts, budget);
      if (taken !== null) return metOf(taken, observations);
    }
    return null;
  } catch (error) {
    if (error instanceof TooWide)
      return intelProblem("stix-pattern-too-costly", `The pattern can't be met here: ${error.message}.`);
    if (error instanceof BudgetSpent)
      return intelProblem(
        "stix-pattern-too-costly",
        `Meeting the pattern with ${observations.length} observations takes more than ${options.budget ?? budgetUnits} steps.`,
      );
    throw error;
  }
}

function metOf(taken: readonly number[], observations: readonly Observation[]): readonly Met[] {
  const times = new Map<number, number>();
  for (const one of taken) times.set(one, (times.get(one) ?? 0) + 1);
  return [...times]
    .sort(([a], [b]) => a - b)
    .map(([one, count]) => ({ observation: observations[one] as Observation, times: count }));
}

/** Replaces observation expressions by the observations that meet them. */
class Wanting {
  readonly #compiled: CompiledPattern;
  readonly #observations: readonly Observation[];
  readonly #times: Times;
  readonly #budget: Budget;
  readonly #found = new Map<string, readonly number[]>();
  /** Numbers of the observations by rising `lo`. */
  readonly #order: readonly number[];

  constructor(compiled: CompiledPattern, observations: readonly Observation[], times: Times, budget: Budget) {
    this.#compiled = compiled;
    this.#observations = observations;
    this.#times = times;
    this.#budget = budget;
    this.#order = observations
      .map((_, at) => at)
      .sort((a, b) => (times.lo[a] as number) - (times.lo[b] as number) || a - b);
  }

  /** Within START and STOP, in microseconds; null where nothing can meet it. */
  want(pattern: Pattern, startUs: number, stopUs: number): Wanted | null {
    switch (pattern.kind) {
      case "observation":
        return this.#leaf(pattern.comparison, startUs, stopUs);
      case "qualified": {
        const { qualifier } = pattern;
        if (qualifier.kind === "start-stop")
          return this.want(
            pattern.of,
            Math.max(startUs, microseconds(qualifier.start.text)),
            Math.min(stopUs, microseconds(qualifier.stop.text)),
          );
        const of = this.want(pattern.of, startUs, stopUs);
        if (of === null) return null;
        if (qualifier.kind === "within")
          return of.kind === "leaf" ? of : { kind: "within", us: Number(qualifier.seconds.text) * 1e6, of };
        return qualifier.times === 1 ? of : { kind: "times", times: qualifier.times, of };
      }
      case "or": {
        const parts = pattern.parts
          .map((part) => this.want(part, startUs, stopUs))
          .filter((part) => part !== null);
        return either(parts, this.#order);
      }
      default: {
        const parts: Wanted[] = [];
        for (const part of pattern.parts) {
          const wanted = this.want(part, startUs, stopUs);
          if (wanted === null) return null;
          parts.push(wanted);
        }
        return { kind: pattern.kind, parts };
      }
    }
  }

  #leaf(comparison: Comparison, startUs: number, stopUs: number): Wanted | null {
    const text = this.#compiled.texts.get(comparison) as string;
    const { lo, hi } = this.#times;
    const candidates = this.#meeting(text).filter(
      (one) => (lo[one] as number) >= startUs && (hi[one] as number) < stopUs,
    );
    if (candidates.length === 0) return null;
    return { kind: "leaf", leaf: { key: `${startUs},${stopUs},${text}`, candidates } };
  }

  /** Numbers of the observations in which one object meets the comparisons, by rising `lo`. */
  #meeting(text: string): readonly number[] {
    const known = this.#found.get(text);
    if (known !== undefined) return known;
    const test = this.#compiled.tests.get(text) as ObjectTest;
    const found = this.#order.filter((at) => {
      const observation = this.#observations[at] as Observation;
      return some(observation.objects.values(), (object) => {
        this.#budget.spend(1);
        return test(object, observation, this.#budget);
      });
    });
    this.#found.set(text, found);
    return found;
  }
}

/** Single observations of an OR are one choice. */
function either(parts: readonly Wanted[], order: readonly number[]): Wanted | null {
  const leaves = parts.flatMap((part) => (part.kind === "leaf" ? [part.leaf] : []));
  const others: Wanted[] = parts.filter((part) => part.kind !== "leaf");
  if (leaves.length > 0) {
    const all = new Set(leaves.flatMap((leaf) => leaf.candidates));
    const key = leaves.map((leaf) => leaf.key).join(" OR ");
    others.unshift({
      kind: "leaf",
      leaf:
        leaves.length === 1
          ? (leaves[0] as (typeof leaves)[0])
          : { key, candidates: order.filter((at) => all.has(at)) },
    });
  }
  return others.length < 2 ? (others[0] ?? null) : { kind: "or", parts: others };
}

function some(objects: Iterable<SeenObject>, test: (object: SeenObject) => boolean): boolean {
  for (const object of objects) if (test(object)) return true;
  return false;
}

/** Times are whole microseconds: `at or after` and `before` both mean the next whole one. */
function microseconds(text: string): number {
  const instant = readInstant(text) as bigint;
  const whole = instant / 1000n;
  return Number(instant % 1000n > 0n ? whole + 1n : whole);
}
