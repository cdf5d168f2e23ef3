/**
 * Matches as a correlation remembers them, in the order of their own time. Where a group has many, those that lie within a
 * thousandth of the timespan and count alike are put together, so that a flood takes bounded memory: windows are then
 * right to that thousandth, and medians and percentiles to a hundredth of the number.
 */
import { mergingParts, numberError } from "./limits.js";
import type { CorrelationPlan } from "./plan.js";

export interface Entry {
  timeUs: number;
  /** Which of the correlation's rules matched, by its place in the list. */
  readonly rule: number;
  /** What `value_count` tells apart; otherwise empty. */
  readonly value: string;
  /** What is summed, averaged and so on: the sum over all that was put together here. */
  number: number;
  /** Matches that this stands for. */
  count: number;
  /** Records behind them. */
  records: number;
  firstUs: number;
  /** What correlations over this one ask of it beside the group, by `plan.handsOn`; empty where nothing. */
  readonly handedOn: readonly string[];
  /** A window that ends here was told to the correlations over this one. */
  held: boolean;
}

/** Time first, then place in the list: what comes at the same moment is in order. */
export function isBefore(a: Entry, b: Entry): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.rule < b.rule);
}

/** The first place whose entry is not before the time. */
export function firstAt(entries: readonly Entry[], timeUs: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).timeUs < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts an entry in its place; true where that is the end. */
export function insert(entries: Entry[], entry: Entry): boolean {
  const last = entries.at(-1);
  if (last === undefined || !isBefore(entry, last)) {
    entries.push(entry);
    return true;
  }
  let at = firstAt(entries, entry.timeUs);
  while (at < entries.length && !isBefore(entry, entries[at] as Entry)) at++;
  entries.splice(at, 0, entry);
  return false;
}

/** Forgets what is older; says how many entries went. */
export function trim(entries: Entry[], beforeUs: number): number {
  if (entries.length === 0 || (entries[0] as Entry).timeUs >= beforeUs) return 0;
  const gone = firstAt(entries, beforeUs);
  entries.splice(0, gone);
  return gone;
}

export interface Merged {
  readonly entries: Entry[];
  /** Matches that were forgotten. */
  readonly forgotten: number;
}

/** A number to one part in a hundred. */
function coarse(number: number): number {
  if (number === 0 || !Number.isFinite(number)) return 0;
  const step = Math.log1p(2 * numberError);
  return Math.sign(number) * Math.round(Math.log(Math.abs(number)) / step);
}

/** Puts together what lies close, and forgets the oldest of more than a group may have. */
export function merge(plan: CorrelationPlan, entries: readonly Entry[]): Merged {
  const width = Math.max(1, Math.floor(plan.timespanUs / mergingParts));
  const keepsNumbers = plan.type === "value_median" || plan.type === "value_percentile";
  let merged: Entry[] = [];
  const cells = new Map<string, Entry>();
  let cellNow = Number.NaN;
  for (const entry of entries) {
    const cell = Math.floor(entry.timeUs / width);
    if (cell !== cellNow) {
      cells.clear();
      cellNow = cell;
    }
    const number = keepsNumbers ? coarse(entry.number / entry.count) : "";
    const key = `${entry.rule}\u0000${entry.value}\u0000${number}\u0000${entry.handedOn.join("\u0001")}`;
    const same = cells.get(key);
    if (same === undefined) {
      cells.set(key, entry);
      merged.push(entry);
      continue;
    }
    same.timeUs = Math.max(same.timeUs, entry.timeUs);
    same.firstUs = Math.min(same.firstUs, entry.firstUs);
    same.number += entry.number;
    same.count += entry.count;
    same.records += entry.records;
    same.held ||= entry.held;
  }
  // A cell's entries now stand at the time of its last, so that their order within it may have changed.
  merged.sort((a, b) => a.timeUs - b.timeUs || a.rule - b.rule);
  const over = merged.length - plan.entriesMax;
  let forgotten = 0;
  if (over > 0) {
    // Some more than needed, so that not every match begins this anew.
    const gone = over + (plan.entriesMax >> 3);
    for (const entry of merged.slice(0, gone)) forgotten += entry.count;
    merged = merged.slice(gone);
  }
  return { entries: merged, forgotten };
}
