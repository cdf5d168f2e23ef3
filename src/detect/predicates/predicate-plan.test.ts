import { expect, test } from "vitest";
import { planPredicates } from "./predicate-plan.js";
import { guessedRarity, sampledRarity } from "./rarity.js";
import type { RuleShape } from "./rule-shape.js";
import { strideFor } from "./stride.js";

const record = (n: number) =>
  `{"proto":"TCP","dest_port":${n % 10 === 0 ? 502 : 443},"http":{"url":"/index.html?n=${n}"},"method":"GET"}\n`;
const sample = Buffer.from(Array.from({ length: 1000 }, (_, n) => record(n)).join(""));

/** The field and text by which a rule of equal and contained texts is looked for. */
function pivotOf(rule: Readonly<Record<string, string>>, rarity = sampledRarity(sample)): string {
  const required = Object.entries(rule).map(([field, text]) => {
    const op = text.startsWith("*") ? "contains" : "equals";
    return [{ field, op, value: text.replace("*", "") } as const];
  });
  const shape: RuleShape = { id: "r", required };
  const { fields, predicates } = planPredicates([shape], rarity, () => true);
  return predicates.flatMap(({ field, rules }) => (rules.length > 0 ? [fields[field]] : [])).join();
}

test("a rule is looked for by what is rare in the sample", () => {
  expect(pivotOf({ proto: "tcp", dest_port: "502" })).toBe("dest_port");
  expect(pivotOf({ dest_port: "502", "http.url": "*/cgi-bin/" })).toBe("url");
  expect(pivotOf({ dest_port: "502", "http.url": "*/index" })).toBe("dest_port");
  expect(pivotOf({ method: "PUT", "http.url": "*/cgi-bin/" })).toBe("method");
});

test("a field that never comes is the best of all", () => {
  expect(pivotOf({ "http.url": "*/cgi-bin/", Image: "*e" })).toBe("Image");
});

test("without a sample long and odd texts are taken for rare", () => {
  expect(pivotOf({ proto: "tcp", "http.url": "*jndi:ldap" }, guessedRarity)).toBe("url");
  expect(pivotOf({ "http.url": "*http", method: "PROPFIND" }, guessedRarity)).toBe("method");
});

test("equal predicates are one, whatever rules they are of", () => {
  const rules = ["A", "a"].map(
    (value) => ({ id: value, required: [[{ field: "x.f", op: "equals", value }]] }) as const,
  );
  const { predicates } = planPredicates(rules, guessedRarity, () => true);
  expect(predicates.map(({ rules: numbers }) => numbers)).toEqual([[0, 1]]);
});

test("the stride is as long as most texts allow", () => {
  expect(strideFor([])).toBe(4);
  expect(strideFor([7, 12, 40])).toBe(4);
  expect(strideFor([6, 6, 6, 3])).toBe(3);
  expect(strideFor([4, 4, 4, 4, 4, 4, 4, 4, 12])).toBe(1);
  expect(strideFor([2, 12])).toBe(4);
});
