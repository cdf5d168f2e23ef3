import { describe, expect, test } from "vitest";
import { detectors } from "../../detect/behaviour/detectors/index.js";
import { machineBehavioursInEnglish } from "./machine-behaviours-english.js";
import { machineBehavioursInSpanish } from "./machine-behaviours-spanish.js";

describe("what detectors of the member's own machines mean", () => {
  const ids = new Set(detectors.map(({ id }) => id));

  test("stands in every language, under the ids of detectors that there are", () => {
    expect(Object.keys(machineBehavioursInSpanish)).toEqual(Object.keys(machineBehavioursInEnglish));
    for (const id of Object.keys(machineBehavioursInEnglish)) expect(ids, id).toContain(id);
  });

  test.each(Object.entries(machineBehavioursInEnglish))(
    "%s is told in whole sentences, alike in both",
    (id, words) => {
      const spanish = machineBehavioursInSpanish[id];
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
