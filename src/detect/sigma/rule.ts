/**
 * What a Sigma document says, once it is read: a rule, a correlation of rules, or a filter on rules, each as plain values
 * that can be given to another thread or kept. Modifiers are applied and patterns of names are resolved here already; what
 * is left of a search is a tree of items, each asking one field for one of (or all of) its tests. Whatever can't be read is a
 * `RuleRefusal` with file, line and reason, and the others go on.
 *
 * Specification 2.1: https://github.com/SigmaHQ/sigma-specification/tree/main/specification
 */
import type { DetectionLevel } from "../../model/index.js";

/** Where something stands: the file as its source named it, and the line in it, from 1. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
}

/** A document, or a file, that was not taken. The sentence says which word of it is wrong. */
export interface RuleRefusal extends RulePlace {
  /** What kind of wrong, the same for all of a kind: for counts, and for `docs/sigma.md`. */
  readonly kind: RefusalKind;
  readonly reason: string;
  /** As far as the document was read. */
  readonly id: string | null;
  readonly title: string | null;
}

export const refusalKinds = [
  "not-yaml",
  "too-large",
  "not-a-rule",
  "field-missing",
  "field-invalid",
  "detection-invalid",
  "condition-invalid",
  "search-missing",
  "modifier-unknown",
  "modifier-misused",
  "pattern-refused",
  "placeholder-unknown",
  "taxonomy-unknown",
  "rule-missing",
  "rule-loop",
  "rule-repeated",
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

export const ruleStatuses = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

/** What rules, correlations and filters have in common. */
export interface RuleHead {
  /** Of the document's first line. */
  readonly place: RulePlace;
  /** Null where the document has none. `nameOf` gives what to call it by. */
  readonly id: string | null;
  /** The short name that correlations and filters may use instead of the id. */
  readonly name: string | null;
  readonly title: string;
  readonly status: RuleStatus | null;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  /** As written, mostly `2024-05-31`; empty where there is none. */
  readonly date: string;
  readonly modified: string;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly tags: readonly string[];
  /** ATT&CK ids out of the tags, upper case: `T1110.003`. */
  readonly techniques: readonly string[];
  readonly related: readonly { readonly id: string; readonly type: string }[];
  /** `sigma` unless the document says otherwise. */
  readonly taxonomy: string;
}

/** Lower case; null where the rule does not say. */
export interface LogSource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
  readonly definition: string;
}

export interface SigmaRule extends RuleHead {
  readonly kind: "rule";
  /** `medium` where the rule does not say. */
  readonly level: DetectionLevel;
  readonly logSource: LogSource;
  readonly detection: SigmaDetection;
  /** Fields that a person should see, by their names in the rule. */
  readonly fields: readonly string[];
  readonly scope: readonly string[];
}

/** Searches by name, and what must hold of them; several conditions of a rule are one `or` here. */
export interface SigmaDetection {
  readonly searches: readonly Search[];
  readonly condition: Condition;
  /** As written, several joined by ` or ` in brackets; for people. */
  readonly conditionText: string;
}

/** Patterns of names and `them` are resolved: `1 of sel*` is an `or` of the searches it means. */
export type Condition =
  | { readonly op: "and" | "or"; readonly of: readonly Condition[] }
  | { readonly op: "not"; readonly of: Condition }
  /** At least so many of them; for `2 of sel*`. */
  | { readonly op: "atLeast"; readonly count: number; readonly of: readonly Condition[] }
  | { readonly op: "search"; readonly name: string };

export interface Search {
  readonly name: string;
  readonly line: number;
  readonly match: SearchNode;
}

/** A map is `all` of its items, a list of maps is `any` of them; keywords are an item without a field. */
export type SearchNode =
  | { readonly op: "all" | "any"; readonly of: readonly SearchNode[] }
  | { readonly op: "item"; readonly item: SearchItem };

export interface SearchItem {
  /** As the rule names it; null for keywords, which are looked for in every value of the record. */
  readonly field: string | null;
  readonly line: number;
  /** As written, in order: for people. */
  readonly modifiers: readonly string[];
  /** `|all`: every one of the groups must hold, otherwise one is enough. */
  readonly needs: "any" | "all";
  /** One group for each value of the rule; modifiers such as `windash` make several tests of one value. One is enough. */
  readonly groups: readonly (readonly ValueTest[])[];
  /** `|neq`: holds where the rest does not. */
  readonly negated: boolean;
}

