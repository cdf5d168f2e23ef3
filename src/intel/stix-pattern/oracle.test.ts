import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { compilePattern, type Met, meetPattern } from "./evaluate.js";
import { type Observation, readObservations, type SeenObject } from "./observation.js";
import { printPattern } from "./print.js";
import { anyPattern, everyMatch, smallObservations, smallPattern } from "./testing.js";

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

test("any pattern with any observed data is answered: met, not met, or a Problem", () => {
  const object = fc
    .tuple(
      fc.constantFrom("file", "x-own", "network-traffic", "a_b"),
      fc.dictionary(
        fc.constantFrom("name", "start", "hashes", "x_ref", "a_bin", "__proto__"),
        fc.jsonValue(),
      ),
    )
    .map(([type, rest]) => ({ type, ...rest }) as SeenObject);
  const observed = fc
    .tuple(fc.array(object, { maxLength: 4 }), fc.jsonValue(), fc.constantFrom(1, 2, 1e12, -1, "x", null))
    .map(([objects, refs, number_observed]) => ({
      type: "observed-data",
      id: "observed-data--1",
      first_observed: "2026-01-01T00:00:00Z",
      last_observed: "2026-01-01T00:00:09Z",
      number_observed,
      objects: { ...objects },
      ...(refs !== null && { object_refs: refs }),
    }));
  const list = fc.array(fc.oneof(observed, object, fc.dictionary(fc.string(), fc.jsonValue())), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(anyPattern, list, (pattern, stix) => {
      const compiled = compilePattern(pattern, { networks: true });
      const found =
        compiled instanceof Problem
          ? compiled
          : meetPattern(compiled, readObservations(stix), { budget: 20_000 });
      expect(found === null || found instanceof Problem || found.length > 0).toBe(true);
    }),
    { numRuns: 400 },
  );
});
