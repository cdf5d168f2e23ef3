import { expect, test } from "vitest";
import { type ConfidenceScale, confidenceOfWord, confidenceScales, confidenceWord } from "./confidence.js";

const scales = Object.keys(confidenceScales) as ConfidenceScale[];

test.each(scales)("%s: a word means a number that means the word, and every number has one", (scale) => {
  for (const [word, number, upTo] of confidenceScales[scale]) {
    expect(confidenceOfWord(scale, ` ${word.toUpperCase()}`)).toBe(number);
    expect(confidenceWord(scale, number)).toBe(word);
    expect(confidenceWord(scale, upTo)).toBe(word);
  }
  for (let n = 0; n <= 100; n++) expect(confidenceOfWord(scale, confidenceWord(scale, n))).not.toBeNull();
});

test("the bounds of appendix A", () => {
  expect([0, 1, 29, 30, 69, 70, 100].map((n) => confidenceWord("none-low-med-high", n))).toEqual([
    "None",
    "Low",
    "Low",
    "Med",
    "Med",
    "High",
    "High",
  ]);
  expect(confidenceWord("wep", 99)).toBe("Highly likely/Almost Certain");
  expect(confidenceWord("0-10", 5)).toBe("1");
  expect(confidenceOfWord("dni", "not specified")).toBeNull();
});
