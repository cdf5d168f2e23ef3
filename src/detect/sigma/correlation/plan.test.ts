/** Which correlations are refused, and with which words. */
import { expect, test } from "vitest";
import type { SigmaCorrelation } from "../rule.js";
import { planCorrelations } from "./plan.js";
import { count, testCorrelation, testRule } from "./testing.js";

const rules = ["a", "b"].map(testRule);
const refusedAs = (...correlations: readonly SigmaCorrelation[]) =>
  planCorrelations(rules, correlations).refusals.map(({ kind, reason, line, file }) => [
    kind,
    reason,
    `${file}:${line}`,
  ]);
const counting = (
  name: string,
  named: readonly string[],
  rest: Partial<Omit<SigmaCorrelation, "rules">> = {},
) =>
  testCorrelation(name, {
    type: "event_count",
    condition: count([{ op: "gte", value: 2 }]),
    ...rest,
    rules: named,
  });

test("rules that are not there, and what builds on what was refused", () => {
  expect(refusedAs(counting("x", ["nobody"]), counting("y", ["x"]), counting("z", ["a"]))).toEqual([
    ["rule-missing", "It builds on nobody, and no rule has this id or name.", "test.yml:5"],
    ["rule-missing", "It builds on x, which was refused.", "test.yml:5"],
  ]);
});

test("what leads back to itself", () => {
  expect(refusedAs(counting("x", ["x"])).map(([kind]) => kind)).toEqual(["rule-loop"]);
  expect(
    refusedAs(counting("x", ["y"]), counting("y", ["z"]), counting("z", ["x"])).map(([kind]) => kind),
  ).toEqual(["rule-loop", "rule-missing", "rule-missing"]);
});

test("what nests too deep", () => {
  const chain = Array.from({ length: 12 }, (_, at) => counting(`n${at}`, [at === 11 ? "a" : `n${at + 1}`]));
  const kinds = refusedAs(...chain).map(([kind]) => kind);
  expect(kinds).toContain("rule-loop");
});

test.each([
  ["nothing at all", { condition: count([{ op: "lt", value: 1 }]) }],
  [
    "between two neighbours",
    {
      condition: count([
        { op: "gt", value: 2 },
        { op: "lt", value: 3 },
      ]),
    },
  ],
  [
    "equal and not",
    {
      condition: count([
        { op: "eq", value: 4 },
        { op: "neq", value: 4 },
      ]),
    },
  ],
  ["more rules than there are", { type: "temporal", condition: count([{ op: "gte", value: 3 }]) }],
  ["more than all", { type: "value_percentile", condition: count([{ op: "gt", value: 100 }], ["x"]) }],
  ["without a bound", { condition: count([]) }],
  ["without a field", { type: "value_count", condition: count([{ op: "gte", value: 2 }]) }],
  ["a field too many", { type: "value_sum", condition: count([{ op: "gte", value: 2 }], ["x", "y"]) }],
  ["too many values", { type: "value_count", condition: count([{ op: "gte", value: 1e6 }], ["x"]) }],
  ["a percentile of a count", { condition: count([{ op: "gte", value: 2 }], [], 95) }],
  [
    "rules where numbers are asked",
    { condition: { kind: "rules", text: "a", expression: { op: "search", name: "a" } } },
  ],
  [
    "a rule it does not list",
    { type: "temporal", condition: { kind: "rules", text: "q", expression: { op: "search", name: "q" } } },
  ],
  [
    "not within an order",
    {
      type: "temporal_ordered",
      condition: { kind: "rules", text: "not a", expression: { op: "not", of: { op: "search", name: "a" } } },
    },
  ],
] as readonly (readonly [string, Partial<Omit<SigmaCorrelation, "rules">>])[])(
  "impossible: %s",
  (_, rest) => {
    expect(refusedAs(counting("x", ["a", "b"], rest)).map(([kind]) => kind)).toEqual(["condition-invalid"]);
  },
);

test.each([
  ["timespan", { timespanUs: 0 }],
  ["timespan", { timespanUs: 400 * 86_400e6 }],
  ["group", { groupBy: Array.from({ length: 17 }, (_, at) => `f${at}`) }],
])("out of bounds: %s", (_, rest) => {
  expect(refusedAs(counting("x", ["a"], rest)).map(([kind]) => kind)).toEqual(["field-invalid"]);
});
