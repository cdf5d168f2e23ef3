/** What correlations say of streams of matches: examples of each type, and bad or hostile streams. */
import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import type { Detection } from "../../../model/index.js";
import type { SigmaCorrelation } from "../rule.js";
import { type BaseMatch, Correlator } from "./correlator.js";
import { entriesMax, groupsMax } from "./limits.js";
import { neededFields, planCorrelations, silentRules } from "./plan.js";
import { count, testCorrelation, testMatch, testRule } from "./testing.js";

const rules = ["a", "b", "c"].map(testRule);

function planned(...correlations: readonly SigmaCorrelation[]) {
  const { plans, refusals } = planCorrelations(rules, correlations);
  expect(refusals).toEqual([]);
  // Threads are given them.
  return structuredClone(plans);
}

function say(correlations: readonly SigmaCorrelation[], matches: readonly BaseMatch[]): readonly Detection[] {
  const correlator = new Correlator(planned(...correlations));
  const said: Detection[] = [];
  for (const match of matches) correlator.see(match, (detection) => said.push(detection));
  correlator.finish((detection) => said.push(detection));
  return said;
}

const brief = (said: readonly Detection[]) =>
  said.map(({ rule, lastUs, count: matches, fields }) => [rule.id, lastUs / 1e6, matches, fields["user"]]);
const at = (rule: string, ...seconds: readonly number[]) =>
  seconds.map((second) => testMatch(rule, second, { user: "ann" }));

test("counts within the timespan, fires once a window and again in a new one", () => {
  const many = testCorrelation("many", {
    type: "event_count",
    rules: ["a"],
    condition: count([{ op: "gte", value: 3 }]),
  });
  expect(brief(say([many], at("a", 0, 30, 60, 61, 62, 119, 120, 121, 300)))).toEqual([
    ["many", 60, 3, "ann"],
    ["many", 121, 5, "ann"],
  ]);
});

test("never counts over groups, members or what lacks a field of the group", () => {
  const many = testCorrelation("many", {
    type: "event_count",
    rules: ["a"],
    condition: count([{ op: "gt", value: 1 }]),
  });
  const other = { ...testMatch("a", 3, { user: "ann" }), memberId: "n" };
  const matches = [testMatch("a", 1, { user: "ann" }), testMatch("a", 2, { user: "bob" }), other];
  expect(say([many], [...matches, testMatch("a", 4, {}), testMatch("a", 4, { user: "" })])).toEqual([]);
});

test("counts different values, sums, and tells who it is about", () => {
  const spray = testCorrelation("spray", {
    type: "value_count",
    rules: ["a"],
    groupBy: ["from"],
    condition: count([{ op: "gte", value: 3 }], ["user"]),
  });
  const users = ["x", "y", "x", "z"].map((user, second) =>
    testMatch("a", second, { from: "10.0.0.9", user }),
  );
  const [said, ...more] = say([spray], users);
  expect(more).toEqual([]);
  expect(said).toMatchObject({
    subject: { type: "ipv4", value: "10.0.0.9" },
    about: "",
    count: 4,
    memberId: "m",
    fields: { from: "10.0.0.9", values: "3", rules: "Rule a" },
    rule: { kind: "sigma", level: "low" },
  });
  const volume = testCorrelation("volume", {
    type: "value_sum",
    rules: ["a"],
    condition: count([{ op: "gt", value: 100 }], ["bytes"]),
  });
  const sums = [40, 50, 20].map((bytes, second) =>
    testMatch("a", second, { user: "ann", bytes: String(bytes) }),
  );
  expect(say([volume], sums).map(({ fields }) => fields["sum"])).toEqual(["110"]);
  expect(say([volume], [testMatch("a", 1, { user: "ann", bytes: "much" })])).toEqual([]);
});

test("averages, medians and percentiles are judged when their window has ended", () => {
  const numbers = [1, 2, 3, 4, 90].map((bytes, second) =>
    testMatch("a", second, { user: "ann", bytes: `${bytes}` }),
  );
  const of = (
    type: SigmaCorrelation["type"],
    op: "gte" | "lte",
    value: number,
    percentile: number | null = null,
  ) =>
    say(
      [
        testCorrelation("n", {
          type,
          rules: ["a"],
          condition: count([{ op, value }], ["bytes"], percentile),
        }),
      ],
      numbers,
    ).length;
  expect(of("value_avg", "gte", 20)).toBe(1);
  expect(of("value_avg", "lte", 19)).toBe(0);
  expect(of("value_median", "lte", 3)).toBe(1);
  expect(of("value_median", "gte", 3.5)).toBe(0);
  expect(of("value_percentile", "gte", 90, 95)).toBe(1);
  expect(of("value_percentile", "gte", 5, 80)).toBe(0);
  // Without a percentile: how many of a hundred have the rarest value, as the specification's example has it.
  expect(of("value_percentile", "lte", 20)).toBe(1);
  expect(of("value_percentile", "lte", 19)).toBe(0);
});

