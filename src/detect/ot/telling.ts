/**
 * Telling without losing count: what is found first of a key is said at once, with the record that shows it; what follows
 * is gathered and said at a tick, in growing steps, or when no more comes. The counts of all that is said add up to what
 * there was. A flood of keys is said together, by kind, so that the engine's bound of findings in an hour holds and nothing
 * is left out of the sum; what is over the bound waits for the next hour. Only keys that are held wait: what the map forgets
 * for want of room waits no more, and is counted in its `dropped`. Records that show what waits are kept of the first 1,024.
 */
import type { Evidence } from "../../model/index.js";
import type { DetectorFigures, Finding, Sayings } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { evidenceOf } from "../behaviour/facts/row-fact.js";
import { KeptMap } from "../behaviour/sketches/kept-map.js";
import { hourUs } from "../behaviour/state.js";

/** Plain data that every state has beside its own. */
export interface Gathered {
  /** Not said yet. */
  waiting: number;
  /** Of what waits there is enough to be said. */
  ready: boolean;
  /** Of what waits. */
  firstUs: number;
  lastUs: number;
  /** When it was last said, and how often. */
  saidUs: number;
  says: number;
  /** Of the first that waits. */
  evidence: Evidence | null;
}

export const nothingGathered = (): Gathered => ({
  waiting: 0,
  ready: false,
  firstUs: 0,
  lastUs: 0,
  saidUs: 0,
  says: 0,
  evidence: null,
});

export type Words = Pick<Finding, "subject" | "about" | "fields" | "level">;

export interface TellingParts<S extends Gathered> {
  readonly capacity: number;
  /** Time between two findings of one key after it was said so often. */
  betweenUs(says: number): number;
  words(state: S): Words;
  /** States of one kind are said together where there are too many. */
  kindOf(state: S): string;
  wordsOfAll(states: readonly S[]): Words;
  /** What was gathered was said. */
  said(state: S): void;
}

/** Of the 200 that the engine lets a detector say in an hour: 100 as they come, and 100 at an end. */
const perHourMax = 100;
const atOnceMax = 40;
const perTickMax = 20;
const atEndMax = 100;
/** A record has up to 2,000 characters: 2 MB. */
const evidenceMax = 1_024;

export class Telling<S extends Gathered> {
  readonly states: KeptMap<S>;
  readonly #parts: TellingParts<S>;
  readonly #waiting = new Set<string>();
  /** States with evidence. */
  #shown = 0;
  #hour = 0;
  #saidInHour = 0;

