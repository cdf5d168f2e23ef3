/**
 * Finds different observations for all runs of a program so that its constraints of time hold, or shows that there
 * are none. Depth first with three cuts: candidates are kept by time, so that constraints with what is placed leave a
 * range of them; a run whose range is too short ends the branch at once; and a state that failed is not tried again.
 * A state is only what the rest depends on (open constraints, candidates of the rest that are taken), so that plain
 * counts and sequences cost what their observations are, not what their combinations are. All work is budgeted.
 */
import type { Budget } from "./budget.js";
import type { Program, Run, Times } from "./runs.js";

/** Lists of candidates with what the search asks of them. */
interface Timeline {
  readonly candidates: readonly number[];
  /** `lo` of each, rising. */
  readonly starts: readonly number[];
  /** How many observations the candidates before each are, one more than there are candidates. */
  readonly counts: readonly number[];
  /** No candidate has `lo` above `hi` by more than this. */
  readonly spread: number;
  readonly placeOf: ReadonlyMap<number, number>;
}

/** The numbers of the observations taken, one for each wanted; null where there are none. */
export function bind(
  program: Program,
  times: Times,
  counts: readonly number[],
  budget: Budget,
): readonly number[] | null {
  return new Search(program, times, counts, budget).find();
}

class Search {
  readonly #program: Program;
  readonly #times: Times;
  readonly #counts: readonly number[];
  readonly #budget: Budget;
  readonly #lines: readonly Timeline[];
  /** For each run the timelines of the runs behind it, each once. */
  readonly #behind: readonly (readonly Timeline[])[];
  readonly #maxHi: number[];
  readonly #minLo: number[];
  readonly #taken: number[] = [];
  readonly #used = new Map<number, number>();
  readonly #firstPlace: number[] = [];
  readonly #failed = new Set<string>();

