/**
 * Which rules run and which tell what they find: by what is set for a rule, otherwise by the center's policy. Pure, so that
 * what a policy would change can be shown before it is set, and every answer says why. A rule that is off runs all
 * the same where a correlation that is on builds on it; it then tells nothing by itself.
 */
import { type DetectionLevel, detectionLevels } from "../../../model/index.js";
import { type CorrelationPlan, silentRules } from "../correlation/plan.js";
import { type RuleStatus, ruleStatuses, type SigmaCorrelation, type SigmaRule } from "../rule.js";
import type { RuleBook } from "../sources/rule-book.js";

/** Which rules are on where nothing is set for them. */
export interface RulePolicy {
  readonly levelLeast: DetectionLevel;
  readonly statuses: readonly RuleStatus[];
}

/** Rules that their authors hold to be quiet enough, and whose findings somebody should look at. */
export const defaultPolicy: RulePolicy = { levelLeast: "medium", statuses: ["stable", "test"] };

/** What is set for one rule; null as the rule and the policy have it. */
export interface RuleSetting {
  readonly isOn: boolean | null;
  readonly level: DetectionLevel | null;
}

export const ruleReasons = ["switched", "policy", "level", "status", "correlation"] as const;
/**
 * `switched`: somebody said so; `policy`: it meets the policy; `level`, `status`: it does not, by this; `correlation`: it only
 * serves a correlation, as its author has it.
 */
export type RuleReason = (typeof ruleReasons)[number];

export interface DecidedRule {
  readonly key: string;
  /** It is evaluated. */
  readonly runs: boolean;
  /** What it finds is a detection. */
  readonly isOn: boolean;
  readonly why: RuleReason;
  /** As set, or its own. */
  readonly level: DetectionLevel;
}

function byPolicy(
  { status }: SigmaRule | SigmaCorrelation,
  level: DetectionLevel,
  { levelLeast, statuses }: RulePolicy,
): RuleReason {
  // A rule that does not say was mostly written by whoever runs it.
  if (!statuses.includes(status ?? "test")) return "status";
  return detectionLevels.indexOf(level) < detectionLevels.indexOf(levelLeast) ? "level" : "policy";
}

export function decideRules(
  book: RuleBook,
  settings: ReadonlyMap<string, RuleSetting>,
  policy: RulePolicy,
): ReadonlyMap<string, DecidedRule> {
  const plans = new Map(book.plans.map((plan) => [plan.key, plan]));
  const decided = new Map<string, DecidedRule>();
  for (const { key, document } of book.rules) {
    const set = settings.get(key);
    const level = set?.level ?? plans.get(key)?.rule.level ?? document.level ?? "medium";
    const switched = set?.isOn ?? null;
    const why = switched === null ? byPolicy(document, level, policy) : "switched";
    const isOn = switched ?? why === "policy";
    decided.set(key, { key, runs: isOn, isOn, why, level });
  }
  serveCorrelations(book.plans, settings, decided);
  return decided;
}

/** Correlations that are on, those over others first. */
function serveCorrelations(
  plans: readonly CorrelationPlan[],
  settings: ReadonlyMap<string, RuleSetting>,
  decided: Map<string, DecidedRule>,
): void {
  const running: CorrelationPlan[] = [];
  for (const plan of plans.toReversed()) {
    if (decided.get(plan.key)?.runs !== true) continue;
    running.push(plan);
    for (const { key } of plan.rules) {
      const rule = decided.get(key);
      if (rule !== undefined) decided.set(key, { ...rule, runs: true });
    }
  }
  for (const key of silentRules(running)) {
    const rule = decided.get(key);
    if (rule === undefined || settings.get(key)?.isOn === true) continue;
    if (rule.isOn) decided.set(key, { ...rule, isOn: false, why: "correlation" });
  }
}

/** As it is kept and as it comes in; what is none is the default's. */
export function readPolicy(value: unknown): RulePolicy {
  if (typeof value !== "object" || value === null) return defaultPolicy;
  const { levelLeast, statuses } = value as Partial<RulePolicy>;
  return {
    levelLeast: detectionLevels.find((level) => level === levelLeast) ?? defaultPolicy.levelLeast,
    statuses: Array.isArray(statuses)
      ? ruleStatuses.filter((status) => statuses.includes(status))
      : defaultPolicy.statuses,
  };
}