  constructor(parts: TellingParts<S>, saved: unknown) {
    this.#parts = parts;
    const parted = (saved ?? {}) as Readonly<Record<string, unknown>>;
    // An earlier version saved the states alone: what it learned stays.
    const { states = saved, waiting, hour, saidInHour } = parted;
    const open = (state: unknown) => structuredClone(state) as S;
    this.states = KeptMap.open<S>(parts.capacity, states, open, (key, state) => this.#drop(key, state));
    // In the order in which they came to wait: what is said together, and of which first, depends on it.
    for (const key of Array.isArray(waiting) ? (waiting as string[]) : []) this.#waiting.add(key);
    for (const [key, { ready, evidence }] of this.states.entries()) {
      if (ready) this.#waiting.add(key);
      if (evidence !== null) this.#shown++;
    }
    if (typeof hour === "number") this.#hour = hour;
    if (typeof saidInHour === "number") this.#saidInHour = saidInHour;
  }

  /** So many more of a key were found in this fact. `ready`: enough to be said; `timeUs`: when, as far as that can be. */
  found(
    key: string,
    state: S,
    more: number,
    ready: boolean,
    fact: Fact,
    timeUs: number,
    sayings: Sayings,
  ): void {
    if (state.waiting === 0) {
      state.firstUs = timeUs;
      state.lastUs = timeUs;
    } else if (timeUs > state.lastUs) state.lastUs = timeUs;
    else if (timeUs < state.firstUs) state.firstUs = timeUs;
    state.waiting += more;
    const isDue = state.says === 0 || timeUs >= state.saidUs + this.#parts.betweenUs(state.says);
    if (ready && isDue && this.#mayStill(timeUs, atOnceMax)) {
      this.#waiting.delete(key);
      this.#say(state, timeUs, sayings, state.evidence === null ? null : [state.evidence, evidenceOf(fact)]);
      return;
    }
    if (state.evidence === null && this.#shown < evidenceMax) {
      state.evidence = evidenceOf(fact);
      this.#shown++;
    }
    if (!ready) return;
    state.ready = true;
    this.#waiting.add(key);
  }

  /** What waits was nothing after all. */
  forget(key: string, state: S): void {
    state.waiting = 0;
    state.ready = false;
    this.#drop(key, state);
  }

  tick(nowUs: number, sayings: Sayings): void {
    if (this.#waiting.size === 0) return;
    const due: S[] = [];
    for (const key of this.#waiting) {
      const state = this.states.get(key);
      if (state === undefined) this.#waiting.delete(key);
      else if (nowUs >= state.saidUs + this.#parts.betweenUs(state.says)) {
        if (due.length >= perTickMax * 50) break;
        due.push(state);
      }
    }
    for (const group of this.#grouped(due, perTickMax)) {
      if (!this.#mayStill(nowUs, perHourMax)) break;
      this.#sayGroup(group, nowUs, sayings);
    }
    this.#sweep();
  }

  end(sayings: Sayings): void {
    const due: S[] = [];
    for (const key of this.#waiting) {
      const state = this.states.get(key);
      if (state !== undefined && state.waiting > 0) due.push(state);
    }
    for (const group of this.#grouped(due, atEndMax)) this.#sayGroup(group, group[0]?.lastUs ?? 0, sayings);
    this.#sweep();
  }

  figures(): DetectorFigures {
    return { held: this.states.size, dropped: this.states.dropped };
  }

  save(): unknown {
    return {
      states: this.states.save((state) => structuredClone(state)),
      waiting: [...this.#waiting],
      hour: this.#hour,
      saidInHour: this.#saidInHour,
    };
  }

  /** Nothing of it waits any more. */
  #drop(key: string, state: S): void {
    this.#waiting.delete(key);
    this.#unshow(state);
  }

  #unshow(state: S): void {
    if (state.evidence !== null) this.#shown--;
    state.evidence = null;
  }

  /** One by one as long as there are few, else those of a kind together. */
  #grouped(due: readonly S[], most: number): readonly (readonly S[])[] {
    if (due.length <= most) return due.map((state) => [state]);
    const groups = new Map<string, S[]>();
    for (const state of due) {
      const kind = this.#parts.kindOf(state);
      // More kinds than fit are one.
      const name = groups.has(kind) || groups.size < most ? kind : "";
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [state]);
      else group.push(state);
    }
    return [...groups.values()];
  }

  #sayGroup(group: readonly S[], nowUs: number, sayings: Sayings): void {
    const [first] = group;
    if (first === undefined) return;
    if (group.length === 1) this.#say(first, nowUs, sayings, first.evidence === null ? [] : [first.evidence]);
    else this.#sayAll(group, nowUs, sayings);
  }

  /** Null: the fact just seen is all the evidence there is. */
  #say(state: S, nowUs: number, sayings: Sayings, evidence: readonly Evidence[] | null): void {
    this.#saidInHour++;
    sayings.say({
      ...this.#parts.words(state),
      count: state.waiting,
      firstUs: state.firstUs,
      lastUs: state.lastUs,
      ...(evidence === null ? {} : { evidence }),
    });
    this.#settle(state, nowUs);
  }

  #sayAll(group: readonly S[], nowUs: number, sayings: Sayings): void {
    this.#saidInHour++;
    sayings.say({
      ...this.#parts.wordsOfAll(group),
      count: group.reduce((sum, { waiting }) => sum + waiting, 0),
      firstUs: Math.min(...group.map(({ firstUs }) => firstUs)),
      lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
      evidence: group.flatMap(({ evidence }) => evidence ?? []).slice(0, 10),
    });
    for (const state of group) this.#settle(state, nowUs);
  }

  #settle(state: S, nowUs: number): void {
    state.waiting = 0;
    state.ready = false;
    state.says++;
    state.saidUs = nowUs;
    this.#unshow(state);
    this.#parts.said(state);
  }

  #sweep(): void {
    for (const key of this.#waiting)
      if ((this.states.get(key)?.waiting ?? 0) === 0) this.#waiting.delete(key);
  }

  #mayStill(timeUs: number, most: number): boolean {
    const hour = Math.floor(timeUs / hourUs);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#saidInHour = 0;
    }
    return this.#saidInHour < most;
  }
}