  constructor(program: Program, times: Times, counts: readonly number[], budget: Budget) {
    this.#program = program;
    this.#times = times;
    this.#counts = counts;
    this.#budget = budget;
    const lines = new Map<readonly number[], Timeline>();
    this.#lines = program.runs.map(({ leaf }) => {
      const line = lines.get(leaf.candidates) ?? this.#timeline(leaf.candidates);
      lines.set(leaf.candidates, line);
      return line;
    });
    const behind: (readonly Timeline[])[] = [];
    const seen = new Set<Timeline>();
    for (let run = program.runs.length - 1; run >= 0; run--) {
      behind[run] = [...seen];
      seen.add(this.#lines[run] as Timeline);
    }
    this.#behind = behind;
    this.#maxHi = program.constraints.map(() => -Infinity);
    this.#minLo = program.constraints.map(() => Infinity);
  }

  #timeline(candidates: readonly number[]): Timeline {
    this.#budget.spend(candidates.length >> 4);
    const { lo, hi } = this.#times;
    const counts = [0];
    let spread = 0;
    for (const [at, one] of candidates.entries()) {
      counts.push((counts[at] as number) + (this.#counts[one] as number));
      spread = Math.max(spread, (lo[one] as number) - (hi[one] as number));
    }
    const starts = candidates.map((one) => lo[one] as number);
    return { candidates, starts, counts, spread, placeOf: new Map(candidates.map((one, at) => [one, at])) };
  }

  find(): readonly number[] | null {
    return this.#areEnough() && this.#place(0, 0, 0) ? this.#taken : null;
  }

  /** Are there as many observations, all candidates together, as are wanted? */
  #areEnough(): boolean {
    const wanted = this.#program.runs.reduce((sum, run) => sum + run.size, 0);
    const all = new Set<number>();
    for (const line of new Set(this.#lines)) for (const one of line.candidates) all.add(one);
    let there = 0;
    for (const one of all) there += this.#counts[one] as number;
    return wanted <= there;
  }

  /** Places the rest of a run from one candidate on, and all runs behind it. */
  #place(at: number, placed: number, from: number): boolean {
    const run = this.#program.runs[at];
    if (run === undefined) return true;
    if (placed === run.size) return this.#place(at + 1, 0, this.#startOf(at + 1));
    if (!this.#hasRoom(at, placed, from)) return false;
    const state = this.#state(at, placed, from);
    if (this.#failed.has(state)) return false;
    const line = this.#lines[at] as Timeline;
    const [first, end] = this.#range(run, line, from);
    for (let place = first; place < end; place++) {
      const one = line.candidates[place] as number;
      this.#budget.spend(1 + run.roles.length);
      const used = this.#used.get(one) ?? 0;
      if (used >= (this.#counts[one] as number) || !this.#fits(run, one)) continue;
      const before = run.roles.map(
        ({ of }) => [this.#maxHi[of] as number, this.#minLo[of] as number] as const,
      );
      this.#take(run, one, used);
      if (placed === 0) this.#firstPlace[at] = place;
      if (this.#place(at, placed + 1, place)) return true;
      this.#taken.pop();
      this.#used.set(one, used);
      for (const [role, { of }] of run.roles.entries())
        [this.#maxHi[of], this.#minLo[of]] = before[role] as readonly [number, number];
    }
    this.#failed.add(state);
    return false;
  }

  #startOf(at: number): number {
    const twin = this.#program.runs[at]?.twin ?? null;
    return twin === null ? 0 : (this.#firstPlace[twin] as number);
  }

  #take(run: Run, one: number, used: number): void {
    this.#taken.push(one);
    this.#used.set(one, used + 1);
    for (const { of, part } of run.roles) {
      if (part === "behind") continue;
      this.#maxHi[of] = Math.max(this.#maxHi[of] as number, this.#times.hi[one] as number);
      this.#minLo[of] = Math.min(this.#minLo[of] as number, this.#times.lo[one] as number);
    }
  }

  #fits(run: Run, one: number): boolean {
    const lo = this.#times.lo[one] as number;
    const hi = this.#times.hi[one] as number;
    return run.roles.every(({ of, part }) => {
      if (part === "before") return true;
      if (part === "behind") return (this.#maxHi[of] as number) <= lo;
      const latest = Math.max(this.#maxHi[of] as number, hi);
      const earliest = Math.min(this.#minLo[of] as number, lo);
      return latest - earliest < this.#windowOf(of);
    });
  }

  #windowOf(constraint: number): number {
    const found = this.#program.constraints[constraint];
    return found?.kind === "window" ? found.us : Infinity;
  }

  /** Places that may fit what is placed; all that fit are among them. */
  #range(run: Run, line: Timeline, from: number): readonly [number, number] {
    let least = -Infinity;
    let most = Infinity;
    for (const { of, part } of run.roles) {
      if (part === "before") continue;
      const us = part === "behind" ? 0 : this.#windowOf(of);
      least = Math.max(least, (this.#maxHi[of] as number) - us);
      if (part === "within") most = Math.min(most, (this.#minLo[of] as number) + us + line.spread);
    }
    return [
      Math.max(from, placeFrom(line.starts, least)),
      most === Infinity ? line.starts.length : placeFrom(line.starts, most),
    ];
  }

  /** Is there still enough for this run and each behind it, looked at alone? */
  #hasRoom(at: number, placed: number, from: number): boolean {
    const { runs } = this.#program;
    for (let next = at; next < runs.length; next++) {
      const run = runs[next] as Run;
      this.#budget.spend(1 + run.roles.length);
      const line = this.#lines[next] as Timeline;
      const [first, end] = this.#range(run, line, next === at ? from : 0);
      const wanted = next === at ? run.size - placed : run.size;
      if (end <= first || (line.counts[end] as number) - (line.counts[first] as number) < wanted)
        return false;
    }
    return true;
  }

  /** What the rest depends on, as text. */
  #state(at: number, placed: number, from: number): string {
    const { runs, lastRun } = this.#program;
    const parts: (number | string)[] = [at, placed, from];
    for (const [of, last] of lastRun.entries())
      if (last >= at) parts.push(this.#maxHi[of] as number, this.#minLo[of] as number);
    for (const run of runs.slice(at + 1))
      if (run.twin !== null && run.twin <= at) parts.push(`t${this.#firstPlace[run.twin] ?? ""}`);
    const own = this.#lines[at] as Timeline;
    const behind = this.#behind[at] as readonly Timeline[];
    const taken: number[] = [];
    for (const [one, used] of this.#used)
      if (used > 0 && ((own.placeOf.get(one) ?? -1) >= from || behind.some((line) => line.placeOf.has(one))))
        taken.push(one);
    this.#budget.spend(parts.length + this.#used.size * (1 + behind.length));
    for (const one of taken.sort((a, b) => a - b)) parts.push(`u${one}x${this.#used.get(one)}`);
    return parts.join(",");
  }
}

/** The first place whose start is at least `bound`. */
function placeFrom(starts: readonly number[], bound: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
