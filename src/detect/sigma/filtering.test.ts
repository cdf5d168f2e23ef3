/** Filters on the rules they name, and what they can't be on. */
import { expect, test } from "vitest";
import { applyFilters } from "./filtering.js";
import { readRules } from "./read-rules.js";
import type { SigmaCorrelation, SigmaFilter, SigmaRule } from "./rule.js";

const rule = (id: string, category: string) => `title: Rule ${id}
id: ${id}
logsource:
    category: ${category}
detection:
    selection:
        User: root
    condition: selection
`;
const filter = (rules: string) => `title: Known administrators
logsource:
    category: proxy
filter:
    rules: ${rules}
    selection:
        User|startswith: adm_
    condition: not selection
`;
const correlation = `title: Many
name: many
correlation:
    type: event_count
    rules: [a]
    group-by: [User]
    timespan: 1m
    condition:
        gte: 2
`;

function filtered(...texts: readonly string[]) {
  const { documents, refusals } = readRules(texts.join("---\n"), "rules.yml");
  expect(refusals).toEqual([]);
  return applyFilters(
    documents.filter((one): one is SigmaRule => one.kind === "rule"),
    documents.filter((one): one is SigmaCorrelation => one.kind === "correlation"),
    documents.filter((one): one is SigmaFilter => one.kind === "filter"),
  );
}

test("what a filter asks must hold beside the rule's own condition, and its searches do not meet the rule's", () => {
  const { rules, refusals } = filtered(rule("a", "proxy"), rule("b", "proxy"), filter("[a]"));
  expect(refusals).toEqual([]);
  const [a, b] = rules;
  expect(a?.detection.conditionText).toBe("(selection) and (not selection)");
  expect(a?.detection.condition).toEqual({
    op: "and",
    of: [
      { op: "search", name: "selection" },
      { op: "not", of: { op: "search", name: "filter 0: selection" } },
    ],
  });
  expect(a?.detection.searches.map(({ name }) => name)).toEqual(["selection", "filter 0: selection"]);
  expect(b?.detection.conditionText).toBe("selection");
});

test("`any` is every rule of its log source", () => {
  const { rules, filteredBy } = filtered(rule("a", "proxy"), rule("b", "dns"), filter("any"), filter("any"));
  expect(rules.map(({ detection }) => detection.searches.length)).toEqual([3, 1]);
  expect([...filteredBy.values()]).toEqual([["Known administrators", "Known administrators"]]);
});

test("one that is not there, or is a correlation, is told by its line, and the others are narrowed", () => {
  const { rules, refusals } = filtered(rule("a", "proxy"), correlation, filter("[nobody, many, a]"));
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
    [24, "It narrows nobody, and no rule has this id or name."],
    [24, "It narrows many, which is a correlation: name the rules that it correlates."],
  ]);
  expect(rules[0]?.detection.searches).toHaveLength(2);
});
