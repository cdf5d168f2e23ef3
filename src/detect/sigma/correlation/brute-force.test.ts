/**
 * The streaming machine against the specification read literally over whole streams: windows of the timespan that end with
 * a match, and hold every match of the group within it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Detection } from "../../../model/index.js";
import type { CorrelationType } from "../rule.js";
import { type BaseMatch, Correlator } from "./correlator.js";
import { planCorrelations } from "./plan.js";
import { count, testCorrelation, testMatch, testRule } from "./testing.js";

const rules = ["a", "b", "c"];
const timespan = 20;

/** What a window comes to, by the words of the specification. */
function measure(type: CorrelationType, window: readonly BaseMatch[]): number {
  switch (type) {
    case "event_count":
      return window.length;
    case "value_count":
      return new Set(window.map(({ values }) => values["v"])).size;
    case "value_sum":
      return window.reduce((sum, { values }) => sum + Number(values["v"]), 0);
    case "temporal":
      return new Set(window.map(({ rule }) => rule)).size;
    case "temporal_ordered": {
      // The longest rising row of rules, each at or after the one before: tried out.
      const longest = (from: number, afterUs: number): number =>
        Math.max(
          0,
          ...window
            .filter(({ rule, timeUs }) => rules.indexOf(rule) >= from && timeUs >= afterUs)
            .map(({ rule, timeUs }) => 1 + longest(rules.indexOf(rule) + 1, timeUs)),
        );
      return longest(0, 0);
    }
    default: {
      const numbers = window.map(({ values }) => Number(values["v"])).sort((x, y) => x - y);
      const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
      if (type === "value_avg") return mean;
      const half = numbers.length / 2;
      if (type === "value_median")
        return numbers.length % 2 === 1
          ? (numbers[Math.floor(half)] as number)
          : ((numbers[half - 1] as number) + (numbers[half] as number)) / 2;
      return numbers[Math.max(0, Math.ceil(numbers.length * 0.9) - 1)] as number;
    }
  }
}

const within = (matches: readonly BaseMatch[], fromUs: number, toUs: number) =>
  matches.filter(({ timeUs }) => timeUs >= fromUs && timeUs <= toUs);

const matches = fc.array(
  fc.record({
    rule: fc.constantFrom(...rules),
    second: fc.integer({ min: 0, max: 120 }),
    value: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 30 },
);
const streamOf = (drawn: readonly { rule: string; second: number; value: number }[]) =>
  drawn.map(({ rule, second, value }) => ({
    ...testMatch(rule, second, { user: "ann", v: String(value) }),
    receivedUs: 1e9 * 1e6,
  }));

function correlate(
  type: CorrelationType,
  op: "gte" | "eq" | "lte",
  value: number,
  stream: readonly BaseMatch[],
) {
  const fields = type.startsWith("value") ? ["v"] : [];
  const percentile = type === "value_percentile" ? 90 : null;
  const { plans } = planCorrelations(rules.map(testRule), [
    testCorrelation("x", {
      type,
      rules,
      timespanUs: timespan * 1e6,
      condition: count([{ op, value }], fields, percentile),
    }),
  ]);
  const said: Detection[] = [];
  const correlator = new Correlator(plans);
  for (const match of stream) correlator.see(match, (detection) => said.push(detection));
  correlator.finish((detection) => said.push(detection));
  return said;
}

const rising = fc.constantFrom<CorrelationType>(
  "event_count",
  "value_count",
  "value_sum",
  "temporal",
  "temporal_ordered",
);

test("in order: it fires exactly when a window first holds, and then when one begins after that", () => {
  fc.assert(
    fc.property(rising, fc.integer({ min: 1, max: 3 }), matches, (type, value, drawn) => {
      const stream = streamOf([...drawn].sort((x, y) => x.second - y.second));
      const expected: number[] = [];
      for (const timeUs of new Set(stream.map((match) => match.timeUs))) {
        const holds = measure(type, within(stream, timeUs - timespan * 1e6, timeUs)) >= value;
        const last = expected.at(-1);
        if (holds && (last === undefined || timeUs - last > timespan * 1e6)) expected.push(timeUs);
      }
      expect(correlate(type, "gte", value, stream).map(({ lastUs }) => lastUs)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

test("out of order: every window told holds, no two overlap, and every other that holds overlaps one that was told", () => {
  fc.assert(
    fc.property(rising, fc.integer({ min: 1, max: 3 }), matches, (type, value, drawn) => {
      const stream = streamOf(drawn);
      const told = correlate(type, "gte", value, stream).map(({ lastUs }) => lastUs);
      const holds = (endUs: number) => measure(type, within(stream, endUs - timespan * 1e6, endUs)) >= value;
      for (const endUs of told) expect(holds(endUs)).toBe(true);
      const sorted = [...told].sort((x, y) => x - y);
      for (const [at, endUs] of sorted.entries())
        if (at > 0) expect(endUs - (sorted[at - 1] as number)).toBeGreaterThan(timespan * 1e6);
      for (const { timeUs } of stream)
        if (holds(timeUs))
          expect(told.some((endUs) => Math.abs(endUs - timeUs) <= timespan * 1e6)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("conditions that may cease to hold: every window judged once, by all that belongs to it, in whatever order it came", () => {
  const types: readonly CorrelationType[] = [
    "event_count",
    "value_count",
    "value_sum",
    "temporal",
    "temporal_ordered",
    "value_avg",
    "value_median",
    "value_percentile",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.constantFrom("eq" as const, "lte" as const),
      fc.integer({ min: 1, max: 3 }),
      matches,
      (type, op, value, drawn) => {
        const stream = streamOf(drawn);
        const expected: number[] = [];
        let left = [...stream].sort((x, y) => x.timeUs - y.timeUs);
        while (left.length > 0) {
          const endUs = (left[0] as BaseMatch).timeUs + timespan * 1e6;
          const window = within(left, 0, endUs);
          left = left.filter(({ timeUs }) => timeUs > endUs);
          const number = measure(type, window);
          if (op === "eq" ? number === value : number <= value)
            expected.push((window.at(-1) as BaseMatch).timeUs);
        }
        expect(correlate(type, op, value, stream).map(({ lastUs }) => lastUs)).toEqual(expected);
      },
    ),
    { numRuns: 400 },
  );
});

test("a state that was saved and taken up at any place says the same as one that never was", () => {
  const types = fc.constantFrom<CorrelationType>(
    "event_count",
    "value_count",
    "temporal_ordered",
    "value_avg",
  );
  fc.assert(
    fc.property(
      types,
      fc.constantFrom("gte" as const, "lte" as const),
      matches,
      fc.nat(30),
      (type, op, drawn, cut) => {
        const fields = type.startsWith("value") ? ["v"] : [];
        const { plans } = planCorrelations(rules.map(testRule), [
          testCorrelation("x", {
            type,
            rules,
            timespanUs: timespan * 1e6,
            condition: count([{ op, value: 2 }], fields),
          }),
          testCorrelation("y", {
            type: "event_count",
            rules: ["x"],
            timespanUs: timespan * 2e6,
            condition: count([{ op: "gte", value: 2 }]),
          }),
        ]);
        const run = (isCut: boolean) => {
          const said: Detection[] = [];
          let correlator = new Correlator(plans);
          for (const [at, match] of streamOf(drawn).entries()) {
            if (isCut && at === cut) correlator = new Correlator(plans, structuredClone(correlator.save()));
            correlator.see(match, (detection) => said.push(detection));
          }
          correlator.finish((detection) => said.push(detection));
          return said;
        };
        expect(run(true)).toEqual(run(false));
      },
    ),
    { numRuns: 200 },
  );
});
