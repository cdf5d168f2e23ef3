/**
 * DNP3's two steps: a control is selected, then operated within seconds. An OPERATE without its SELECT, or one that the
 * station refuses, comes from no working master.
 * Bound: 4,096 pairs, 3 MB.
 */
import { addressSubject } from "../../behaviour/attempts.js";
import {
  type Detector,
  type DetectorRun,
  noSurroundings,
  type Sayings,
  type Surroundings,
} from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { openStates, saveStates, secondUs } from "../../behaviour/state.js";
import { explained, Learning } from "../learning.js";
import type { OtMessage } from "../message.js";
import { askerOf, assetOf, listed, show } from "../relation.js";
import { type Gathered, nothingGathered, Telling, type Words } from "../telling.js";

const version = 1;
/** Stations forget a selection after some seconds; ten is the longest that is usual. */
const armedUs = 10 * secondUs;
const armedMax = 64;

/** As one log tells it: another log of the same messages is judged by itself. */
interface Steps {
  /** Times of selections that wait for their operation. */
  armed: number[];
  bad: number;
  isHeard: boolean;
}

interface Pair extends Gathered {
  readonly from: string;
  readonly to: string;
  readonly first: Steps;
  readonly second: Steps;
  told: number;
  unselected: number;
  refused: number;
  errors: string[];
  points: string[];
}

function open(saved: unknown, surroundings: Surroundings = noSurroundings): DetectorRun {
  const before = openStates(version, saved);
  const learning = new Learning(before["learning"], surroundings);
  const telling = new Telling<Pair>(
    {
      capacity: 4096,
      betweenUs: () => 60 * secondUs,
      words,
      wordsOfAll: (states) => ({
        subject: null,
        about: "many stations",
        fields: {
          from: listed(
            states.slice(0, 8).map(({ from }) => from),
            states.length,
          ),
        },
      }),
      kindOf: () => "dnp3",
      said(state) {
        state.unselected = 0;
        state.refused = 0;
        state.errors = [];
        state.points = [];
      },
    },
    before["pairs"],
  );

  function words(state: Pair): Words {
    const learns = learning.lastsAt(state.lastUs);
    const why = explained(learning.site, state.to, state.lastUs, learns ? "medium" : "high");
    return {
      subject: addressSubject(state.from),
      about: `${state.to} OPERATE`,
      level: why.level,
      fields: {
        function: "OPERATE",
        from: state.from || "unknown",
        to: state.to || "unknown",
        protocol: "dnp3",
        "without a select": String(state.unselected),
        refused: String(state.refused),
        ...(state.errors.length === 0 ? {} : { errors: listed(state.errors) }),
        ...(state.points.length === 0 ? {} : { points: listed(state.points) }),
        learning: learns ? "yes" : "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    const message = fact.ot;
    if (message === null) return;
    const timeUs = learning.hear(fact);
    if (message.protocol !== "dnp3" || !message.isRequest) return;
    const { kind } = message;
    if (kind !== "select" && message.function !== "OPERATE") return;
    const from = askerOf(message);
    const to = assetOf(message);
    const key = `${from} ${to}`;
    const state = telling.states.at(key, () => ({
      ...nothingGathered(),
      from,
      to,
      first: { armed: [], bad: 0, isHeard: false },
      second: { armed: [], bad: 0, isHeard: false },
      told: 0,
      unselected: 0,
      refused: 0,
      errors: [],
      points: [],
    }));
    const steps = message.counts ? state.first : state.second;
    steps.isHeard = true;
    if (kind === "select") {
      steps.armed.push(timeUs);
      if (steps.armed.length > armedMax) steps.armed.shift();
      return;
    }
    const why = badnessOf(steps, message, timeUs);
    if (why === null) return;
    steps.bad++;
    // The plain log counts; one beside it only where the plain one is never heard.
    const bad = state.first.isHeard ? state.first.bad : state.second.bad;
    const more = bad - state.told;
    if (more <= 0) return;
    state.told = bad;
    state[why]++;
    show(state.errors, message.error);
    for (const { point } of message.points) show(state.points, point);
    telling.states.matters(key);
    telling.found(key, state, more, true, fact, timeUs, sayings);
  }

  return {
    see,
    tick: (nowUs, sayings) => telling.tick(nowUs, sayings),
    end: (sayings) => telling.end(sayings),
    figures: () => telling.figures(),
    save: () => saveStates(version, { learning: learning.save(), pairs: telling.save() }),
  };
}

/** Takes the selection that the operation needs. */
function badnessOf({ armed }: Steps, { error }: OtMessage, timeUs: number): "unselected" | "refused" | null {
  while (armed.length > 0 && (armed[0] as number) < timeUs - armedUs) armed.shift();
  const isSelected = armed.shift() !== undefined;
  if (!isSelected) return "unselected";
  return error === "" ? null : "refused";
}

export const malformedOperate = {
  id: "malformed-operate",
  kind: "ot",
  title: "A control is operated without its selection, or refused",
  explains:
    `DNP3 operates a control in two steps, SELECT and OPERATE. Each OPERATE without a SELECT within ${armedUs / secondUs} seconds ` +
    "before it, and each that the station refuses, is counted: medium while the network is learned, high afterwards, one step " +
    "milder with a work order or maintenance window. DIRECT_OPERATE needs no selection and is not meant.",
  level: "high",
  techniques: ["T0855", "T0831"],
  scope: "member",
  stateBytesMax: 4 * 1024 * 1024,
  anyTime: true,
  wants: ({ ot }) => ot !== null && ot.protocol === "dnp3",
  open,
} satisfies Detector;
