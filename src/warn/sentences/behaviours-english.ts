/**
 * What each detector of behaviour means, in plain English, by its id. A detector without an entry here is told by its title;
 * `behaviours.test.ts` holds that each has one, in every language.
 */
import { attemptBehavioursInEnglish } from "./attempt-behaviours-english.js";
import type { BehaviourWords } from "./behaviour-words.js";
import { machineBehavioursInEnglish } from "./machine-behaviours-english.js";
import { otBehavioursInEnglish } from "./ot-behaviours-english.js";
import { otSiteBehavioursInEnglish } from "./ot-site-behaviours-english.js";

export const behavioursInEnglish: Readonly<Record<string, BehaviourWords>> = {
  ...attemptBehavioursInEnglish,
  ...machineBehavioursInEnglish,
  ...otSiteBehavioursInEnglish,
  ...otBehavioursInEnglish,
};