/** A piece of text, or a wildcard: `*` any number of characters, `?` exactly one. */
export type PatternPart = string | { readonly wild: "*" | "?" };

export type Comparison = "lt" | "lte" | "gt" | "gte" | "eq" | "neq";

/** What one value of a field is asked; `null` and `exists` ask the field itself. */
export type ValueTest =
  /**
   * The whole text; numbers and booleans are texts here, of rules and of records. Without parts: the empty text. Not cased:
   * compared in small letters, and the pattern is in small letters already.
   */
  | { readonly kind: "text"; readonly pattern: readonly PatternPart[]; readonly cased: boolean }
  /** The field is not there, or it is null. */
  | { readonly kind: "null" }
  | { readonly kind: "exists"; readonly wanted: boolean }
  /** Found anywhere in the text; RE2, checked. Flags out of `ims`. */
  | { readonly kind: "regexp"; readonly source: string; readonly flags: string }
  /** In CIDR notation, checked. */
  | { readonly kind: "cidr"; readonly network: string }
  | { readonly kind: "compare"; readonly op: "lt" | "lte" | "gt" | "gte"; readonly value: number }
  /** The same as another field of the record has, or a part of it. */
  | {
      readonly kind: "field";
      readonly field: string;
      readonly how: "equals" | "startswith" | "endswith" | "contains";
      readonly cased: boolean;
    }
  /** A part of the moment that a text or number tells, in UTC. */
  | {
      readonly kind: "time";
      readonly part: TimePart;
      readonly op: Exclude<Comparison, "neq">;
      readonly value: number;
    };

export const timeParts = ["minute", "hour", "day", "week", "month", "year"] as const;
export type TimePart = (typeof timeParts)[number];

export const correlationTypes = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

/** A rule that another document names, by id or name; whether there is one is for whoever puts documents together. */
export interface RuleReference {
  readonly rule: string;
  readonly line: number;
}

export interface SigmaCorrelation extends RuleHead {
  readonly kind: "correlation";
  /** Null where it leaves the level to its rules. */
  readonly level: DetectionLevel | null;
  readonly type: CorrelationType;
  readonly rules: readonly RuleReference[];
  readonly groupBy: readonly string[];
  readonly timespanUs: number;
  readonly condition: CorrelationCondition;
  readonly aliases: readonly FieldAlias[];
  /** Its rules tell what they find by themselves as well. */
  readonly generate: boolean;
}

/** Temporal correlations without a condition need each of their rules once: `count`, `gte` the number of rules. */
export type CorrelationCondition =
  | {
      readonly kind: "count";
      /** All of them must hold: `gt: 100` and `lte: 200`. */
      readonly bounds: readonly { readonly op: Comparison; readonly value: number }[];
      /** The fields whose values are counted, summed and so on; empty for `event_count` and temporal ones. */
      readonly fields: readonly string[];
      /** Of `value_percentile`, 0 to 100; null where it is not said. */
      readonly percentile: number | null;
    }
  /** Over the rules' names (`a and not b`), of temporal correlations; a `search` names a rule. */
  | { readonly kind: "rules"; readonly expression: Condition; readonly text: string };

export interface FieldAlias {
  readonly alias: string;
  readonly line: number;
  readonly fields: readonly { readonly rule: string; readonly field: string }[];
}

export interface SigmaFilter extends RuleHead {
  readonly kind: "filter";
  readonly logSource: LogSource;
  /** The rules it narrows; `any` means all of its log source. */
  readonly rules: readonly RuleReference[] | "any";
  /** Must hold beside the rule's own condition: `not selection` leaves out what the selection finds. */
  readonly detection: SigmaDetection;
}

export type SigmaDocument = SigmaRule | SigmaCorrelation | SigmaFilter;

/** What a rule is called in detections: its id, or its name, or its title. */
export function nameOf({ id, name, title }: RuleHead): string {
  return id ?? name ?? title;
}