test("ranges and upper bounds wait for the window's end", () => {
  const some = testCorrelation("some", {
    type: "event_count",
    rules: ["a"],
    condition: count([
      { op: "gte", value: 2 },
      { op: "lt", value: 4 },
    ]),
  });
  expect(brief(say([some], at("a", 0, 1, 2)))).toEqual([["some", 2, 3, "ann"]]);
  expect(say([some], at("a", 0, 1, 2, 60))).toEqual([]);
  expect(brief(say([some], at("a", 0, 61, 62)))).toEqual([["some", 62, 2, "ann"]]);
});

test("temporal: all rules in any order, so many of them, or what the condition says", () => {
  const all = testCorrelation("all", {
    type: "temporal",
    rules: ["a", "b"],
    condition: count([{ op: "gte", value: 2 }]),
  });
  expect(brief(say([all], [...at("b", 0), ...at("a", 59)]))).toEqual([["all", 59, 2, "ann"]]);
  expect(say([all], [...at("b", 0), ...at("a", 61)])).toEqual([]);
  const either = testCorrelation("either", {
    type: "temporal",
    rules: ["a", "b", "c"],
    condition: {
      kind: "rules",
      text: "a and (b or c)",
      expression: {
        op: "and",
        of: [
          { op: "search", name: "a" },
          { op: "or", of: ["b", "c"].map((name) => ({ op: "search" as const, name })) },
        ],
      },
    },
  });
  expect(brief(say([either], [...at("c", 0), ...at("a", 5)]))).toEqual([["either", 5, 2, "ann"]]);
  const without = testCorrelation("without", {
    type: "temporal",
    rules: ["a", "b"],
    condition: {
      kind: "rules",
      text: "a and not b",
      expression: {
        op: "and",
        of: [
          { op: "search", name: "a" },
          { op: "not", of: { op: "search", name: "b" } },
        ],
      },
    },
  });
  expect(brief(say([without], at("a", 0)))).toEqual([["without", 0, 1, "ann"]]);
  expect(say([without], [...at("a", 0), ...at("b", 59)])).toEqual([]);
});

test("ordered: only in the order of the list, whatever the order of arrival", () => {
  const ordered = testCorrelation("ordered", {
    type: "temporal_ordered",
    rules: ["a", "b", "c"],
    condition: count([{ op: "gte", value: 3 }]),
  });
  expect(say([ordered], [...at("b", 0), ...at("a", 1), ...at("c", 2)])).toEqual([]);
  expect(brief(say([ordered], [...at("a", 0), ...at("b", 1), ...at("c", 2)]))).toEqual([
    ["ordered", 2, 3, "ann"],
  ]);
  expect(brief(say([ordered], [...at("c", 2), ...at("b", 1), ...at("a", 0)]))).toEqual([
    ["ordered", 2, 3, "ann"],
  ]);
  expect(say([ordered], [...at("a", 0), ...at("b", 30), ...at("c", 61)])).toEqual([]);
  expect(brief(say([ordered], [...at("a", 0, 20), ...at("b", 30), ...at("c", 61)]))).toEqual([
    ["ordered", 61, 3, "ann"],
  ]);
});

test("the specification's example: many failures, then a success of the same user", () => {
  const failures = testCorrelation("failures", {
    type: "event_count",
    rules: ["a"],
    groupBy: ["computer"],
    condition: count([{ op: "gte", value: 3 }]),
  });
  const broken = testCorrelation("broken", {
    type: "temporal_ordered",
    rules: ["failures", "b"],
    level: "high",
    condition: count([{ op: "gte", value: 2 }]),
  });
  const plans = planned(broken, failures);
  expect(neededFields(plans)).toEqual(
    new Map([
      ["b", ["user"]],
      ["a", ["computer", "user"]],
    ]),
  );
  expect(silentRules(plans)).toEqual(new Set(["a", "b", "failures"]));
  const fail = (second: number) => testMatch("a", second, { computer: "quay1", user: "ann" });
  const said = say([broken, failures], [fail(0), fail(1), fail(2), fail(50), ...at("b", 105)]);
  // The failures went on until 50, so that the success at 105 follows them within a minute.
  expect(brief(said)).toEqual([
    ["failures", 2, 3, undefined],
    ["broken", 105, 1, "ann"],
  ]);
  expect(
    say([broken, failures], [...at("b", 0), fail(1), fail(2), fail(3)]).map(({ rule }) => rule.id),
  ).toEqual(["failures"]);
});

