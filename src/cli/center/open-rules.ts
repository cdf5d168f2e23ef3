/**
 * The detection rules of a center: read from its stores, and after every change given to the threads that detect and to the
 * one that watches.
 */
import type { Clock, Log } from "../../base/index.js";
import { builtInRules, type DetectPool, RuleKeeper, RulesCompiler, type Watch } from "../../detect/index.js";
import type { State } from "../../store/index.js";

export interface RuleParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly pool: DetectPool;
  readonly watch: Watch;
}

/** Rules are read when somebody asks first (`ready`): a command that asks something else does not wait for them. */
export function openRules({ state, clock, log, pool, watch }: RuleParts): RuleKeeper {
  const rules = new RuleKeeper({
    state,
    clock,
    builtIn: builtInRules(),
    onUnread: (why) => log.error({ err: why }, "the detection rules can't be read"),
  });
  const compiler = new RulesCompiler();
  rules.onChange(() => {
    const { work, watched } = compiler.compile(rules);
    pool.askRules(work);
    watch.follow(watched);
  });
  return rules;
}
