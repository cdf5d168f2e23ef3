/**
 * What runs, as plain values for other threads: the rules to evaluate, what correlates them, which tell what they find and
 * how grave that is, and what is excepted. Made anew with every change of rules or of what is set for them.
 */
import type { DetectionLevel } from "../../model/index.js";
import { neededFields } from "./correlation/plan.js";
import type { SigmaCorrelation, SigmaRule } from "./rule.js";
import type { RuleBook } from "./sources/rule-book.js";
import type { DecidedRule } from "./tuning/decide.js";
import type { RuleException } from "./tuning/exceptions.js";

export interface RunningRules {
  readonly rules: readonly SigmaRule[];
  /** For `planCorrelations`, with the rules. */
  readonly correlations: readonly SigmaCorrelation[];
  /** Rules, correlations and detectors that tell, with their level as it is set. */
  readonly tells: readonly (readonly [key: string, level: DetectionLevel])[];
  readonly exceptions: readonly RuleException[];
  /** Fields that correlations ask of each rule's events. */
  readonly needed: readonly (readonly [key: string, fields: readonly string[]])[];
}

export function runningRules(
  book: RuleBook,
  decided: ReadonlyMap<string, DecidedRule>,
  exceptions: readonly RuleException[],
): RunningRules {
  const running = book.rules.filter(({ key }) => decided.get(key)?.runs === true);
  const plans = book.plans.filter(({ key }) => decided.get(key)?.runs === true);
  return {
    rules: running.flatMap(({ document }) => (document.kind === "rule" ? [document] : [])),
    correlations: running.flatMap(({ document }) => (document.kind === "correlation" ? [document] : [])),
    tells: [...decided.values()].flatMap(({ key, isOn, level }) => (isOn ? [[key, level] as const] : [])),
    exceptions,
    needed: [...neededFields(plans)],
  };
}
