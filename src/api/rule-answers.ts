/** Rules as the API answers them: what the keeper knows and decided, as rows; and setting something for one that is known. */
import type { Problem } from "../base/index.js";
import { detectProblem, type KnownRule, type RuleKeeper, setRule } from "../detect/index.js";
import type { DetectionLevel } from "../model/index.js";
import type { Caller } from "./action.js";
import { actorOf } from "./actor.js";
import type { Center } from "./center.js";

export interface RuleRow {
  readonly key: string;
  readonly title: string;
  readonly kind: "rule" | "correlation" | "behaviour" | "ot";
  readonly level: DetectionLevel;
  readonly status: KnownRule["document"]["status"];
  readonly source: string;
  readonly isOn: boolean;
  readonly runs: boolean;
  readonly why: "switched" | "policy" | "level" | "status" | "correlation";
  readonly techniques: readonly string[];
  readonly exceptions: number;
}

/** Where detectors of behaviour stand among sources. */
export const builtInSource = "built in";

/** All rules in order of their keys, those of the program first. */
export async function ruleRows(rules: RuleKeeper, nowUs: number): Promise<readonly RuleRow[]> {
  await rules.ready;
  const exceptions = new Map<string, number>();
  for (const { rule, expiresUs } of rules.tuning.exceptions)
    if (expiresUs > nowUs) exceptions.set(rule, (exceptions.get(rule) ?? 0) + 1);
  const plans = new Map(rules.book.plans.map((plan) => [plan.key, plan.rule]));
  const row = (
    key: string,
    rest: Pick<RuleRow, "title" | "kind" | "status" | "source" | "techniques">,
  ): readonly RuleRow[] => {
    const decided = rules.decided.get(key);
    if (decided === undefined) return [];
    const { isOn, runs, why, level } = decided;
    return [{ key, ...rest, isOn, runs, why, level, exceptions: exceptions.get(key) ?? 0 }];
  };
  return [
    ...rules.builtIn.flatMap(({ id, title, kind, techniques }) =>
      row(id, {
        title,
        kind: kind === "sigma" ? "rule" : kind,
        status: null,
        source: builtInSource,
        techniques,
      }),
    ),
    ...rules.book.rules.flatMap(({ key, source, document }) => {
      const { title, kind, status } = document;
      return row(key, {
        title,
        kind,
        status,
        source,
        techniques: plans.get(key)?.techniques ?? document.techniques,
      });
    }),
  ];
}

const countedUs = 30 * 86_400e6;

/** What rules have told in the last thirty days, at all members: for operators alone. */
export async function countDetections(
  { state, clock }: Center,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly count: number; readonly lastUs: number }>> {
  if (keys.length === 0) return new Map();
  const rows = await state.db
    .selectFrom("detection")
    .select((eb) => ["rule_id", eb.fn.sum<number>("count").as("count"), eb.fn.max("last_us").as("last_us")])
    .where("rule_id", "in", [...keys])
    .where("last_us", ">=", clock.nowUs() - countedUs)
    .groupBy("rule_id")
    .execute();
  return new Map(rows.map((row) => [row.rule_id, { count: Number(row.count), lastUs: Number(row.last_us) }]));
}

export function unknownRule(key: string): Problem {
  return detectProblem("rule-unknown", `No rule is called ${key.slice(0, 200)}.`);
}

/** Sets something for a rule that is there; answers its row. */
export async function tuneRule(
  { state, clock, rules, changed }: Center,
  caller: Caller,
  audit: string,
  change: {
    readonly rule: string;
    readonly reason: string;
    readonly isOn?: boolean | null;
    readonly level?: DetectionLevel | null;
  },
): Promise<RuleRow | Problem> {
  await rules.ready;
  const rule = rules.keyOf(change.rule);
  if (rule === null) return unknownRule(change.rule);
  await setRule(state.db, clock, { ...change, rule, actor: actorOf(caller), audit });
  await rules.reload();
  changed("source");
  const rows = await ruleRows(rules, clock.nowUs());
  return rows.find(({ key }) => key === rule) ?? unknownRule(rule);
}
