import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { compilePattern, type Met, meetPattern } from "./evaluate.js";
import type { Observation } from "./observation.js";
import { printPattern } from "./print.js";
import { everyMatch, smallObservations, smallPattern } from "./testing.js";

function sights(met: readonly Met[], observations: readonly Observation[]): readonly number[] {
  return met.flatMap(({ observation, times }) =>
    Array.from({ length: times }, () => observations.indexOf(observation)),
  );
}

describe("meeting patterns, against an evaluator that tries everything", () => {
  test.each(["any", "whole"] as const)(
    "spans taken as %s: the same verdict, and as few observations",
    (spans) => {
      let met = 0;
      fc.assert(
        fc.property(smallPattern, smallObservations, (pattern, observations) => {
          const compiled = compilePattern(pattern);
          if (compiled instanceof Problem) throw new Error(compiled.detail);
          const found = meetPattern(compiled, observations, { spans });
          const all = everyMatch(pattern, observations, spans === "whole");
          if (found instanceof Problem) throw new Error(`${printPattern(pattern)}: ${found.detail}`);
          expect(found === null, printPattern(pattern)).toBe(all.length === 0);
          if (found === null) return;
          met++;
          const own = sights(found, observations).join();
          expect(own.split(",")).toHaveLength(Math.min(...all.map((one) => one.length)));
          expect(
            all.map((one) => one.map(Math.floor).join()),
            printPattern(pattern),
          ).toContain(own);
        }),
        { numRuns: 2500 },
      );
      expect(met).toBeGreaterThan(100);
    },
  );
});
