/**
 * A log that always came and comes no more: a sensor that broke, a disk that is full, or somebody who does not want to be
 * seen. Measured is when records come in, not the time they carry, so that a folder of old files read in one go is no
 * silence. How long each log's pauses are is learned; while nothing at all comes from a member, nobody can tell, and the
 * center itself watches for that.
 * Bound: 256 logs of a member, a few KiB.
 */
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs, hourUs, minuteUs, openPlain, openStates, savePlain, saveStates, spanText } from "../state.js";

const version = 1;
const learningUs = 2 * dayUs;
const factsMin = 500;
/** Days whose longest pauses are kept. */
const daysKept = 8;
const silenceMin = hourUs;
const timesLongest = 3;
/** Logs of people's doings rest at night and over a weekend; what pauses for so long at times is never said. */
const pauseMax = 16 * hourUs;

interface Log {
  firstUs: number;
  lastUs: number;
  facts: number;
  /** The longest pause that ended on each day, by the day's number. */
  pauses: Record<string, number>;
  said: boolean;
}

class SilentSourceRun implements DetectorRun {
  readonly #logs: KeptMap<Log>;
  #nowUs: number;
  #lookedUs: number;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#logs = openPlain(256, parts.logs);
    this.#nowUs = typeof parts.nowUs === "number" ? parts.nowUs : 0;
    this.#lookedUs = typeof parts.lookedUs === "number" ? parts.lookedUs : 0;
  }

  see(fact: Fact, sayings: Sayings): void {
    const { receivedUs } = fact;
    const log = this.#logs.at(fact.log, () => ({
      firstUs: receivedUs,
      lastUs: receivedUs,
      facts: 0,
      pauses: {},
      said: false,
    }));
    const pause = receivedUs - log.lastUs;
    const day = String(Math.floor(receivedUs / dayUs));
    // A pause that was said was no habit.
    if (!log.said && pause > (log.pauses[day] ?? 0)) {
      for (const key of Object.keys(log.pauses))
        if (Number(key) < Number(day) - daysKept) delete log.pauses[key];
      log.pauses[day] = pause;
    }
    log.facts++;
    log.lastUs = Math.max(log.lastUs, receivedUs);
    log.said = false;
    if (log.facts === factsMin) this.#logs.matters(fact.log);
    if (receivedUs <= this.#nowUs) return;
    this.#nowUs = receivedUs;
    if (receivedUs < this.#lookedUs + minuteUs) return;
    this.#lookedUs = receivedUs;
    for (const [name, each] of this.#logs.entries())
      if (name !== fact.log) look(name, each, receivedUs, sayings);
  }

  figures() {
    return { held: this.#logs.size, dropped: this.#logs.dropped };
  }

  save() {
    return saveStates(version, { logs: savePlain(this.#logs), nowUs: this.#nowUs, lookedUs: this.#lookedUs });
  }
}

function look(name: string, log: Log, nowUs: number, sayings: Sayings): void {
  if (log.said || log.facts < factsMin || log.lastUs < log.firstUs + learningUs) return;
  const longest = Math.max(0, ...Object.values(log.pauses));
  const silentUs = nowUs - log.lastUs;
  if (longest > pauseMax || silentUs < Math.max(silenceMin, longest * timesLongest)) return;
  log.said = true;
  sayings.say({
    subject: null,
    about: name,
    count: 1,
    firstUs: log.lastUs,
    lastUs: nowUs,
    shownBy: [],
    fields: {
      log: name,
      "last came": new Date(log.lastUs / 1000).toISOString(),
      silent: spanText(silentUs),
      "longest pause before": spanText(longest),
      "records before": String(log.facts),
    },
  });
}

export const silentSource = {
  id: "silent-source",
  title: "A log has stopped coming",
  explains:
    "A log of a member that came for two days and 500 records at least, and now has not come for an hour and three times its " +
    "longest pause of the last eight days, while other logs of the member go on. Logs that rest for more than 16 hours at " +
    "times are left out. Measured by when records come in. A sensor that broke looks like one that was switched off: both " +
    "leave you blind. Where everything of a member stops, the center's own page of senders says so.",
  level: "medium",
  techniques: ["T1562.001", "T1562.006"],
  scope: "member",
  stateBytesMax: 256 * 1024,
  anyTime: true,
  wants: () => true,
  open: (saved) => new SilentSourceRun(saved),
} satisfies Detector;
