/**
 * What detectors that keep a state for each of many keys have in common: a bounded map (`sketches/kept-map.ts`), saved under
 * a version, and the rule of when to speak again. A state is plain data (numbers, texts, arrays), so that saving it is
 * copying it. A detector whose state got another shape raises its version, and begins anew with what was saved before.
 */
import { latenessUs } from "./detector.js";
import type { Fact } from "./fact.js";
import { KeptMap } from "./sketches/kept-map.js";

export interface SavedStates {
  readonly version: number;
  readonly parts: Readonly<Record<string, unknown>>;
}

export const saveStates = (version: number, parts: Readonly<Record<string, unknown>>): SavedStates => ({
  version,
  parts,
});

/** The parts that were saved under this version; none where they were not. */
export function openStates(version: number, saved: unknown): Readonly<Record<string, unknown>> {
  if (typeof saved !== "object" || saved === null) return {};
  const { version: given, parts } = saved as Partial<SavedStates>;
  return given === version && typeof parts === "object" && parts !== null ? parts : {};
}

/** A map of plain states as it was saved; each state is copied, so that what was saved does not change any more. */
export const openPlain = <V>(capacity: number, saved: unknown): KeptMap<V> =>
  KeptMap.open<V>(capacity, saved, (state) => structuredClone(state) as V);

export const savePlain = <V>(map: KeptMap<V>): unknown => map.save((state) => structuredClone(state));

/** What was said last of one thing. */
export interface Said {
  saidCount: number;
  /** The window it was said in; below every number where nothing was said yet. */
  saidWindow: number;
}

export const neverSaid = (): Said => ({ saidCount: 0, saidWindow: Number.NEGATIVE_INFINITY });

/**
 * Whether to speak (again): nothing was said in this window or a later one, or the count has doubled since. Writes down
 * that it was, so ask only where what is found would be said.
 */
export function speaks(said: Said, count: number, timeUs: number, windowUs: number): boolean {
  const window = Math.floor(timeUs / windowUs);
  if (window <= said.saidWindow && count < said.saidCount * 2) return false;
  said.saidWindow = Math.max(window, said.saidWindow);
  said.saidCount = count;
  return true;
}

/**
 * A time that can't be: detectors that see facts of any time leave these out, as one of them would move their windows to
 * where nothing comes for long.
 */
export const isFromTheFuture = ({ timeUs, receivedUs }: Fact): boolean => timeUs > receivedUs + latenessUs;

/** Times in words: `45 s`, `12 min`, `3.5 h`, `2 days`. */
export function spanText(us: number): string {
  const seconds = us / 1e6;
  const round = (value: number) => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (seconds < 100) return `${round(seconds)} s`;
  if (seconds < 6000) return `${round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${round(seconds / 3600)} h`;
  return `${round(seconds / 86_400)} days`;
}

/** Amounts in words: `812 bytes`, `4.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`;
}

export const secondUs = 1e6;
export const minuteUs = 60e6;
export const hourUs = 3600e6;
export const dayUs = 86_400e6;
