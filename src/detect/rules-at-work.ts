/**
 * What a center's rules come to, by what is set for them: the work of the threads that detect (rules that are asked of each
 * record), and that of the thread that watches (correlations, and what becomes of what detectors of behaviour say).
 */
import type { DetectionLevel } from "../model/index.js";
import type { RuleDuty, RuleWork } from "./rule-work.js";
import { type CorrelationPlan, neededFields } from "./sigma/correlation/plan.js";
import { SigmaEngine, type SigmaParts } from "./sigma/engine.js";
import type { SigmaRule } from "./sigma/rule.js";
import type { RuleKeeper } from "./sigma/rule-keeper.js";
import { ownTaxonomies } from "./sigma/taxonomy.js";
import type { RuleException } from "./sigma/tuning/exceptions.js";

export interface WatchedRules {
  /** Correlations that run. */
  readonly plans: readonly CorrelationPlan[];
  /** Of correlations and detectors what they tell with, by id; null for those that are off. Others tell as they are. */
  readonly levels: ReadonlyMap<string, DetectionLevel | null>;
  readonly exceptions: readonly RuleException[];
}

export interface RulesAtWork {
  /** Null where no rule is asked. */
  readonly work: RuleWork | null;
  readonly watched: WatchedRules;
}

export const noRules: RulesAtWork = {
  work: null,
  watched: { plans: [], levels: new Map(), exceptions: [] },
};

/** Compiling thousands of rules takes a second: what is set for them changes more often than they do. */
export class RulesCompiler {
  #last: { readonly rules: readonly SigmaRule[]; readonly parts: SigmaParts } | null = null;

  compile({
    book,
    decided,
    tuning,
    builtIn,
  }: Pick<RuleKeeper, "book" | "decided" | "tuning" | "builtIn">): RulesAtWork {
    const running = book.rules.filter(({ key }) => decided.get(key)?.runs === true);
    const plans = book.plans.filter(({ key }) => decided.get(key)?.runs === true);
    const asked = neededFields(plans);
    const rules: SigmaRule[] = [];
    const duties = new Map<string, RuleDuty>();
    const levels = new Map<string, DetectionLevel | null>();
    const levelOf = (key: string): DetectionLevel | null => {
      const one = decided.get(key);
      return one?.isOn === true ? one.level : null;
    };
    for (const { key, document } of running)
      if (document.kind === "rule") {
        rules.push(document);
        duties.set(key, { level: levelOf(key), asked: asked.get(key) ?? null });
      } else levels.set(key, levelOf(key));
    // A detector says some findings graver than others, unless a level is set for it.
    for (const { id } of builtIn) {
      const isOn = decided.get(id)?.isOn === true;
      const set = tuning.settings.get(id)?.level ?? null;
      if (!isOn) levels.set(id, null);
      else if (set !== null) levels.set(id, set);
    }
    const { exceptions } = tuning;
    const work = rules.length === 0 ? null : { sigma: this.#partsOf(rules), duties, exceptions };
    return { work, watched: { plans, levels, exceptions } };
  }

  #partsOf(rules: readonly SigmaRule[]): SigmaParts {
    const last = this.#last;
    if (
      last !== null &&
      last.rules.length === rules.length &&
      rules.every((rule, at) => rule === last.rules[at])
    )
      return last.parts;
    const { parts } = SigmaEngine.of(rules, ownTaxonomies());
    this.#last = { rules, parts };
    return parts;
  }
}
