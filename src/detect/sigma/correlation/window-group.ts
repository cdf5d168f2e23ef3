/**
 * The matches of one group of one correlation, at one member, and which of their windows were told. A window ends with a
 * match and reaches back by the timespan, both ends included.
 *
 * A condition that can only begin to hold is judged with every match, so that it is told at once; where a match comes late,
 * every window that it is part of is judged anew. A window is told only if none that overlaps it was. A condition that
 * may cease to hold (`lt`, `eq`, an average) is judged once all that belongs to a window has come: such windows begin
 * with the first match that is part of no earlier one, and follow each other.
 */
import type { Evidence, Observable } from "../../../model/index.js";
import { type Entry, firstAt, insert, merge, trim } from "./entries.js";
import { entriesBeforeMerging, toldMax } from "./limits.js";
import { type Measure, measureOf, windowMeets } from "./measures.js";
import type { CorrelationPlan } from "./plan.js";

/** A window whose condition holds. */
export interface HeldWindow {
  readonly entries: readonly Entry[];
  readonly endUs: number;
  /** The window was told before, or another that overlaps it: correlations over this one may want it all the same. */
  readonly isTold: boolean;
}

export class WindowGroup {
  readonly plan: CorrelationPlan;
  readonly memberId: string;
  /** What the fields of the group are, in their order, as they are shown. */
  readonly values: readonly string[];
  /** The logs that matches came from, where windows wait for them. */
  readonly logs = new Set<string>();
  entries: Entry[] = [];
  /** Beyond so many, matches that lie close are put together. */
  mergeAt = entriesBeforeMerging;
  /** Ends of windows that were told, as long as another may overlap them. */
  toldUs: number[] = [];
  newestUs = Number.NEGATIVE_INFINITY;
  /** Until when windows were judged that are judged at their end. */
  judgedUs = Number.NEGATIVE_INFINITY;
  /** When the last match was received. */
  receivedUs = Number.NEGATIVE_INFINITY;
  subject: Observable | null = null;
  evidence: Evidence[] = [];
  #measure: Measure;
  /** The first entry of the window that ends with the last. */
  #from = 0;

  constructor(plan: CorrelationPlan, memberId: string, values: readonly string[]) {
    this.plan = plan;
    this.memberId = memberId;
    this.values = values;
    this.#measure = measureOf(plan);
  }

  /** When all that belongs to its first window has come, by the clock of its logs; null where nothing waits. */
  get dueUs(): number | null {
    const first = this.entries[0];
    if (this.plan.isRising || first === undefined) return null;
    return first.timeUs + this.plan.timespanUs + this.plan.latenessUs;
  }

  isLate(timeUs: number): boolean {
    return timeUs < this.newestUs - this.plan.latenessUs || timeUs <= this.judgedUs;
  }

  /** Adds a match that is not late; `forget` is told of matches that had to go. */
  add(entry: Entry, held: (window: HeldWindow) => void, forget: (matches: number) => void): void {
    this.newestUs = Math.max(this.newestUs, entry.timeUs);
    const isLast = insert(this.entries, entry);
    if (this.plan.isRising) {
      if (isLast) this.#judgeLast(entry, held);
      else this.#judgeAll(entry.timeUs, entry.timeUs + this.plan.timespanUs, held);
      this.#forgetPast();
    }
    if (this.entries.length <= this.mergeAt) return;
    const { entries, forgotten } = merge(this.plan, this.entries);
    this.entries = entries;
    // Some room, so that not every match begins this anew.
    this.mergeAt = Math.min(
      this.plan.entriesMax,
      Math.max(entriesBeforeMerging, entries.length + (entriesBeforeMerging >> 2)),
    );
    if (forgotten > 0) forget(forgotten);
    this.#judgeAll(0, -1, held);
  }

  #judgeLast(entry: Entry, held: (window: HeldWindow) => void): void {
    const fromUs = entry.timeUs - this.plan.timespanUs;
    this.#measure.add(entry);
    this.#advance(this.#measure, fromUs);
    if (this.#measure.holds(fromUs)) this.#hold(entry, this.#from, this.entries.length, held);
  }

  #advance(measure: Measure, fromUs: number): void {
    for (let first = this.entries[this.#from]; first !== undefined && first.timeUs < fromUs; ) {
      measure.remove(first);
      first = this.entries[++this.#from];
    }
  }

  /** Measures all anew, and judges windows that end between the two times. */
  #judgeAll(fromUs: number, toUs: number, held: (window: HeldWindow) => void): void {
    if (!this.plan.isRising) return;
    const measure = measureOf(this.plan);
    this.#from = 0;
    const { entries } = this;
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at] as Entry;
      measure.add(entry);
      const { timeUs } = entry;
      if (entries[at + 1]?.timeUs === timeUs) continue;
      this.#advance(measure, timeUs - this.plan.timespanUs);
      if (timeUs < fromUs || timeUs > toUs || entry.held) continue;
      if (measure.holds(timeUs - this.plan.timespanUs)) this.#hold(entry, this.#from, at + 1, held);
    }
    this.#measure = measure;
  }

  #hold(last: Entry, from: number, to: number, held: (window: HeldWindow) => void): void {
    const { timespanUs } = this.plan;
    const isTold = this.toldUs.some((told) => Math.abs(told - last.timeUs) <= timespanUs);
    last.held = true;
    if (!isTold && this.toldUs.push(last.timeUs) > toldMax) this.toldUs.shift();
    held({ entries: isTold ? [last] : this.entries.slice(from, to), endUs: last.timeUs, isTold });
  }

  /** What no window to come can reach. */
  #forgetPast(): void {
    const beforeUs = this.newestUs - this.plan.latenessUs - this.plan.timespanUs;
    const first = this.entries[0];
    // Removing from the front costs as much as what stays: a quarter at a time.
    if (first !== undefined && first.timeUs < beforeUs) {
      const past = firstAt(this.entries, beforeUs);
      if (past > 16 + (this.entries.length >> 2)) {
        trim(this.entries, beforeUs);
        this.#from -= past;
      }
    }
    if ((this.toldUs[0] ?? beforeUs) < beforeUs) this.toldUs = this.toldUs.filter((told) => told >= beforeUs);
  }

  /** Judges the first window that waits; its entries go. */
  judge(held: (window: HeldWindow) => void): void {
    const first = this.entries[0];
    if (first === undefined) return;
    const endUs = first.timeUs + this.plan.timespanUs;
    const count = firstAt(this.entries, endUs + 1);
    const window = this.entries.splice(0, count);
    this.judgedUs = endUs;
    const last = window.at(-1) as Entry;
    if (windowMeets(this.plan, window)) held({ entries: window, endUs: last.timeUs, isTold: false });
  }

  /** After entries were put back as they were saved. */
  restore(): void {
    this.#judgeAll(0, -1, () => undefined);
  }
}
