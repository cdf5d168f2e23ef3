/** Which rules run and tell, and why. */
import { expect, test } from "vitest";
import { readRules } from "../read-rules.js";
import { makeBook } from "../sources/rule-book.js";
import { decideRules, defaultPolicy, type RuleSetting, readPolicy } from "./decide.js";

const rule = (name: string, level: string, status: string) => `title: ${name}
name: ${name}
level: ${level}
${status === "" ? "" : `status: ${status}`}
logsource:
    category: proxy
detection:
    selection:
        User: root
    condition: selection
`;
const correlation = (name: string, rules: string, rest = "") => `title: ${name}
name: ${name}
status: test
level: high
correlation:
    type: event_count
    rules: [${rules}]
    group-by: [User]
    timespan: 1m
    condition:
        gte: 2
${rest}`;

function decided(
  texts: readonly string[],
  set: Readonly<Record<string, Partial<RuleSetting>>> = {},
  policy = defaultPolicy,
) {
  const { documents, refusals } = readRules(texts.join("---\n"), "rules.yml");
  const book = makeBook([{ source: "own", documents, refusals }]);
  expect(book.refusals).toEqual([]);
  const settings = new Map(
    Object.entries(set).map(([key, { isOn = null, level = null }]) => [key, { isOn, level }]),
  );
  return Object.fromEntries(
    [...decideRules(book, settings, policy)].map(([key, { runs, isOn, why, level }]) => [
      key,
      `${isOn ? "on" : runs ? "runs" : "off"} ${why} ${level}`,
    ]),
  );
}

test("by the policy, and by what is set for a rule", () => {
  const rules = [
    rule("fine", "high", "stable"),
    rule("mild", "low", "stable"),
    rule("fresh", "high", "experimental"),
    rule("silent", "high", ""),
  ];
  expect(decided(rules)).toEqual({
    fine: "on policy high",
    mild: "off level low",
    fresh: "off status high",
    silent: "on policy high",
  });
  expect(decided(rules, { fine: { isOn: false }, mild: { level: "medium" }, fresh: { isOn: true } })).toEqual(
    {
      fine: "off switched high",
      mild: "on policy medium",
      fresh: "on switched high",
      silent: "on policy high",
    },
  );
  const all = readPolicy({ levelLeast: "low", statuses: ["experimental", "what"] });
  expect(decided(rules, {}, all)).toMatchObject({ fine: "off status high", fresh: "on policy high" });
});

test("a rule that serves a correlation runs, and tells nothing by itself unless either says so", () => {
  const rules = [rule("base", "informational", "test"), rule("loud", "high", "test")];
  expect(decided([...rules, correlation("many", "base, loud")])).toEqual({
    base: "runs level informational",
    loud: "runs correlation high",
    many: "on policy high",
  });
  expect(decided([...rules, correlation("many", "base, loud")], { loud: { isOn: true } })).toMatchObject({
    loud: "on switched high",
  });
  expect(decided([...rules, correlation("many", "base, loud", "    generate: true\n")])).toMatchObject({
    base: "runs level informational",
    loud: "on policy high",
  });
  expect(decided([...rules, correlation("many", "base, loud")], { many: { isOn: false } })).toMatchObject({
    base: "off level informational",
    loud: "on policy high",
  });
});

test("a correlation over a correlation keeps both running", () => {
  const rules = [rule("base", "low", "test"), correlation("inner", "base"), correlation("outer", "inner")];
  expect(decided(rules, { inner: { isOn: false } })).toEqual({
    base: "runs level low",
    inner: "runs switched high",
    outer: "on policy high",
  });
});

test("a policy that can't be read is the default's", () => {
  expect(readPolicy(null)).toEqual(defaultPolicy);
  expect(readPolicy({ levelLeast: "?", statuses: 7 })).toEqual(defaultPolicy);
});
