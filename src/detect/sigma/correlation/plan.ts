/**
 * Correlations made ready to run: references found, aliases resolved to fields of each rule, conditions checked. One that
 * names a rule that is not there, leads back to itself or asks for what can't be is refused with file, line and reason,
 * and so are those that build on it; the others run.
 *
 * Specification: sigma-correlation-rules-specification.md of SigmaHQ/sigma-specification, 2.1
 */
import { type DetectionLevel, type DetectionRule, detectionLevels } from "../../../model/index.js";
import { latenessUs } from "../../behaviour/detector.js";
import {
  type Condition,
  type CorrelationType,
  nameOf,
  type RefusalKind,
  type RuleRefusal,
  type SigmaCorrelation,
  type SigmaRule,
} from "../rule.js";
import { ruleHash } from "../rule-hash.js";
import { arePossible, areRising, type Bounds, type Span } from "./bounds.js";
import {
  differentValuesMax,
  entriesPerGroupMax,
  groupFieldsMax,
  nestingMax,
  rulesPerCorrelationMax,
  timespanUsMax,
} from "./limits.js";
import { chainsMax, chainsOf, hasNot, namesOf } from "./rule-expression.js";

/** One of a correlation's rules, in the order of its list. */
export interface PlannedRule {
  /** What the rule, or the correlation, is called in detections. */
  readonly key: string;
  readonly title: string;
  readonly isCorrelation: boolean;
  /** Fields of its events that make up the group, in the order of `groupBy`. */
  readonly groupFields: readonly string[];
}

/** Plain values: the threads that correlate are given them. */
export interface CorrelationPlan {
  readonly key: string;
  readonly rule: DetectionRule;
  readonly type: CorrelationType;
  readonly rules: readonly PlannedRule[];
  readonly groupBy: readonly string[];
  readonly timespanUs: number;
  /** The fields that are counted, summed and so on. */
  readonly valueFields: readonly string[];
  readonly percentile: number | null;
  /** Fields beside the group that correlations over this one ask of its matches. */
  readonly handsOn: readonly string[];
  /** A window is judged with each match: once its condition holds it goes on to. Otherwise when it has ended. */
  readonly isRising: boolean;
  /** How far behind the newest of a group a match may be: more than others where windows of its rules are told late. */
  readonly latenessUs: number;
  /** What the number of a window must be; none where `expression` says it. */
  readonly bounds: Bounds;
  /** Over the rules' references, which stand in `names` in the order of `rules`. */
  readonly expression: Condition | null;
  readonly names: readonly string[];
  readonly chains: readonly (readonly number[])[] | null;
  readonly generate: boolean;
  /** Matches of one group that are remembered at the most. */
  readonly entriesMax: number;
  /** What its state depends on: a saved one of another is not taken. */
  readonly fingerprint: string;
}

export interface Planned {
  /** Those that others build on come first. */
  readonly plans: readonly CorrelationPlan[];
  readonly refusals: readonly RuleRefusal[];
}

type Referred = SigmaRule | SigmaCorrelation;

class Refused extends Error {
  readonly refusal: RuleRefusal;
  constructor(of: SigmaCorrelation, kind: RefusalKind, reason: string, line = of.place.line) {
    super(reason);
    this.refusal = { file: of.place.file, line, kind, reason, id: of.id, title: of.title };
  }
}

function referredBy(documents: readonly Referred[]): ReadonlyMap<string, Referred> {
  const found = new Map<string, Referred>();
  for (const document of documents)
    for (const key of [document.name, document.id])
      if (key !== null && !found.has(key)) found.set(key, document);
  return found;
}

/** Correlations over others come after them; what leads back to itself is refused. */
class Ordering {
  readonly ordered: SigmaCorrelation[] = [];
  readonly refusals: RuleRefusal[] = [];
  readonly #found: ReadonlyMap<string, Referred>;
  readonly #state = new Map<SigmaCorrelation, "open" | "done" | "refused">();

  constructor(found: ReadonlyMap<string, Referred>) {
    this.#found = found;
  }

  /** How deep it nests; null where it was refused. */
  visit(correlation: SigmaCorrelation, depth: number): boolean {
    const state = this.#state.get(correlation);
    if (state !== undefined) return state === "done";
    this.#state.set(correlation, "open");
    try {
      this.#visitRules(correlation, depth);
      this.#state.set(correlation, "done");
      this.ordered.push(correlation);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#state.set(correlation, "refused");
      this.refusals.push(error.refusal);
      return false;
    }
  }

  #visitRules(correlation: SigmaCorrelation, depth: number): void {
    for (const { rule, line } of correlation.rules) {
      const document = this.#found.get(rule);
      if (document === undefined)
        throw new Refused(
          correlation,
          "rule-missing",
          `It builds on ${rule}, and no rule has this id or name.`,
          line,
        );
      if (document.kind !== "correlation") continue;
      if (this.#state.get(document) === "open")
        throw new Refused(correlation, "rule-loop", `It builds on ${rule}, which builds on it.`, line);
      if (depth >= nestingMax)
        throw new Refused(correlation, "rule-loop", `It nests more than ${nestingMax} deep.`, line);
      if (!this.visit(document, depth + 1))
        throw new Refused(correlation, "rule-missing", `It builds on ${rule}, which was refused.`, line);
    }
  }
}

