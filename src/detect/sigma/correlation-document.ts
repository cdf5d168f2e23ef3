/**
 * A correlation as its document says it: which rules, grouped by what, within which time, and how much of what. Whether the
 * rules it names are there is for whoever puts documents together (`correlation/`).
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md
 */
import { detectionLevels } from "../../model/index.js";
import { parseCondition } from "./condition.js";
import type { DocumentReader } from "./document-reader.js";
import { readHead } from "./head.js";
import { Refused } from "./refused.js";
import {
  type Comparison,
  type CorrelationCondition,
  type CorrelationType,
  correlationTypes,
  type FieldAlias,
  type RuleReference,
  type SigmaCorrelation,
} from "./rule.js";

const comparisons: readonly Comparison[] = ["gt", "gte", "lt", "lte", "eq", "neq"];
/** In seconds; a month and a year are the middle ones that others count by. */
const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  M: 2_629_746,
  y: 31_556_952,
};
/** A year; what is longer would never end. */
const timespanSecondsMax = 366 * 86_400;
const rulesMax = 1_000;

export function readCorrelation(document: DocumentReader, file: string): SigmaCorrelation {
  const section = document.section("correlation");
  const type = section.oneOf("type", correlationTypes);
  if (type === null) throw section.missing("type");
  const rules = section.items("rules").map(({ text, line }): RuleReference => ({ rule: text.trim(), line }));
  const condition = readCondition(section, type, rules);
  if (rules.length === 0) {
    if (condition.kind !== "rules") throw section.missing("rules");
    rules.push(...namesIn(condition.text).map((rule) => ({ rule, line: section.lineOf("condition") })));
  }
  if (rules.length > rulesMax) throw section.invalid("rules", `names more than ${rulesMax} rules`);
  const generate = document.get("generate") ?? section.get("generate");
  return {
    kind: "correlation",
    ...readHead(document, file),
    level: document.oneOf("level", detectionLevels),
    type,
    rules,
    groupBy: section.texts("group-by"),
    timespanUs: timespanOf(section),
    condition,
    aliases: aliasesOf(section),
    generate: generate?.kind === "scalar" && generate.value === true,
  };
}

function timespanOf(section: DocumentReader): number {
  const name = section.has("timespan") || !section.has("timeframe") ? "timespan" : "timeframe";
  const text = section.needText(name);
  const match = /^(\d{1,9})([smhdwMy])$/.exec(text);
  const seconds = match === null ? 0 : Number(match[1]) * (unitSeconds[match[2] as string] as number);
  if (seconds < 1 || seconds > timespanSecondsMax)
    throw section.invalid(
      name,
      `is ${JSON.stringify(text.slice(0, 40))}, and must be a number with s, m, h, d, w, M or y, a year at most`,
    );
  return seconds * 1e6;
}

/** Words of an expression over rules, without those of the language. */
function namesIn(expression: string): string[] {
  const words = expression.match(/[^\s()]+/g) ?? [];
  return [...new Set(words.filter((word) => !/^(?:and|or|not)$/i.test(word)))];
}

const isTemporal = (type: CorrelationType) => type === "temporal" || type === "temporal_ordered";

function readCondition(
  section: DocumentReader,
  type: CorrelationType,
  rules: readonly RuleReference[],
): CorrelationCondition {
  const node = section.get("condition");
  if (node === null) {
    if (!isTemporal(type)) throw section.missing("condition");
    return {
      kind: "count",
      bounds: [{ op: "gte", value: rules.length }],
      fields: [],
      percentile: null,
    };
  }
  if (node.kind === "scalar" && typeof node.value === "string") {
    if (!isTemporal(type))
      throw section.invalid("condition", "is a text, which only temporal correlations have");
    const names = rules.length > 0 ? rules.map(({ rule }) => rule) : namesIn(node.value);
    return { kind: "rules", expression: parseCondition(node.value, names, node.line), text: node.value };
  }
  return countCondition(section, type);
}

function countCondition(section: DocumentReader, type: CorrelationType): CorrelationCondition {
  const condition = section.section("condition");
  const bounds: { op: Comparison; value: number }[] = [];
  let percentile: number | null = null;
  for (const { key, line } of condition.map.entries) {
    if (key === "field") continue;
    const value = Number(condition.text(key, 40) ?? Number.NaN);
    if (!Number.isFinite(value)) throw condition.invalid(key, "must be a number");
    const op = comparisons.find((each) => each === key);
    if (op !== undefined) bounds.push({ op, value });
    else if (key === "percentile") percentile = value;
    else throw new Refused("field-invalid", line, `A correlation's condition has no ${JSON.stringify(key)}.`);
  }
  if (bounds.length === 0) throw section.invalid("condition", "says none of gt, gte, lt, lte, eq, neq");
  if (percentile !== null && (percentile < 0 || percentile > 100))
    throw condition.invalid("percentile", "must be between 0 and 100");
  const fields = condition.texts("field");
  if (type.startsWith("value_") && fields.length === 0) throw condition.missing("field");
  return { kind: "count", bounds, fields, percentile };
}

function aliasesOf(section: DocumentReader): FieldAlias[] {
  if (!section.has("aliases")) return [];
  const aliases = section.section("aliases");
  return aliases.map.entries.map(({ key, line }) => {
    const fields = aliases.section(key);
    return {
      alias: key,
      line,
      fields: fields.map.entries.map((entry) => ({ rule: entry.key, field: fields.needText(entry.key) })),
    };
  });
}
