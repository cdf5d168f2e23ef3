/** Correlations and streams of matches for tests, and the specification read literally over whole streams. */
import type { CorrelationCondition, SigmaCorrelation, SigmaRule } from "../rule.js";
import type { BaseMatch } from "./correlator.js";

const head = {
  place: { file: "test.yml", line: 1 },
  id: null,
  status: null,
  description: "",
  author: "",
  license: "",
  date: "",
  modified: "",
  references: [],
  falsePositives: [],
  tags: [],
  techniques: [],
  related: [],
  taxonomy: "sigma",
} as const;

export function testRule(name: string): SigmaRule {
  return {
    ...head,
    kind: "rule",
    name,
    title: `Rule ${name}`,
    level: "low",
    logSource: { category: null, product: null, service: null, definition: "" },
    detection: { searches: [], condition: { op: "and", of: [] }, conditionText: "" },
    fields: [],
    scope: [],
  };
}

export const count = (
  bounds: Extract<CorrelationCondition, { kind: "count" }>["bounds"],
  fields: readonly string[] = [],
  percentile: number | null = null,
): CorrelationCondition => ({ kind: "count", bounds, fields, percentile });

export function testCorrelation(
  name: string,
  rest: Pick<SigmaCorrelation, "type" | "condition"> &
    Partial<Omit<SigmaCorrelation, "rules">> & { readonly rules: readonly string[] },
): SigmaCorrelation {
  return {
    ...head,
    kind: "correlation",
    name,
    title: `Correlation ${name}`,
    level: null,
    groupBy: ["user"],
    timespanUs: 60e6,
    aliases: [],
    generate: false,
    ...rest,
    rules: rest.rules.map((rule) => ({ rule, line: 5 })),
  };
}

export function testMatch(rule: string, second: number, values: Readonly<Record<string, string>>): BaseMatch {
  const timeUs = second * 1e6;
  return {
    rule,
    memberId: "m",
    log: "log",
    timeUs,
    receivedUs: timeUs,
    values,
    subject: null,
    evidence: null,
  };
}