test("aliases name another field in each rule", () => {
  const answered = testCorrelation("answered", {
    type: "temporal",
    rules: ["a", "b"],
    groupBy: ["inside"],
    aliases: [
      {
        alias: "inside",
        line: 9,
        fields: [
          { rule: "a", field: "dst_ip" },
          { rule: "b", field: "src_ip" },
        ],
      },
    ],
    condition: count([{ op: "gte", value: 2 }]),
  });
  const [said] = say(
    [answered],
    [
      testMatch("a", 0, { dst_ip: "10.1.1.1", src_ip: "198.51.100.7" }),
      testMatch("b", 9, { src_ip: "10.1.1.1" }),
    ],
  );
  expect(said?.fields["inside"]).toBe("10.1.1.1");
});

test("what comes too late is not looked at, and what is ahead of its receiving counts as of then", () => {
  const many = testCorrelation("many", {
    type: "event_count",
    rules: ["a"],
    condition: count([{ op: "gte", value: 3 }]),
  });
  const correlator = new Correlator(planned(many));
  const said: Detection[] = [];
  const see = (second: number, received = 10_000) =>
    correlator.see({ ...testMatch("a", second, { user: "ann" }), receivedUs: received * 1e6 }, (detection) =>
      said.push(detection),
    );
  for (const second of [5000, 4399, 4990, 4410]) see(second);
  expect(said).toEqual([]);
  see(4980);
  expect(brief(said)).toEqual([["many", 5000, 3, "ann"]]);
  see(999_999, 10_001);
  see(10_002, 10_002);
  see(10_003, 10_003);
  expect(brief(said).at(-1)).toEqual(["many", 10_003, 3, "ann"]);
  expect(correlator.figures()).toMatchObject({ late: 1, early: 1 });
});

test("its state goes through v8 and goes on; what belongs to a changed correlation is left", () => {
  const three = (value: number) =>
    testCorrelation("many", { type: "event_count", rules: ["a"], condition: count([{ op: "gte", value }]) });
  const first = new Correlator(planned(three(3)));
  for (const match of at("a", 0, 1)) first.see(match, () => expect.unreachable());
  const saved = deserialize(serialize(first.save()));
  const said: Detection[] = [];
  const [last] = at("a", 2);
  const next = new Correlator(planned(three(3)), saved);
  next.see(last as BaseMatch, (detection) => said.push(detection));
  expect(brief(said)).toEqual([["many", 2, 3, "ann"]]);
  const other = new Correlator(planned(three(2)), saved);
  other.see(last as BaseMatch, () => expect.unreachable());
  expect(new Correlator(planned(three(3)), { version: 99 }).figures().groups).toBe(0);
});

test("a flood of groups stays under the bound, says what it dropped, and leaves other members their windows", () => {
  const many = testCorrelation("many", {
    type: "event_count",
    rules: ["a"],
    condition: count([{ op: "gte", value: 2 }]),
  });
  const correlator = new Correlator(planned(many));
  const said: Detection[] = [];
  const quiet = { ...testMatch("a", 0, { user: "ann" }), memberId: "quiet" };
  correlator.see(quiet, (detection) => said.push(detection));
  const flood = groupsMax + 20_000;
  for (let user = 0; user < flood; user++)
    correlator.see(testMatch("a", user / 10_000, { user: `u${user}` }), () => expect.unreachable());
  const { groups, entries, forgottenGroups } = correlator.figures();
  expect(groups).toBe(groupsMax);
  expect(entries).toBeLessThanOrEqual(entriesMax);
  expect(forgottenGroups).toBe(flood + 1 - groupsMax);
  correlator.see({ ...quiet, timeUs: 20e6 }, (detection) => said.push(detection));
  expect(said.map(({ memberId }) => memberId)).toEqual(["quiet"]);
});

test("a flood in one group takes bounded memory and counts right to a thousandth of the timespan", () => {
  const many = testCorrelation("many", {
    type: "event_count",
    rules: ["a"],
    timespanUs: 3600e6,
    condition: count([{ op: "gte", value: 90_000 }]),
  });
  const correlator = new Correlator(planned(many));
  const said: Detection[] = [];
  // Twenty a second: the hour that holds 90,000 never comes; then thirty, and it comes.
  for (let match = 0; match < 80_000; match++)
    correlator.see(testMatch("a", match / 20, { user: "ann" }), (detection) => said.push(detection));
  expect(said).toEqual([]);
  for (let match = 0; match < 100_000; match++)
    correlator.see(testMatch("a", 4000 + match / 30, { user: "ann" }), (detection) => said.push(detection));
  expect(correlator.figures().entries).toBeLessThan(2_048);
  // 20 t + 30 s = 90,000 with t + s = 3,600: s = 1,800.
  expect(said[0]?.lastUs).toBeGreaterThan((4000 + 1790) * 1e6);
  expect(said[0]?.lastUs).toBeLessThan((4000 + 1820) * 1e6);
});
