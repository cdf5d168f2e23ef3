/**
 * Filters applied to the rules they name, before an engine is built of these: what a filter asks must hold beside the
 * rule's own condition, so `not selection` leaves out what the selection finds. A filter is for rules of its log source; one
 * that names a rule that is not there is told, and works on the others that it names.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-filters-specification.md
 */
import type {
  Condition,
  LogSource,
  RuleRefusal,
  SigmaCorrelation,
  SigmaDetection,
  SigmaFilter,
  SigmaRule,
} from "./rule.js";

/** Filters of one rule: each makes its condition longer. */
const filtersPerRuleMax = 100;

export interface Filtered {
  readonly rules: readonly SigmaRule[];
  readonly refusals: readonly RuleRefusal[];
  /** Titles of the filters that were applied, by the rule as it came in. */
  readonly filteredBy: ReadonlyMap<SigmaRule, readonly string[]>;
}

function isWithin(rule: LogSource, filter: LogSource): boolean {
  return (["category", "product", "service"] as const).every(
    (part) => filter[part] === null || filter[part] === rule[part],
  );
}

function renamed(condition: Condition, prefix: string): Condition {
  switch (condition.op) {
    case "search":
      return { op: "search", name: `${prefix}${condition.name}` };
    case "not":
      return { op: "not", of: renamed(condition.of, prefix) };
    default:
      return { ...condition, of: condition.of.map((part) => renamed(part, prefix)) };
  }
}

/** Searches of a filter get names that no rule can have given, as a filter may name its own as the rule does. */
function narrowed(detection: SigmaDetection, filter: SigmaFilter, at: number): SigmaDetection {
  const prefix = `filter ${at}: `;
  const searches = filter.detection.searches.map((search) => ({
    ...search,
    name: `${prefix}${search.name}`,
  }));
  return {
    searches: [...detection.searches, ...searches],
    condition: { op: "and", of: [detection.condition, renamed(filter.detection.condition, prefix)] },
    conditionText: `(${detection.conditionText}) and (${filter.detection.conditionText})`,
  };
}

export function applyFilters(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
  filters: readonly SigmaFilter[],
): Filtered {
  const refusals: RuleRefusal[] = [];
  const named = new Map<string, SigmaRule | SigmaCorrelation>();
  for (const document of [...rules, ...correlations])
    for (const key of [document.name, document.id])
      if (key !== null && !named.has(key)) named.set(key, document);
  const of = new Map<SigmaRule, SigmaFilter[]>();
  const add = (rule: SigmaRule, filter: SigmaFilter, refuse: (reason: string) => void) => {
    if (!isWithin(rule.logSource, filter.logSource)) return;
    const before = of.get(rule) ?? [];
    if (before.length >= filtersPerRuleMax) refuse(`${rule.title} has ${filtersPerRuleMax} filters already.`);
    else of.set(rule, [...before, filter]);
  };
  for (const filter of filters) {
    const refuse = (line: number) => (reason: string) => {
      const { id, title, place } = filter;
      refusals.push({ file: place.file, line, kind: "rule-missing", reason, id, title });
    };
    if (filter.rules === "any") {
      for (const rule of rules) add(rule, filter, refuse(filter.place.line));
      continue;
    }
    for (const { rule, line } of filter.rules) {
      const document = named.get(rule);
      if (document === undefined) refuse(line)(`It narrows ${rule}, and no rule has this id or name.`);
      else if (document.kind === "correlation")
        refuse(line)(`It narrows ${rule}, which is a correlation: name the rules that it correlates.`);
      else add(document, filter, refuse(line));
    }
  }
  return {
    rules: rules.map((rule) => {
      const detection = (of.get(rule) ?? []).reduce(narrowed, rule.detection);
      return detection === rule.detection ? rule : { ...rule, detection };
    }),
    refusals,
    filteredBy: new Map([...of].map(([rule, by]) => [rule, by.map(({ title }) => title)])),
  };
}
