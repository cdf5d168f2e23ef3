/**
 * A listed value outside its range: an overload limit that was moved, wind, an emergency stop. Engineered ranges hold from
 * the first value on; for a point without bounds the range is learned, with a tenth of its span as margin.
 * Bound: 4,096 points, 1 MB.
 */
import type { Point } from "../../../model/index.js";
import type { Detector, Sayings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { type Learned, memberRun } from "../member-run.js";
import { pointsMax, valueFinding, watchedValues, withUnit } from "../point-values.js";

interface State {
  /** What was seen while it was learned. */
  least: number;
  most: number;
  /** Where it was said to be last, since it was inside. */
  said: "" | "above" | "below";
  /** The last side and time that were said at all: a value that swings about its limit is said once an hour. */
  saidSide: "" | "above" | "below";
  saidUs: number;
}

const marginShare = 0.1;
const againUs = 3600e6;

const rangeOf = ({ least, most }: Point, state: State) => {
  const isLearned = least === null && most === null;
  const margin = (state.most - state.least) * marginShare;
  return {
    isLearned,
    least: isLearned ? state.least - margin : (least ?? Number.NEGATIVE_INFINITY),
    most: isLearned ? state.most + margin : (most ?? Number.POSITIVE_INFINITY),
  };
};

function see(learned: Learned<State>, fact: Fact, sayings: Sayings): void {
  const { site, states } = learned;
  for (const { point, value } of watchedValues(fact.ot, site)) {
    const state = states.at(
      point.id,
      (): State => ({
        least: value,
        most: value,
        said: "",
        saidSide: "",
        saidUs: Number.NEGATIVE_INFINITY,
      }),
    );
    const isEngineered = point.least !== null || point.most !== null;
    if (!isEngineered && learned.isLearning(fact.timeUs)) {
      state.least = Math.min(state.least, value);
      state.most = Math.max(state.most, value);
      continue;
    }
    const range = rangeOf(point, state);
    const side = value > range.most ? "above" : value < range.least ? "below" : "";
    if (side === "") state.said = "";
    const isTold = side === state.said || (state.saidSide === side && fact.timeUs < state.saidUs + againUs);
    if (side === "" || isTold) continue;
    state.said = side;
    state.saidSide = side;
    state.saidUs = fact.timeUs;
    const level = point.isSafety
      ? range.isLearned
        ? "high"
        : "critical"
      : range.isLearned
        ? "medium"
        : "high";
    const limit = side === "above" ? range.most : range.least;
    sayings.say(
      valueFinding(
        fact,
        site,
        point,
        { about: `${side} its range`, level },
        {
          value: withUnit(value, point),
          limit: withUnit(limit, point),
          range: range.isLearned ? "learned" : "engineered",
        },
      ),
    );
  }
}

export const valueRange = {
  id: "value-range",
  kind: "ot",
  title: "A value of a crane is outside its range",
  explains:
    "For the points on the terminal's list: a value read or written that lies outside the engineered range is high, critical for " +
    "a safety point, learned or not. A point without bounds is learned with the baseline, and a value " +
    "outside what was seen by more than a tenth of the span is medium, high for a safety point. Once when it leaves its " +
    "range, and again when it leaves it anew an hour later.",
  level: "high",
  techniques: ["T0831", "T0836", "T0880"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  wants: (fact) => fact.ot !== null,
  open: (saved, around) => memberRun<State>({ version: 1, capacity: pointsMax, see }, saved, around),
} satisfies Detector;
