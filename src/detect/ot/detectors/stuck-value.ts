/**
 * A listed value that is still reported and no longer moves: a dead sensor, or a picture that somebody holds still while
 * something else happens.
 * Bound: 4,096 points, 1 MB.
 */
import type { Detector, Sayings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { spanText } from "../../behaviour/state.js";
import { type Learned, memberRun } from "../member-run.js";
import { pointsMax, valueFinding, watchedValues, withUnit } from "../point-values.js";

interface State {
  value: number;
  /** Since when it has this value. */
  sinceUs: number;
  lastUs: number;
  isSaid: boolean;
}

function see({ site, states }: Learned<State>, fact: Fact, sayings: Sayings): void {
  const { timeUs } = fact;
  for (const { point, value } of watchedValues(fact.ot, site)) {
    if (point.stuckAfterS === null) continue;
    const afterUs = point.stuckAfterS * 1e6;
    const known = states.get(point.id);
    // What was not reported for as long was not seen to stand still.
    if (known === undefined || known.value !== value || timeUs > known.lastUs + afterUs) {
      states.set(point.id, { value, sinceUs: timeUs, lastUs: timeUs, isSaid: false });
      continue;
    }
    known.lastUs = Math.max(known.lastUs, timeUs);
    if (known.isSaid || timeUs - known.sinceUs <= afterUs) continue;
    known.isSaid = true;
    sayings.say(
      valueFinding(
        fact,
        site,
        point,
        { about: "stuck", level: point.isSafety ? "high" : "medium", firstUs: known.sinceUs },
        { value: withUnit(value, point), "unchanged for": spanText(timeUs - known.sinceUs) },
      ),
    );
  }
}

export const stuckValue = {
  id: "stuck-value",
  kind: "ot",
  title: "A value of a crane is stuck",
  explains:
    "For the points on the terminal's list that have a longest time to stand still: the same value reported again and again " +
    "for longer. Medium, high for a safety point; once until it moves, learned or not.",
  level: "medium",
  techniques: ["T0832", "T0856"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  wants: (fact) => fact.ot !== null,
  open: (saved, around) => memberRun<State>({ version: 1, capacity: pointsMax, see }, saved, around),
} satisfies Detector;
