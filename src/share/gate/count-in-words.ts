/**
 * Counts of members as they may be told: in steps, so that no change of a figure tells who joined when. Never an exact
 * count above one.
 */
export type CountStep = "none" | "one" | "few" | "many";

export function countStep(others: number): CountStep {
  if (others <= 0) return "none";
  if (others === 1) return "one";
  return others <= 4 ? "few" : "many";
}

const words: Readonly<Record<CountStep, string>> = {
  none: "no other member",
  one: "one other member",
  few: "2 to 4 other members",
  many: "5 or more other members",
};

export const countStepInWords = (step: CountStep): string => words[step];
export const countInWords = (others: number): string => countStepInWords(countStep(others));