const spans: Readonly<Record<CorrelationType, (rules: number) => Span>> = {
  event_count: () => ({ least: 1, most: Number.POSITIVE_INFINITY, whole: true }),
  value_count: () => ({ least: 1, most: Number.POSITIVE_INFINITY, whole: true }),
  temporal: (rules) => ({ least: 1, most: rules, whole: true }),
  temporal_ordered: (rules) => ({ least: 1, most: rules, whole: true }),
  value_sum: () => anyNumber,
  value_avg: () => anyNumber,
  value_median: () => anyNumber,
  value_percentile: () => anyNumber,
};
const anyNumber: Span = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, whole: false };
const ofHundred: Span = { least: 0, most: 100, whole: false };

type Judging = Pick<
  CorrelationPlan,
  "entriesMax" | "valueFields" | "percentile" | "isRising" | "bounds" | "expression" | "chains"
>;

const isTemporal = (type: CorrelationType) => type === "temporal" || type === "temporal_ordered";
const risingTypes: readonly CorrelationType[] = ["event_count", "value_count", "value_sum"];

function judgingOf(correlation: SigmaCorrelation): Judging {
  const { condition, type, rules } = correlation;
  if (condition.kind === "rules") return judgingByNames(correlation, condition.expression);
  const { bounds, fields, percentile } = condition;
  const refuse = (reason: string) => new Refused(correlation, "condition-invalid", reason);
  if (bounds.length === 0) throw refuse("Its condition has no bound such as `gte: 10`.");
  if (type !== "event_count" && !isTemporal(type) && fields.length === 0)
    throw refuse(`A ${type} needs the \`field\` whose values are meant.`);
  if (fields.length > 1 && type !== "value_count")
    throw refuse(`A ${type} takes one field, and this has ${fields.length}.`);
  if (percentile !== null && (type !== "value_percentile" || percentile < 0 || percentile > 100))
    throw refuse(`The percentile ${percentile} is not between 0 and 100, or not of a value_percentile.`);
  const span = type === "value_percentile" && percentile === null ? ofHundred : spans[type](rules.length);
  if (!arePossible(bounds, span))
    throw refuse(
      `No window meets ${bounds.map(({ op, value }) => `${op}: ${value}`).join(" and ")}: it holds ${
        Number.isFinite(span.most) ? `${span.least} to ${span.most}` : "one at least"
      }.`,
    );
  const asked = Math.max(0, ...bounds.map(({ value }) => value));
  if (type === "value_count" && asked > differentValuesMax)
    throw refuse(`It counts ${asked} different values, and ${differentValuesMax} can be told apart.`);
  return {
    entriesMax:
      type === "value_count" ? Math.max(entriesPerGroupMax, Math.ceil(2 * asked)) : entriesPerGroupMax,
    valueFields: isTemporal(type) || type === "event_count" ? [] : fields,
    percentile,
    isRising: areRising(bounds) && (isTemporal(type) || risingTypes.includes(type)),
    bounds,
    expression: null,
    chains: null,
  };
}

function judgingByNames(
  correlation: SigmaCorrelation,
  expression: Extract<SigmaCorrelation["condition"], { readonly kind: "rules" }>["expression"],
): Judging {
  const { type, rules } = correlation;
  const refuse = (reason: string) => new Refused(correlation, "condition-invalid", reason);
  if (!isTemporal(type))
    throw refuse(`Only temporal correlations have a condition over rules; this is a ${type}.`);
  const positions = new Map(rules.map(({ rule }, at) => [rule, at]));
  const unknown = namesOf(expression).find((name) => !positions.has(name));
  if (unknown !== undefined) throw refuse(`Its condition names ${unknown}, which is not among its rules.`);
  const positionOf = (name: string) => positions.get(name);
  const isOrdered = type === "temporal_ordered";
  if (isOrdered && hasNot(expression)) throw refuse("What must not come has no place in an order.");
  const chains = isOrdered ? chainsOf(expression, positionOf) : null;
  if (isOrdered && chains === null)
    throw refuse(`Its condition spells out to more than ${chainsMax} chains.`);
  return {
    entriesMax: entriesPerGroupMax,
    valueFields: [],
    percentile: null,
    isRising: !hasNot(expression),
    bounds: [],
    expression,
    chains,
  };
}

const graver = (a: DetectionLevel, b: DetectionLevel): DetectionLevel =>
  detectionLevels.indexOf(a) >= detectionLevels.indexOf(b) ? a : b;

