/**
 * A listed value that changes faster than the machine can: a forged reading, or a limit that was moved in one step.
 * Bound: 4,096 points, 1 MB.
 */
import type { Detector, Sayings } from "../../behaviour/detector.js";
import type { Fact } from "../../behaviour/fact.js";
import { type Learned, memberRun } from "../member-run.js";
import { pointsMax, valueFinding, watchedValues, withUnit } from "../point-values.js";

interface State {
  value: number;
  atUs: number;
  saidUs: number;
}

/** Two values within this are one reading, as logs have their own jitter. */
const leastGapUs = 0.05e6;
/** Over a longer gap nothing can be said of the speed. */
const mostGapUs = 3600e6;
const againUs = 3600e6;

function see({ site, states }: Learned<State>, fact: Fact, sayings: Sayings): void {
  for (const { point, value } of watchedValues(fact.ot, site)) {
    if (point.mostPerSecond === null) continue;
    const known = states.get(point.id);
    if (known === undefined) {
      states.set(point.id, { value, atUs: fact.timeUs, saidUs: Number.NEGATIVE_INFINITY });
      continue;
    }
    const gapUs = fact.timeUs - known.atUs;
    if (gapUs < leastGapUs) continue;
    const change = value - known.value;
    const perSecond = Math.abs(change) / (gapUs / 1e6);
    const before = known.value;
    known.value = value;
    known.atUs = fact.timeUs;
    if (gapUs > mostGapUs || perSecond <= point.mostPerSecond || fact.timeUs < known.saidUs + againUs)
      continue;
    known.saidUs = fact.timeUs;
    sayings.say(
      valueFinding(
        fact,
        site,
        point,
        { about: "changes too fast", level: point.isSafety ? "high" : "medium" },
        {
          from: withUnit(before, point),
          to: withUnit(value, point),
          "per second": withUnit(perSecond, point),
          "at most": withUnit(point.mostPerSecond, point),
        },
      ),
    );
  }
}

export const rateOfChange = {
  id: "rate-of-change",
  kind: "ot",
  title: "A value of a crane changes faster than it can",
  explains:
    "For the points on the terminal's list that have a greatest change per second: two values in a row, from 50 ms to an " +
    "hour apart, that differ by more. Medium, high for a safety point; said once an hour for each point, learned or not.",
  level: "medium",
  techniques: ["T0831", "T0856"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  wants: (fact) => fact.ot !== null,
  open: (saved, around) => memberRun<State>({ version: 1, capacity: pointsMax, see }, saved, around),
} satisfies Detector;
