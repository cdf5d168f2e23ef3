/**
 * A command that is known, at an hour at which it never came. Which hours a relation works in is learned with it; one that
 * came seldom has no hours, and is not judged.
 *
 * Hours are those of UTC. Shifts follow the clock on the wall, which is put forward and back by an hour: the hour beside a
 * learned one is therefore known all year round, in any time zone, with no zone to be set wrong. It is not learned by that:
 * else a work that grows longer by an hour each day would never be told.
 * Bound: 20,000 relations, 12 MB.
 */
import { stateChangingKinds } from "../../../model/index.js";
import { addressSubject } from "../../behaviour/attempts.js";
import {
  type Detector,
  type DetectorRun,
  noSurroundings,
  type Sayings,
  type Surroundings,
} from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { dayUs, hourUs, openStates, saveStates } from "../../behaviour/state.js";
import { explained, Learning } from "../learning.js";
import { askerOf, assetOf, type Counted, countMessage, noneCounted } from "../relation.js";
import { type Gathered, nothingGathered, Telling, type Words } from "../telling.js";

const version = 1;
/** Different days that must have been seen before its hours mean something. */
const daysMin = 3;

interface Hours extends Gathered {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  readonly function: string;
  readonly counted: Counted;
  /** A bit for each hour of the day (UTC) at which it came. */
  hours: number;
  days: number;
  lastDay: number;
  /** Hours of what waits. */
  oddHours: number;
}

const around = (hour: number): number => (1 << hour) | (1 << ((hour + 1) % 24)) | (1 << ((hour + 23) % 24));

function hoursText(bits: number): string {
  const hours: string[] = [];
  for (let hour = 0; hour < 24; hour++) if ((bits & (1 << hour)) !== 0) hours.push(`${hour}:00`);
  return hours.join(", ");
}

function open(saved: unknown, surroundings: Surroundings = noSurroundings): DetectorRun {
  const before = openStates(version, saved);
  const learning = new Learning(before["learning"], surroundings);
  const telling = new Telling<Hours>(
    {
      capacity: 20_000,
      betweenUs: () => dayUs,
      words,
      wordsOfAll: (states) => ({
        ...words(states[0] as Hours),
        subject: null,
        about: "many relations",
      }),
      kindOf: ({ protocol, function: name }) => `${protocol} ${name}`,
      said(state) {
        state.oddHours = 0;
      },
    },
    before["hours"],
  );

  function words({ protocol, from, to, function: name, hours, oddHours, lastUs }: Hours): Words {
    const why = explained(learning.site, to, lastUs, "medium");
    return {
      subject: addressSubject(from),
      about: `${to} ${name}`,
      level: why.level,
      fields: {
        function: name,
        from: from || "unknown",
        to: to || "unknown",
        protocol,
        "at (UTC)": hoursText(oddHours),
        "known hours (UTC)": hoursText(hours),
        learning: "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    const message = fact.ot;
    if (message === null) return;
    const timeUs = learning.hear(fact);
    if (!message.isRequest || !stateChangingKinds.has(message.kind)) return;
    const from = askerOf(message);
    const to = assetOf(message);
    const key = `${from} ${to} ${message.protocol} ${message.function}`;
    const state = telling.states.at(key, () => ({
      ...nothingGathered(),
      protocol: message.protocol,
      from,
      to,
      function: message.function,
      counted: noneCounted(),
      hours: 0,
      days: 0,
      lastDay: -1,
      oddHours: 0,
    }));
    const more = countMessage(state.counted, message, fact.log);
    if (more === 0) return;
    const hour = ((Math.floor(timeUs / hourUs) % 24) + 24) % 24;
    const day = Math.floor(timeUs / dayUs);
    const isKnown = (state.hours & around(hour)) !== 0;
    const learns = learning.lastsAt(timeUs);
    const isOdd = !isKnown && !learns && state.days >= daysMin;
    // What was told is no lesson, and what is known by its neighbour teaches nothing about the next.
    if (learns || state.days < daysMin) state.hours |= 1 << hour;
    if (day > state.lastDay) {
      state.lastDay = day;
      state.days++;
      if (state.days === daysMin) telling.states.matters(key);
    }
    if (!isOdd) return;
    state.oddHours |= 1 << hour;
    telling.found(key, state, more, true, fact, timeUs, sayings);
  }

  return {
    see,
    tick: (nowUs, sayings) => telling.tick(nowUs, sayings),
    end: (sayings) => telling.end(sayings),
    figures: () => telling.figures(),
    save: () => saveStates(version, { learning: learning.save(), hours: telling.save() }),
  };
}

export const oddHourCommand = {
  id: "odd-hour-command",
  kind: "ot",
  title: "A known command comes at an hour at which it never came",
  explains:
    "The hours of the day at which a station commands a machine are learned with the command (UTC; an hour before and after " +
    `counts as known, so that shifts may move with daylight saving) for 14 days or as long as the member has set. Afterwards a command of a relation that came on ${daysMin} ` +
    "days at least, at another hour, is medium: at once, and more of the same a day later. With a work order or maintenance " +
    "window it is low.",
  level: "medium",
  techniques: ["T0855"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  wants: ({ ot }) => ot !== null,
  open,
} satisfies Detector;