function planOf(
  correlation: SigmaCorrelation,
  found: ReadonlyMap<string, Referred>,
  made: ReadonlyMap<string, CorrelationPlan>,
): CorrelationPlan {
  const { type, rules, groupBy, timespanUs, aliases } = correlation;
  if (rules.length === 0 || rules.length > rulesPerCorrelationMax)
    throw new Refused(
      correlation,
      "field-invalid",
      `It has ${rules.length} rules; 1 to ${rulesPerCorrelationMax} go.`,
    );
  if (groupBy.length > groupFieldsMax)
    throw new Refused(
      correlation,
      "field-invalid",
      `It groups by ${groupBy.length} fields; ${groupFieldsMax} go.`,
    );
  if (!(timespanUs > 0 && timespanUs <= timespanUsMax))
    throw new Refused(correlation, "field-invalid", "Its timespan is nothing, or longer than 366 days.");
  const referred = rules.map(({ rule }) => found.get(rule) as Referred);
  const planned = referred.map((document, at): PlannedRule => {
    const names = [rules[at]?.rule, document.id, document.name];
    const fieldOf = (name: string) =>
      aliases.find(({ alias }) => alias === name)?.fields.find(({ rule }) => names.includes(rule))?.field ??
      name;
    return {
      key: nameOf(document),
      title: document.title,
      isCorrelation: document.kind === "correlation",
      groupFields: groupBy.map(fieldOf),
    };
  });
  const below = planned.flatMap(({ key }) => made.get(key) ?? []);
  const levels = referred.map((document, at) =>
    document.kind === "rule" ? document.level : (made.get(planned[at]?.key ?? "")?.rule.level ?? "medium"),
  );
  const techniques = [
    ...new Set([...correlation.techniques, ...referred.flatMap(({ techniques: of }) => of)]),
  ];
  return {
    key: nameOf(correlation),
    rule: {
      id: nameOf(correlation),
      title: correlation.title,
      kind: "sigma",
      level: correlation.level ?? levels.reduce(graver, "informational"),
      techniques,
    },
    type,
    rules: planned,
    names: rules.map(({ rule }) => rule),
    groupBy,
    timespanUs,
    ...judgingOf(correlation),
    handsOn: [],
    latenessUs: Math.max(
      latenessUs,
      ...below.map((plan) => plan.latenessUs + (plan.isRising ? 0 : plan.timespanUs + latenessUs)),
    ),
    generate: correlation.generate,
    fingerprint: ruleHash({ ...correlation, title: "", description: "" }),
  };
}

/** Which fields beside its group each plan has to hand on to those over it. */
function withHandedOn(plans: readonly CorrelationPlan[]): readonly CorrelationPlan[] {
  const asked = new Map<string, Set<string>>();
  const done: CorrelationPlan[] = [];
  for (const plan of plans.toReversed()) {
    const handsOn = [...(asked.get(plan.key) ?? [])].filter((name) => !plan.groupBy.includes(name)).sort();
    for (const { key, isCorrelation, groupFields } of plan.rules) {
      if (!isCorrelation) continue;
      const fields = asked.get(key) ?? new Set<string>();
      for (const field of [...groupFields, ...plan.valueFields, ...handsOn]) fields.add(field);
      asked.set(key, fields);
    }
    done.push({ ...plan, handsOn });
  }
  return done.reverse();
}

export function planCorrelations(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): Planned {
  const found = referredBy([...rules, ...correlations]);
  const ordering = new Ordering(found);
  for (const correlation of correlations) ordering.visit(correlation, 0);
  const refusals = [...ordering.refusals];
  const made = new Map<string, CorrelationPlan>();
  for (const correlation of ordering.ordered) {
    try {
      const missing = correlation.rules.find(({ rule }) => {
        const document = found.get(rule);
        return document?.kind === "correlation" && !made.has(nameOf(document));
      });
      if (missing !== undefined)
        throw new Refused(
          correlation,
          "rule-missing",
          `It builds on ${missing.rule}, which was refused.`,
          missing.line,
        );
      made.set(nameOf(correlation), planOf(correlation, found, made));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.push(error.refusal);
    }
  }
  return { plans: withHandedOn([...made.values()]), refusals };
}

/** The fields that correlations need of each rule's events, by the rule's key. */
export function neededFields(plans: readonly CorrelationPlan[]): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, Set<string>>();
  for (const plan of plans)
    for (const { key, isCorrelation, groupFields } of plan.rules) {
      if (isCorrelation) continue;
      const fields = needed.get(key) ?? new Set<string>();
      for (const field of [...groupFields, ...plan.valueFields, ...plan.handsOn]) fields.add(field);
      needed.set(key, fields);
    }
  return new Map([...needed].map(([key, fields]) => [key, [...fields]]));
}

/** The rules that only serve a correlation: they are run, and tell nothing by themselves. */
export function silentRules(plans: readonly CorrelationPlan[]): ReadonlySet<string> {
  return new Set(
    plans.filter(({ generate }) => !generate).flatMap(({ rules }) => rules.map(({ key }) => key)),
  );
}
