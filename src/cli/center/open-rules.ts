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

/** Nothing waits for the rules to be read: a command may ask something else, and doors are opened meanwhile. */
export function openRules({ state, clock, log, pool, watch }: RuleParts): RuleKeeper {
  const rules = new RuleKeeper({ state, clock, builtIn: builtInRules() });
  const compiler = new RulesCompiler();
  rules.onChange(() => {
    const { work, watched } = compiler.compile(rules);
    pool.askRules(work);
    watch.follow(watched);
  });
  rules
    .start()
    .then((unread) => {
      if (unread !== null)
        log.warn({ problem: unread }, "the rules that come with the program can't be read");
    })
    .catch((error: unknown) => log.error({ err: error }, "the detection rules can't be read"));
  return rules;
}
