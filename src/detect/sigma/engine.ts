/**
 * All rules at work. Each rule stands in the engine once for each of its covers. For events that the kernel scans, the shared
 * index of predicates names candidates without a rule being visited (`compiled`); for all other events an index over the rules
 * of their log does the same here. Candidates are evaluated on the record, with what they have in common asked once
 * (`record-answers.ts`). What is found is what an interpreter finds that tries every rule on every event (`testing.ts`).
 *
 * An engine never changes: other rules make another one. It keeps one record's answers at a time, so threads have one each.
 */
import type { Event } from "../../model/index.js";
import { compileRules } from "../kernel/rule-keys.js";
import { CompiledPredicates, type PredicateParts } from "../predicates/compile-predicates.js";
import type { RuleShape } from "../predicates/rule-shape.js";
import type { HitPlace, RuleCandidates, RuleSink } from "../scanner.js";
import { LogRules } from "./log-rules.js";
import { matchedFields } from "./matched-fields.js";
import { type Entry, Program } from "./program.js";
import { RecordAnswers } from "./record-answers.js";
import type { SigmaRule } from "./rule.js";
import { isRuledOut, type RulingOut, rulingsOut } from "./ruled-out.js";
import { needsOf } from "./shape.js";
import { type Cover, coversOf, isKernelLog, isLogOf, type Taxonomy } from "./taxonomy.js";

export interface SigmaMatch {
  readonly rule: SigmaRule;
  /** What made it hold, by the record's own names, 20 at most, each cut. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface SigmaEngineOptions {
  /** Some records as they come: rules are then looked for by what is rare in them. */
  readonly sample?: Uint8Array;
}

/** What an engine is made of: plain values, for another thread to make the same of. */
export interface SigmaParts {
  readonly rules: readonly SigmaRule[];
  readonly taxonomies: readonly Taxonomy[];
  readonly compiled: PredicateParts;
}

/** Logs whose rules are indexed at a time; names of logs come from outside. */
const logsMax = 256;

export class SigmaEngine {
  readonly parts: SigmaParts;
  readonly rules: readonly SigmaRule[];
  /** For the scan. Its candidates are for `matches` and for nothing else; "all" is handed over as it is. */
  readonly compiled: CompiledPredicates;
  readonly #program = new Program();
  readonly #answers: RecordAnswers;
  /** Entries by the number that the kernel has for them. */
  readonly #kernelEntries: readonly number[];
  /** By the kernel's number what rules an entry out; undefined until it is first asked. */
  readonly #rulings: (readonly RulingOut[] | undefined)[] = [];
  readonly #logs = new Map<string, LogRules>();
  readonly #logRules = new Map<string, LogRules>();

  constructor(parts: SigmaParts) {
    this.parts = parts;
    this.rules = parts.rules;
    for (const [number, rule] of parts.rules.entries())
      for (const cover of coversOf(rule.logSource, parts.taxonomies)) this.#program.add(number, rule, cover);
    this.#answers = new RecordAnswers(this.#program);
    this.compiled = new CompiledPredicates(parts.compiled);
    this.#kernelEntries = this.#program.entries.flatMap(({ cover }, at) => (isOfKernel(cover) ? [at] : []));
  }

  static of(
    rules: readonly SigmaRule[],
    taxonomies: readonly Taxonomy[],
    options: SigmaEngineOptions = {},
  ): SigmaEngine {
    const shapes: RuleShape[] = [];
    const alwaysLogs = new Set<string>();
    for (const rule of rules)
      for (const cover of coversOf(rule.logSource, taxonomies)) {
        if (!isOfKernel(cover)) continue;
        const needs = needsOf(rule, cover);
        const ofLog = needs.length === 0 ? logNeeds(cover) : null;
        if (ofLog !== null) for (const log of cover.logs) alwaysLogs.add(log);
        shapes.push({ id: String(shapes.length), required: ofLog ?? needs });
      }
    const compiled = compileRules(shapes, { ...options, alwaysLogs: [...alwaysLogs] });
    return new SigmaEngine({ rules, taxonomies, compiled: compiled.parts });
  }

  /** For a scan: hears of every match, with the record it is of. */
  sink(onMatch: (match: SigmaMatch, place: HitPlace) => void): RuleSink {
    return {
      compiled: this.compiled,
      onCandidates: (candidates, place) => {
        for (const match of this.matches(candidates, place.event)) onMatch(match, place);
      },
      passesOver: (candidates, line, plan) =>
        candidates.every((candidate) => {
          const rulings = this.#rulingsOf(candidate);
          return rulings.length > 0 && isRuledOut(rulings, line, plan);
        }),
    };
  }

  /** The rules that hold for an event, in their order, each once. */
  matches(candidates: RuleCandidates, event: Event): readonly SigmaMatch[] {
    const entries = candidates === "all" ? this.#rulesOf(event.log).candidatesOf(event) : candidates;
    if (entries.length === 0) return [];
    const answers = this.#answers;
    answers.take(event);
    const found: SigmaMatch[] = [];
    let last = -1;
    for (const candidate of entries) {
      const number = candidates === "all" ? candidate : (this.#kernelEntries[candidate] as number);
      const entry = this.#program.entries[number] as Entry;
      if (entry.rule === last) continue;
      if (candidates !== "all" && !isLogOf(event.log, entry.cover.logs)) continue;
      if (entry.when !== null && !answers.holds(entry.when)) continue;
      if (!answers.holds(entry.holds)) continue;
      last = entry.rule;
      const rule = this.rules[entry.rule] as SigmaRule;
      found.push({ rule, fields: matchedFields(this.#program, answers, entry, event) });
    }
    return found;
  }

  #rulingsOf(candidate: number): readonly RulingOut[] {
    let rulings = this.#rulings[candidate];
    if (rulings === undefined) {
      const { rule, cover } = this.#program.entries[this.#kernelEntries[candidate] as number] as Entry;
      rulings = rulingsOut(this.rules[rule] as SigmaRule, cover);
      this.#rulings[candidate] = rulings;
    }
    return rulings;
  }

  /** The rules of a log, indexed. Logs that the same entries cover share one index. */
  #rulesOf(log: string): LogRules {
    const known = this.#logs.get(log);
    if (known !== undefined) return known;
    const entries = this.#program.entries.flatMap(({ cover }, at) => (isLogOf(log, cover.logs) ? [at] : []));
    const key = entries.join();
    let rules = this.#logRules.get(key);
    if (rules === undefined) {
      if (this.#logRules.size >= logsMax) this.#logRules.clear();
      rules = new LogRules(this.rules, this.#program.entries, entries);
      this.#logRules.set(key, rules);
    }
    if (this.#logs.size >= logsMax) this.#logs.clear();
    this.#logs.set(log, rules);
    return rules;
  }
}

function isOfKernel(cover: Cover): boolean {
  return cover.logs.some(isKernelLog);
}

/**
 * What tells in a record that it is of the cover's logs, for rules that need nothing else of it; null where nothing does. Zeek
 * may name a log in a file's name alone: such batches are read whole (`alwaysLogs`).
 */
function logNeeds(cover: Cover): RuleShape["required"] | null {
  const named = cover.logs.map((log) => /^(zeek|eve)-([a-z0-9_-]+)$/.exec(log));
  if (named.includes(null)) return null;
  const need = named.flatMap((match) => {
    const [, family, name = ""] = match as RegExpExecArray;
    const fields = family === "eve" ? ["event_type"] : ["_path", "@stream"];
    return fields.map((field) => ({ field, op: "equals" as const, value: name }));
  });
  return [need];
}
