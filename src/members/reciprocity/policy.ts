/** The center's policy of sharing in order to receive: setting `reciprocity`, off until an operator switches it on. */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import {
  type ContributionKind,
  contributionKinds,
  type ReciprocityPolicy,
  reciprocityOff,
} from "./participation.js";
import { reviewStandings } from "./standings.js";

const settingKey = "reciprocity";
const reviewedKey = "reciprocity-reviewed";
/** Days decide, so an hour is soon enough. */
const reviewEveryUs = 3600e6;
const daysMax = 1000;

export type PolicyInput = Omit<ReciprocityPolicy, "sinceUs" | "counted"> & {
  readonly counted: readonly string[];
};

/** Only `writePolicy` writes it, so what stands there is a whole policy. */
export async function readPolicy(db: Kysely<Tables>): Promise<ReciprocityPolicy> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst();
  return row === undefined
    ? reciprocityOff
    : { ...reciprocityOff, ...(row.value as Partial<ReciprocityPolicy>) };
}

/** Writes the policy and judges every member by it at once. */
export async function writePolicy(
  db: Kysely<Tables>,
  clock: Clock,
  input: PolicyInput,
  actor: string = centerActor,
): Promise<ReciprocityPolicy | Problem> {
  const counted = contributionKinds.filter((kind) => input.counted.includes(kind));
  const refuse = (why: string) => membersProblem("reciprocity-invalid", why);
  if (input.counted.some((kind) => !contributionKinds.includes(kind as ContributionKind)))
    return refuse(`Kinds of contribution are: ${contributionKinds.join(", ")}.`);
  if (input.kindsNeeded < 1 || input.kindsNeeded > counted.length)
    return refuse(`Of ${counted.length} kinds that count, ${input.kindsNeeded} can't be asked for.`);
  const days = [input.windowDays, input.graceDays, ...input.remindDays];
  if (days.some((each) => !Number.isInteger(each) || each < 1 || each > daysMax))
    return refuse(`Days are whole numbers from 1 to ${daysMax}.`);
  if (input.remindDays.length > 10) return refuse("More than ten reminders are none.");
  return inTransaction(db, async (tx) => {
    const before = await readPolicy(tx);
    const policy: ReciprocityPolicy = {
      on: input.on,
      counted,
      kindsNeeded: input.kindsNeeded,
      windowDays: input.windowDays,
      graceDays: input.graceDays,
      remindDays: [...new Set(input.remindDays)].sort((a, b) => b - a),
      sinceUs: before.on && input.on ? before.sinceUs : clock.nowUs(),
    };
    const value = JSON.stringify(policy);
    await tx
      .insertInto("setting")
      .values({ key: settingKey, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await reviewStandings(tx, clock, policy);
    const { sinceUs: _, ...detail } = policy;
    await appendAudit(tx, clock, [{ kind: "reciprocity-set", actor, subject: settingKey, detail }]);
    return policy;
  });
}

/** Judges everybody anew where the policy is on and the last time is an hour ago. */
export async function reviewWhenDue(tx: Kysely<Tables>, clock: Clock): Promise<void> {
  const policy = await readPolicy(tx);
  if (!policy.on) return;
  const nowUs = clock.nowUs();
  const row = await tx
    .selectFrom("setting")
    .select("value")
    .where("key", "=", reviewedKey)
    .executeTakeFirst();
  const { atUs = 0 } = (row?.value ?? {}) as { readonly atUs?: number };
  if (atUs <= nowUs && nowUs - atUs < reviewEveryUs) return;
  const value = JSON.stringify({ atUs: nowUs });
  await tx
    .insertInto("setting")
    .values({ key: reviewedKey, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
  await reviewStandings(tx, clock, policy);
}
