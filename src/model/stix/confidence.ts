/**
 * Confidence (STIX 2.1, 3.2: 0 to 100) in the words of other scales and back, by the tables of appendix A. A word is
 * the number that the table gives it; a number is the word whose range it is in.
 */

export const confidenceScales = {
  /** None, low, medium, high. */
  "none-low-med-high": [
    ["None", 0, 0],
    ["Low", 15, 29],
    ["Med", 50, 69],
    ["High", 85, 100],
  ],
  "0-10": [
    ["0", 0, 4],
    ["1", 10, 14],
    ["2", 20, 24],
    ["3", 30, 34],
    ["4", 40, 44],
    ["5", 50, 54],
    ["6", 60, 64],
    ["7", 70, 74],
    ["8", 80, 84],
    ["9", 90, 94],
    ["10", 100, 100],
  ],
  /** The Admiralty Code's credibility of information. */
  "admiralty-credibility": [
    ["5 - Improbable", 10, 19],
    ["4 - Doubtful", 30, 39],
    ["3 - Possibly True", 50, 59],
    ["2 - Probably True", 70, 79],
    ["1 - Confirmed by other sources", 90, 100],
  ],
  /** Words of estimative probability. */
  wep: [
    ["Impossible", 0, 0],
    ["Highly Unlikely/Almost Certainly Not", 10, 19],
    ["Unlikely/Probably Not", 30, 39],
    ["Even Chance", 50, 59],
    ["Likely/Probable", 70, 79],
    ["Highly likely/Almost Certain", 90, 99],
    ["Certain", 100, 100],
  ],
  /** The US Director of National Intelligence's scale. */
  dni: [
    ["Almost No Chance / Remote", 5, 9],
    ["Very Unlikely / Highly Improbable", 15, 19],
    ["Unlikely / Improbable", 30, 39],
    ["Roughly Even Chance / Roughly Even Odds", 50, 59],
    ["Likely / Probable", 70, 79],
    ["Very Likely / Highly Probable", 85, 89],
    ["Almost Certain / Nearly Certain", 95, 100],
  ],
} as const satisfies Readonly<
  Record<string, readonly (readonly [word: string, number: number, upTo: number])[]>
>;
export type ConfidenceScale = keyof typeof confidenceScales;

/** The word of a scale for a confidence of 0 to 100. */
export function confidenceWord(scale: ConfidenceScale, confidence: number): string {
  const rows: readonly (readonly [string, number, number])[] = confidenceScales[scale];
  const row = rows.find(([, , upTo]) => confidence <= upTo) ?? rows.at(-1);
  return row?.[0] ?? "";
}

/** The confidence that a word of a scale means; null for one it has not, and for "not specified". */
export function confidenceOfWord(scale: ConfidenceScale, word: string): number | null {
  const wanted = word.trim().toLowerCase();
  return confidenceScales[scale].find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}
