/**
 * What a correlation measures over the matches of a window, one measure a type, kept up as the window's end and
 * beginning move on. The ordered kind remembers for each rule how late the best chain up to it began, so that nothing has
 * to be taken out of it. Numbers of ended windows are worked out from all their entries at once (`numberOf`).
 */
import { meetsBounds } from "./bounds.js";
import type { Entry } from "./entries.js";
import type { CorrelationPlan } from "./plan.js";
import { expressionHolds } from "./rule-expression.js";

/** Entries are added in order of time, and removed in the same order. */
export interface Measure {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** Whether the window that begins at `fromUs`, and ends with the last entry added, meets the condition. */
  holds(fromUs: number): boolean;
}

/** Whether what a condition over rules' names asks holds of those that were seen. */
function namesHold({ expression, names }: CorrelationPlan, seen: (rule: number) => boolean): boolean {
  const positionOf = (name: string) => {
    const position = names.indexOf(name);
    return position < 0 ? undefined : position;
  };
  return expression !== null && expressionHolds(expression, positionOf, seen);
}

class EventCount implements Measure {
  #count = 0;
  readonly #plan: CorrelationPlan;
  constructor(plan: CorrelationPlan) {
    this.#plan = plan;
  }
  add(entry: Entry): void {
    this.#count += entry.count;
  }
  remove(entry: Entry): void {
    this.#count -= entry.count;
  }
  holds(): boolean {
    return meetsBounds(this.#plan.bounds, this.#count);
  }
}

class ValueSum implements Measure {
  #sum = 0;
  #entries = 0;
  readonly #plan: CorrelationPlan;
  constructor(plan: CorrelationPlan) {
    this.#plan = plan;
  }
  add(entry: Entry): void {
    this.#sum += entry.number;
    this.#entries++;
  }
  remove(entry: Entry): void {
    // An empty window sums up to nothing, whatever rounding left over.
    this.#sum = --this.#entries === 0 ? 0 : this.#sum - entry.number;
  }
  holds(): boolean {
    return meetsBounds(this.#plan.bounds, this.#sum);
  }
}

class ValueCount implements Measure {
  readonly #entries = new Map<string, number>();
  readonly #plan: CorrelationPlan;
  constructor(plan: CorrelationPlan) {
    this.#plan = plan;
  }
  add({ value }: Entry): void {
    this.#entries.set(value, (this.#entries.get(value) ?? 0) + 1);
  }
  remove({ value }: Entry): void {
    const left = (this.#entries.get(value) ?? 1) - 1;
    if (left === 0) this.#entries.delete(value);
    else this.#entries.set(value, left);
  }
  holds(): boolean {
    return meetsBounds(this.#plan.bounds, this.#entries.size);
  }
}

class Temporal implements Measure {
  readonly #entries: number[];
  #different = 0;
  readonly #plan: CorrelationPlan;
  constructor(plan: CorrelationPlan) {
    this.#plan = plan;
    this.#entries = new Array<number>(plan.rules.length).fill(0);
  }
  add({ rule }: Entry): void {
    if ((this.#entries[rule] as number)++ === 0) this.#different++;
  }
  remove({ rule }: Entry): void {
    if (--(this.#entries[rule] as number) === 0) this.#different--;
  }
  holds(): boolean {
    const plan = this.#plan;
    if (plan.expression === null) return meetsBounds(plan.bounds, this.#different);
    return namesHold(plan, (rule) => (this.#entries[rule] as number) > 0);
  }
}

const never = Number.NEGATIVE_INFINITY;

/** For each chain of rules and each length: how late the latest beginning of such a beginning of it is. */
class OrderedChains implements Measure {
  readonly #chains: readonly (readonly number[])[];
  readonly #began: number[][];
  constructor(chains: readonly (readonly number[])[]) {
    this.#chains = chains;
    this.#began = chains.map((chain) => new Array<number>(chain.length).fill(never));
  }
  add({ rule, timeUs }: Entry): void {
    for (const [at, chain] of this.#chains.entries()) {
      const place = chain.indexOf(rule);
      if (place < 0) continue;
      const began = this.#began[at] as number[];
      const start = place === 0 ? timeUs : (began[place - 1] as number);
      if (start > (began[place] as number)) began[place] = start;
    }
  }
  remove(): void {}
  holds(fromUs: number): boolean {
    return this.#began.some((began) => (began.at(-1) ?? never) >= Math.max(fromUs, -Number.MAX_VALUE));
  }
}

/** `began[n][rule]`: how late the latest chain of n + 1 rules in order began that ends with the rule. */
class OrderedCount implements Measure {
  readonly #began: number[][];
  readonly #plan: CorrelationPlan;
  constructor(plan: CorrelationPlan) {
    this.#plan = plan;
    const { length } = plan.rules;
    this.#began = Array.from({ length }, () => new Array<number>(length).fill(never));
  }
  add({ rule, timeUs }: Entry): void {
    for (let length = rule; length >= 0; length--) {
      const began = this.#began[length] as number[];
      let start = timeUs;
      if (length > 0) {
        start = never;
        const shorter = this.#began[length - 1] as number[];
        for (let before = 0; before < rule; before++) start = Math.max(start, shorter[before] as number);
      }
      if (start > (began[rule] as number)) began[rule] = start;
    }
  }
  remove(): void {}
  longest(fromUs: number): number {
    for (let length = this.#began.length; length > 0; length--)
      if ((this.#began[length - 1] as number[]).some((start) => start >= Math.max(fromUs, -Number.MAX_VALUE)))
        return length;
    return 0;
  }
  holds(fromUs: number): boolean {
    return meetsBounds(this.#plan.bounds, this.longest(fromUs));
  }
}

/** Of correlations whose condition can only begin to hold. */
export function measureOf(plan: CorrelationPlan): Measure {
  switch (plan.type) {
    case "event_count":
      return new EventCount(plan);
    case "value_sum":
      return new ValueSum(plan);
    case "value_count":
      return new ValueCount(plan);
    case "temporal":
      return new Temporal(plan);
    default:
      return plan.chains === null ? new OrderedCount(plan) : new OrderedChains(plan.chains);
  }
}

/** The value of the nth match, smallest first, from 1. */
function nth(entries: readonly Entry[], wanted: number): number {
  const sorted = entries.map(({ number, count }) => ({ value: number / count, count }));
  sorted.sort((a, b) => a.value - b.value);
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return Number.NaN;
}

const matchesOf = (entries: readonly Entry[]) => entries.reduce((sum, { count }) => sum + count, 0);

/** The middle one, or the mean of the middle two. */
function median(entries: readonly Entry[]): number {
  const total = matchesOf(entries);
  if (total % 2 === 1) return nth(entries, (total + 1) / 2);
  return (nth(entries, total / 2) + nth(entries, total / 2 + 1)) / 2;
}

/** The smallest value that so many of a hundred do not exceed: nearest rank, as most stores have it. */
function percentile(entries: readonly Entry[], hundredths: number): number {
  return nth(entries, Math.max(1, Math.ceil((hundredths * matchesOf(entries)) / 100)));
}

/** How many of a hundred matches have the value that the fewest have. */
function leastShare(entries: readonly Entry[]): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { value, count } of entries) {
    counts.set(value, (counts.get(value) ?? 0) + count);
    total += count;
  }
  return (100 * Math.min(...counts.values())) / total;
}

/** What a whole window comes to; `entries` in order of time. */
export function numberOf(plan: CorrelationPlan, entries: readonly Entry[]): number {
  const total = (pick: (entry: Entry) => number) => entries.reduce((sum, entry) => sum + pick(entry), 0);
  switch (plan.type) {
    case "event_count":
      return total(({ count }) => count);
    case "value_count":
      return new Set(entries.map(({ value }) => value)).size;
    case "value_sum":
      return total(({ number }) => number);
    case "value_avg":
      return total(({ number }) => number) / total(({ count }) => count);
    case "value_median":
      return median(entries);
    case "value_percentile":
      return plan.percentile === null ? leastShare(entries) : percentile(entries, plan.percentile);
    case "temporal":
      return new Set(entries.map(({ rule }) => rule)).size;
    case "temporal_ordered": {
      const measure = new OrderedCount(plan);
      for (const entry of entries) measure.add(entry);
      return measure.longest(never);
    }
  }
}

/** Whether a whole window meets the condition. */
export function windowMeets(plan: CorrelationPlan, entries: readonly Entry[]): boolean {
  if (plan.expression === null) return meetsBounds(plan.bounds, numberOf(plan, entries));
  if (plan.chains !== null) {
    const measure = new OrderedChains(plan.chains);
    for (const entry of entries) measure.add(entry);
    return measure.holds(never);
  }
  const seen = new Set(entries.map(({ rule }) => rule));
  return namesHold(plan, (rule) => seen.has(rule));
}
