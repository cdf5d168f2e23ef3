/**
 * All rules of all sources together: each document once, filters applied, correlations planned. An id that two sources have
 * is that of the first, ours before others; the other is refused with where the first stands. A rule's hash is of what it
 * says and not of where it stands, so that an update shows what has changed and nothing else.
 */
import type { DetectionLevel } from "../../../model/index.js";
import { type CorrelationPlan, planCorrelations } from "../correlation/plan.js";
import { applyFilters } from "../filtering.js";
import { readRules } from "../read-rules.js";
import {
  nameOf,
  type RuleRefusal,
  type SigmaCorrelation,
  type SigmaDocument,
  type SigmaFilter,
  type SigmaRule,
} from "../rule.js";
import { ruleHash } from "../rule-hash.js";
import type { RuleFiles } from "./rule-files.js";

/** A source's documents, as its files say. */
export interface ReadSource {
  readonly source: string;
  readonly documents: readonly SigmaDocument[];
  readonly refusals: readonly RuleRefusal[];
}

export interface KnownRule {
  /** What detections call it, and tuning names. */
  readonly key: string;
  readonly source: string;
  readonly hash: string;
  readonly document: SigmaRule | SigmaCorrelation;
  readonly filteredBy: readonly string[];
}

export interface SourceRefusal extends RuleRefusal {
  readonly source: string;
}

export interface RuleBook {
  /** In order of key. */
  readonly rules: readonly KnownRule[];
  readonly plans: readonly CorrelationPlan[];
  readonly refusals: readonly SourceRefusal[];
  readonly filters: number;
}

export const emptyBook: RuleBook = { rules: [], plans: [], refusals: [], filters: 0 };

/** Files between which other work goes on: reading one takes about half a millisecond. */
const filesAtOnce = 20;

export async function readSource(source: string, { files, unread }: RuleFiles): Promise<ReadSource> {
  const documents: SigmaDocument[] = [];
  const refusals: RuleRefusal[] = unread.map(({ file, reason }) => ({
    file,
    line: 1,
    kind: "too-large",
    reason,
    id: null,
    title: null,
  }));
  for (const [at, { file, text }] of files.entries()) {
    if (at % filesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    const read = readRules(text, file);
    documents.push(...read.documents);
    refusals.push(...read.refusals);
  }
  return { source, documents, refusals };
}

/** `sources` in order of precedence. */
export function makeBook(sources: readonly ReadSource[]): RuleBook {
  const refusals: SourceRefusal[] = [];
  const first = new Map<string, { readonly source: string; readonly document: SigmaDocument }>();
  const sourceOf = new Map<SigmaDocument, string>();
  for (const { source, documents, refusals: unread } of sources) {
    for (const refusal of unread) refusals.push({ ...refusal, source });
    for (const document of documents) {
      const key = nameOf(document);
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, { source, document });
        sourceOf.set(document, source);
        continue;
      }
      const { place, title } = before.document;
      refusals.push({
        ...document.place,
        source,
        kind: "rule-repeated",
        reason: `${key} is "${title}" already, in ${before.source}, ${place.file}:${place.line}.`,
        id: document.id,
        title: document.title,
      });
    }
  }
  const kept = [...first.values()].map(({ document }) => document);
  const rules = kept.filter((document): document is SigmaRule => document.kind === "rule");
  const correlations = kept.filter(
    (document): document is SigmaCorrelation => document.kind === "correlation",
  );
  const filters = kept.filter((document): document is SigmaFilter => document.kind === "filter");
  const placed = (refusal: RuleRefusal): SourceRefusal => {
    const of = kept.find(({ place, title }) => place.file === refusal.file && title === refusal.title);
    return { ...refusal, source: (of === undefined ? undefined : sourceOf.get(of)) ?? "" };
  };
  const filtered = applyFilters(rules, correlations, filters);
  const planned = planCorrelations(rules, correlations);
  refusals.push(...[...filtered.refusals, ...planned.refusals].map(placed));
  const planOf = new Set(planned.plans.map(({ key }) => key));
  const known = (
    before: SigmaRule | SigmaCorrelation,
    document: SigmaRule | SigmaCorrelation,
  ): KnownRule => ({
    key: nameOf(document),
    source: sourceOf.get(before) ?? "",
    hash: ruleHash(before),
    document,
    filteredBy: before.kind === "rule" ? (filtered.filteredBy.get(before) ?? []) : [],
  });
  return {
    rules: [
      ...rules.map((rule, at) => known(rule, filtered.rules[at] as SigmaRule)),
      ...correlations.filter((one) => planOf.has(nameOf(one))).map((one) => known(one, one)),
    ].sort((a, b) => (a.key < b.key ? -1 : 1)),
    plans: planned.plans,
    refusals,
    filters: filters.length,
  };
}

/** One rule of a diff. */
export interface ChangedRule {
  readonly key: string;
  readonly kind: SigmaDocument["kind"];
  readonly title: string;
  readonly file: string;
  /** Of a filter null, and of a correlation that has none and is gone. */
  readonly level: DetectionLevel | null;
}

export interface RuleDiff {
  readonly new: readonly ChangedRule[];
  readonly changed: readonly ChangedRule[];
  readonly gone: readonly ChangedRule[];
  readonly same: number;
  readonly refused: readonly RuleRefusal[];
}

/**
 * What taking a version would change of its source, beside the `others` that run before it: a rule that another has
 * already, or that builds on one that is nowhere, is refused as it would be then.
 */
export function diffSources(
  before: readonly SigmaDocument[],
  after: ReadSource,
  others: readonly ReadSource[] = [],
): RuleDiff {
  const book = makeBook([...others, after]);
  const refused = book.refusals.filter(({ source }) => source === after.source);
  const planLevel = new Map(book.plans.map(({ key, rule }) => [key, rule.level]));
  const running = new Set(book.rules.flatMap(({ key, source }) => (source === after.source ? [key] : [])));
  const isTaken = (document: SigmaDocument): boolean =>
    document.kind === "filter"
      ? !refused.some(({ file, title }) => file === document.place.file && title === document.title)
      : running.has(nameOf(document));
  const old = new Map(before.map((document) => [nameOf(document), document]));
  const next = new Map(after.documents.filter(isTaken).map((document) => [nameOf(document), document]));
  const changedRule = (document: SigmaDocument): ChangedRule => ({
    key: nameOf(document),
    kind: document.kind,
    title: document.title,
    file: document.place.file,
    level: document.kind === "filter" ? null : (document.level ?? planLevel.get(nameOf(document)) ?? null),
  });
  const added: ChangedRule[] = [];
  const changed: ChangedRule[] = [];
  for (const [key, document] of next) {
    const was = old.get(key);
    if (was === undefined) added.push(changedRule(document));
    else if (ruleHash(was) !== ruleHash(document)) changed.push(changedRule(document));
  }
  const gone = [...old].filter(([key]) => !next.has(key)).map(([, document]) => changedRule(document));
  return {
    new: added,
    changed,
    gone,
    same: next.size - added.length - changed.length,
    refused: refused.map(({ source: _source, ...refusal }) => refusal),
  };
}
