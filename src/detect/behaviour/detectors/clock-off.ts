/**
 * A source whose clock is wrong: then its records fall into other windows than those of the others, and nothing that joins
 * them holds. A record from the future is plain. One from the past may just have come late, as files do; but where all of a
 * log's records come by the same time too late, to two minutes, over half an hour, it is the clock, mostly a time zone.
 * Bound: 256 logs of a member, a few KiB.
 */
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs, hourUs, minuteUs, neverSaid, type Said, spanText, speaks } from "../state.js";

const windowUs = 30 * minuteUs;
const factsMin = 50;
const aheadMin = 2 * minuteUs;
const behindMin = 15 * minuteUs;
const spreadMax = 2 * minuteUs;
/** Further off, a record is of another day: an archive, or a clock that was never set. */
const behindMax = 26 * hourUs;
const zoneUs = 30 * minuteUs;

interface Source extends Said {
  /** The window by when records come in. */
  window: number;
  facts: number;
  firstUs: number;
  lastUs: number;
  /** How much earlier than it came in a record says it is, the least and the most: below 0 for one from the future. */
  least: number;
  most: number;
}

function see(states: KeptMap<Source>, fact: Fact, sayings: Sayings): void {
  if (!fact.timed) return;
  const window = Math.floor(fact.receivedUs / windowUs);
  const lag = fact.receivedUs - fact.timeUs;
  const source = states.at(fact.log, () => ({
    window,
    facts: 0,
    firstUs: fact.receivedUs,
    lastUs: fact.receivedUs,
    least: lag,
    most: lag,
    ...neverSaid(),
  }));
  if (window > source.window) {
    judge(source, fact, sayings);
    Object.assign(source, { window, facts: 0, firstUs: fact.receivedUs, least: lag, most: lag });
  } else if (window < source.window) return;
  source.facts++;
  source.firstUs = Math.min(source.firstUs, fact.receivedUs);
  source.lastUs = Math.max(source.lastUs, fact.receivedUs);
  source.least = Math.min(source.least, lag);
  source.most = Math.max(source.most, lag);
}

function judge(source: Source, fact: Fact, sayings: Sayings): void {
  if (source.facts < factsMin || source.lastUs - source.firstUs < windowUs / 2) return;
  const middle = (source.least + source.most) / 2;
  const isSteady = source.most - source.least <= spreadMax;
  const isBehind = middle >= behindMin && middle <= behindMax;
  const isAhead = source.most <= -aheadMin;
  if (!isAhead && !(isSteady && isBehind)) return;
  if (!speaks(source, 1, source.lastUs, dayUs)) return;
  const off = Math.abs(isAhead ? source.most : middle);
  const zones = Math.round(off / zoneUs);
  const isZone = isSteady && zones > 0 && Math.abs(off - zones * zoneUs) <= spreadMax;
  sayings.say({
    subject: null,
    about: fact.log,
    count: source.facts,
    firstUs: source.firstUs,
    lastUs: source.lastUs,
    fields: {
      log: fact.log,
      clock: `${spanText(off)} ${isAhead ? "ahead" : "behind"}`,
      records: String(source.facts),
      ...(isZone ? { "looks like": `a time zone that is off by ${zones / 2} h` } : {}),
    },
  });
}

export const clockOff = {
  id: "clock-off",
  title: "The clock of a source is wrong",
  explains:
    "Within half an hour at least 50 records of a log came in, and all say that they are two minutes or more from the future; " +
    "or all say, to two minutes, that they are by the same time older than they came in: between 15 minutes and 26 hours, " +
    "often whole hours, as of a wrong time zone. Files that are sent late do not do that, as their age shrinks while they " +
    "are read. Until the clock is set right, records of this source do not meet those of others. Said once a day.",
  level: "low",
  techniques: ["T1070.006"],
  scope: "member",
  stateBytesMax: 256 * 1024,
  anyTime: true,
  wants: (fact) => fact.timed,
  open: (saved) => oneMapRun<Source>({ version: 1, capacity: 256, see }, saved),
} satisfies Detector;
