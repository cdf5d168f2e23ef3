/**
 * A detector at work that finds sweeps: one asker tries many different things (functions, units, machines) that it never
 * tried before, within some minutes. What a key has tried once is known for good, so that a poller that begins with many
 * machines is told once, and never again. 256 things of a key are known; that there are more is said once, and what is not
 * told apart any more is counted in `dropped`.
 */
import type { DetectionLevel } from "../../model/index.js";
import { addressSubject } from "../behaviour/attempts.js";
import { type DetectorRun, noSurroundings, type Sayings, type Surroundings } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { minuteUs, openStates, saveStates } from "../behaviour/state.js";
import { explained, Learning } from "./learning.js";
import type { OtMessage } from "./message.js";
import { shortened } from "./record-ends.js";
import { listed } from "./relation.js";
import { type Gathered, nothingGathered, Telling, type Words } from "./telling.js";

export interface SweepParts {
  readonly version: number;
  readonly capacity: number;
  /** Different new things within `windowUs`, counted from the first of them. */
  readonly least: number;
  readonly windowUs: number;
  readonly levels: { readonly learning: DetectionLevel; readonly after: DetectionLevel };
  /** Of so many odd ones the level is high at least. */
  readonly oddMin: number;
  /** What the things are called in `fields`: `functions`. */
  readonly things: string;
  /** Whose sweep it is: the asker, and what all things have in common (a machine); null where the message is of none. */
  keyOf(message: OtMessage): { readonly from: string; readonly to: string } | null;
  thingOf(message: OtMessage): string;
  isOdd(message: OtMessage): boolean;
}

interface Sweep extends Gathered {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  /** All that was ever tried, `knownMax` at most. */
  readonly known: Set<string>;
  /** When this window began; it lasts as long as a sweep that was told goes on. */
  sinceUs: number;
  /** Not told yet, of this window. */
  fresh: string[];
  freshAll: number;
  odd: number;
  /** A sweep went on beyond `knownMax`: what it tries from then on is not told apart. */
  isFull: boolean;
}

const knownMax = 256;
const thingCharsMax = 40;
const shownMax = 24;

export function sweepRun(
  parts: SweepParts,
  saved: unknown,
  surroundings: Surroundings = noSurroundings,
): DetectorRun {
  const before = openStates(parts.version, saved);
  const learning = new Learning(before["learning"], surroundings);
  /** Things that were not known and found no room. */
  let beyond = typeof before["beyond"] === "number" ? before["beyond"] : 0;

  const telling = new Telling<Sweep>(
    {
      capacity: parts.capacity,
      betweenUs: () => minuteUs,
      words,
      wordsOfAll: (states) => ({
        subject: null,
        about: "sweeps of many stations",
        fields: {
          from: listed([...new Set(states.map(({ from }) => from))].slice(0, shownMax), states.length),
          to: listed([...new Set(states.map(({ to }) => to))].slice(0, shownMax), states.length),
        },
      }),
      kindOf: ({ protocol }) => protocol,
      said(state) {
        state.fresh = [];
        state.freshAll = 0;
      },
    },
    before["sweeps"],
  );

  function words(state: Sweep): Words {
    const { protocol, from, to, fresh, freshAll, odd, lastUs } = state;
    const learns = learning.lastsAt(lastUs);
    const plain = learns ? parts.levels.learning : parts.levels.after;
    const why = explained(learning.site, to, lastUs, odd >= parts.oddMin ? "high" : plain);
    return {
      subject: addressSubject(from),
      about: to === "" ? protocol : `${to} ${protocol}`,
      level: why.level,
      fields: {
        from: from || "unknown",
        ...(to === "" ? {} : { to }),
        protocol,
        [parts.things]: listed(fresh, freshAll),
        ...(state.isFull ? { "no more are told apart": `${knownMax} are known` } : {}),
        ...(odd === 0 ? {} : { "refused or unknown": String(odd) }),
        learning: learns ? "yes" : "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    const message = fact.ot;
    if (message === null) return;
    const timeUs = learning.hear(fact);
    const ends = parts.keyOf(message);
    if (ends === null) return;
    const thing = shortened(parts.thingOf(message), thingCharsMax);
    if (thing === "") return;
    const { from, to } = ends;
    const key = `${from} ${to} ${message.protocol}`;
    const state = telling.states.at(key, () => ({
      ...nothingGathered(),
      protocol: message.protocol,
      from,
      to,
      known: new Set<string>(),
      sinceUs: Number.NEGATIVE_INFINITY,
      fresh: [],
      freshAll: 0,
      odd: 0,
      isFull: false,
    }));
    if (state.known.has(thing)) return;
    const isBeyond = state.known.size >= knownMax;
    if (isBeyond) beyond++;
    else state.known.add(thing);
    if (isBeyond && state.isFull) return;
    if (state.known.size === 2) telling.states.matters(key);
    if (timeUs > state.sinceUs + parts.windowUs) {
      // What was too little for a sweep was none; the rest of one that was said still waits.
      if (state.says === 0) telling.forget(key, state);
      if (state.waiting === 0) state.says = 0;
      state.fresh = [];
      state.freshAll = 0;
      state.odd = 0;
      state.sinceUs = timeUs;
    } else if (state.says > 0) state.sinceUs = timeUs;
    state.freshAll++;
    if (state.fresh.length < shownMax) state.fresh.push(thing);
    if (parts.isOdd(message)) state.odd++;
    const ready = state.says > 0 || state.waiting + 1 >= parts.least;
    // The last that is told of it says so.
    if (isBeyond && ready) state.isFull = true;
    telling.found(key, state, 1, ready, fact, timeUs, sayings);
  }

  return {
    see,
    tick: (nowUs, sayings) => telling.tick(nowUs, sayings),
    end: (sayings) => telling.end(sayings),
    figures: () => ({ held: telling.states.size, dropped: telling.states.dropped + beyond }),
    save: () => saveStates(parts.version, { learning: learning.save(), sweeps: telling.save(), beyond }),
  };
}
