import { describe, expect, test } from "vitest";
import { allDetectors } from "../../detect/behaviour/engine.js";
import { behavioursInEnglish } from "./behaviours-english.js";
import { behavioursInSpanish } from "./behaviours-spanish.js";

describe("what detectors of behaviour and of control networks mean", () => {
  test("stands in every language, of each detector that there is and of no other", () => {
    const ids = allDetectors.map(({ id }) => id).sort();
    expect(Object.keys(behavioursInEnglish).sort()).toEqual(ids);
    expect(Object.keys(behavioursInSpanish).sort()).toEqual(ids);
  });

  test.each(Object.entries(behavioursInEnglish))(
    "%s is told in whole sentences, alike in both",
    (id, words) => {
      const spanish = behavioursInSpanish[id];
      expect(spanish?.doNow).toHaveLength(words.doNow.length);
      for (const text of [
        words.sentence,
        words.means,
        ...words.doNow,
        spanish?.sentence,
        spanish?.means,
        ...(spanish?.doNow ?? []),
      ])
        expect(text).toMatch(/^\p{Lu}.{15,}\.$/su);
      expect(spanish?.sentence).not.toBe(words.sentence);
    },
  );
});
