/**
 * What each detector of behaviour means, in plain Spanish, by its id. A detector without an entry here is told by its title;
 * `behaviours.test.ts` holds that each has one, in every language.
 */
import { attemptBehavioursInSpanish } from "./attempt-behaviours-spanish.js";
import type { BehaviourWords } from "./behaviour-words.js";
import { machineBehavioursInSpanish } from "./machine-behaviours-spanish.js";
import { otBehavioursInSpanish } from "./ot-behaviours-spanish.js";
import { otSiteBehavioursInSpanish } from "./ot-site-behaviours-spanish.js";

export const behavioursInSpanish: Readonly<Record<string, BehaviourWords>> = {
  ...attemptBehavioursInSpanish,
  ...machineBehavioursInSpanish,
  ...otSiteBehavioursInSpanish,
  ...otBehavioursInSpanish,
};
