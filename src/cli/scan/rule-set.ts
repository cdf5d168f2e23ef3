/**
 * The Sigma rules of a scan: read from what `--rules` names, with what was refused of them told and the others at work.
 * Correlations and filters are read and counted, and not run here: a scan looks at one record at a time.
 */
import { type Problem, systemClock } from "../../base/index.js";
import {
  detectProblem,
  loadRules,
  ownTaxonomies,
  type RuleRefusal,
  SigmaEngine,
  type SigmaRule,
} from "../../detect/index.js";

export interface RuleSet {
  /** Null where no rule is asked. */
  readonly engine: SigmaEngine | null;
  readonly rules: number;
  readonly refusals: readonly RuleRefusal[];
  /** Correlations and filters. */
  readonly notRun: number;
  readonly seconds: number;
}

/** `told` hears the number of files read now and then. */
export async function loadRuleSet(paths: readonly string[], told: (files: number) => void): Promise<RuleSet> {
  if (paths.length === 0) return { engine: null, rules: 0, refusals: [], notRun: 0, seconds: 0 };
  const startMs = systemClock.monotonicMs();
  const { documents, refusals } = await loadRules(paths, {}, told);
  const rules = documents.filter((document): document is SigmaRule => document.kind === "rule");
  const engine = rules.length === 0 ? null : SigmaEngine.of(rules, ownTaxonomies());
  return {
    engine,
    rules: rules.length,
    refusals,
    notRun: documents.length - rules.length,
    seconds: (systemClock.monotonicMs() - startMs) / 1000,
  };
}

export function ruleProblem({ reason }: RuleRefusal): Problem {
  return detectProblem("rule-refused", reason);
}
