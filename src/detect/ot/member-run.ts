/**
 * A detector of control networks at work: a bounded map of what it learned, and since when the member's network is heard, as
 * its baseline is learned for so many days from its first message on (`SiteLists.learningDays`). Saving and opening are the
 * same for all; a detector's own file says only what a fact does.
 */
import { learningDaysDefault } from "../../model/index.js";
import { type DetectorRun, noSurroundings, type Sayings, type Surroundings } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { KeptMap } from "../behaviour/sketches/kept-map.js";
import { openStates, saveStates } from "../behaviour/state.js";
import type { Site } from "./site.js";

const dayUs = 86_400e6;

export interface Learned<V> {
  readonly states: KeptMap<V>;
  /** Of the member that the last fact was of. */
  readonly site: Site | null;
  /** Of the newest message of a control network; below every time before the first. */
  readonly heardUs: number;
  /** Whether the baseline was still learned at that time. True before the first message. */
  isLearning(timeUs: number): boolean;
}

export interface MemberRunParts<V> {
  /** Raised where a state's shape changes: what was saved before is then left. */
  readonly version: number;
  readonly capacity: number;
  see(learned: Learned<V>, fact: Fact, sayings: Sayings): void;
  tick?(learned: Learned<V>, nowUs: number, sayings: Sayings): void;
}

export function memberRun<V>(
  { version, capacity, see, tick }: MemberRunParts<V>,
  saved: unknown,
  surroundings: Surroundings = noSurroundings,
): DetectorRun {
  const parts = openStates(version, saved);
  const numberOf = (name: string, otherwise: number) =>
    typeof parts[name] === "number" ? parts[name] : otherwise;
  let sinceUs = numberOf("sinceUs", Number.POSITIVE_INFINITY);
  let memberId = typeof parts["memberId"] === "string" ? parts["memberId"] : "";
  const learned = {
    states: KeptMap.open<V>(capacity, parts["states"], (state) => structuredClone(state) as V),
    site: surroundings.siteOf(memberId),
    heardUs: numberOf("heardUs", Number.NEGATIVE_INFINITY),
    isLearning(timeUs: number): boolean {
      const days = learned.site?.lists.learningDays ?? learningDaysDefault;
      return timeUs < sinceUs + days * dayUs;
    },
  };
  return {
    see(fact, sayings) {
      memberId = fact.memberId;
      learned.site = surroundings.siteOf(memberId);
      if (fact.ot !== null) {
        sinceUs = Math.min(sinceUs, fact.timeUs);
        learned.heardUs = Math.max(learned.heardUs, fact.timeUs);
      }
      see(learned, fact, sayings);
    },
    ...(tick === undefined
      ? {}
      : {
          tick(nowUs: number, sayings: Sayings) {
            learned.site = surroundings.siteOf(memberId);
            tick(learned, nowUs, sayings);
          },
        }),
    figures: () => ({ held: learned.states.size, dropped: learned.states.dropped }),
    save: () =>
      saveStates(version, {
        states: learned.states.save((state) => structuredClone(state) as unknown),
        sinceUs,
        memberId,
        heardUs: learned.heardUs,
      }),
  };
}
