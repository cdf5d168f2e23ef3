/** What is set for rules, kept: switches and levels, exceptions, the policy. Every change has its entry in the audit chain. */
import type { Kysely } from "kysely";
import { type Clock, newId, type Problem, parseNetwork } from "../../../base/index.js";
import type { DetectionLevel } from "../../../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../../../store/index.js";
import { detectProblem } from "../../problems.js";
import { type RulePolicy, type RuleSetting, readPolicy } from "./decide.js";
import { exceptionUsMax, type RuleException } from "./exceptions.js";

type Db = Kysely<Tables>;

export interface KeptSetting extends RuleSetting {
  readonly reason: string;
  readonly atUs: number;
}

export interface Tuning {
  readonly settings: ReadonlyMap<string, KeptSetting>;
  /** Those that have ended too, until they are removed. */
  readonly exceptions: readonly RuleException[];
  readonly policy: RulePolicy;
}

const policyKey = "rule-policy";
/** Each is looked through for every detection of its rule. */
export const exceptionsMax = 2_000;

export async function loadTuning(db: Db): Promise<Tuning> {
  const settings = await db.selectFrom("rule_tuning").selectAll().execute();
  const exceptions = await db.selectFrom("rule_exception").selectAll().orderBy("created_us").execute();
  const policy = await db
    .selectFrom("setting")
    .select("value")
    .where("key", "=", policyKey)
    .executeTakeFirst();
  return {
    settings: new Map(
      settings.map(({ rule, is_on, level, reason, at_us }) => [
        rule,
        { isOn: is_on, level: level as DetectionLevel | null, reason, atUs: at_us },
      ]),
    ),
    exceptions: exceptions.map(({ member_id, created_us, expires_us, actor: _, ...rest }) => ({
      ...rest,
      memberId: member_id,
      createdUs: created_us,
      expiresUs: expires_us,
    })),
    policy: readPolicy(policy?.value),
  };
}

export interface SettingChange {
  readonly rule: string;
  /** Left as it is where left out; null goes back to the rule's own and the policy's. */
  readonly isOn?: boolean | null;
  readonly level?: DetectionLevel | null;
  readonly reason: string;
  readonly actor: string;
  /** The entry's kind. */
  readonly audit: string;
}

export async function setRule(db: Db, clock: Clock, change: SettingChange): Promise<RuleSetting> {
  const { rule, reason, actor } = change;
  return inTransaction(db, async (tx) => {
    const before = await tx
      .selectFrom("rule_tuning")
      .select(["is_on", "level"])
      .where("rule", "=", rule)
      .forUpdate()
      .executeTakeFirst();
    const isOn = change.isOn === undefined ? (before?.is_on ?? null) : change.isOn;
    const level =
      change.level === undefined ? ((before?.level ?? null) as DetectionLevel | null) : change.level;
    if (isOn === null && level === null)
      await tx.deleteFrom("rule_tuning").where("rule", "=", rule).execute();
    else {
      const values = { is_on: isOn, level, reason, actor, at_us: clock.nowUs() };
      await tx
        .insertInto("rule_tuning")
        .values({ rule, ...values })
        .onConflict((conflict) => conflict.column("rule").doUpdateSet(values))
        .execute();
    }
    await appendAudit(tx, clock, [
      { kind: change.audit, actor, subject: subjectOf(rule), detail: { isOn, level } },
    ]);
    return { isOn, level };
  });
}

/** Rules without an id are called by their title, which has no bound. */
const subjectOf = (rule: string) => `rule:${rule}`.slice(0, 200);

export type NewException = Omit<RuleException, "id" | "createdUs">;

function checkException(
  { field, value, reason, owner, expiresUs }: NewException,
  nowUs: number,
): Problem | null {
  const refuse = (detail: string) => detectProblem("rule-exception-invalid", detail);
  if ((field === null) !== (value === null))
    return refuse("A field goes with a value, and a value with a field.");
  if (reason.trim() === "" || owner.trim() === "")
    return refuse("It has no reason, or nobody who answers for it.");
  if (expiresUs <= nowUs) return refuse("It would have ended already.");
  if (expiresUs > nowUs + exceptionUsMax) return refuse("It would end in more than a year.");
  if (value !== null && /^[0-9a-f.:]+\/\d+$/i.test(value) && parseNetwork(value) === null)
    return refuse(`${value} looks like a network and is none.`);
  return null;
}

export async function addException(
  db: Db,
  clock: Clock,
  exception: NewException,
  actor: string,
): Promise<RuleException | Problem> {
  const createdUs = clock.nowUs();
  const refused = checkException(exception, createdUs);
  if (refused !== null) return refused;
  const { rule, memberId, field, value, reason, owner, expiresUs } = exception;
  const id = newId();
  return inTransaction(db, async (tx): Promise<RuleException | Problem> => {
    const { count } = await tx
      .selectFrom("rule_exception")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (Number(count) >= exceptionsMax)
      return detectProblem("rule-exception-invalid", `There are ${exceptionsMax} exceptions already.`);
    await tx
      .insertInto("rule_exception")
      .values({
        id,
        rule,
        member_id: memberId,
        field,
        value,
        reason,
        owner,
        actor,
        created_us: createdUs,
        expires_us: expiresUs,
      })
      .execute();
    // Reason, owner and value may name somebody, and the chain names nobody.
    const detail = { id, memberId, field, expiresUs };
    await appendAudit(tx, clock, [{ kind: "rule-exception-add", actor, subject: subjectOf(rule), detail }]);
    return { id, rule, memberId, field, value, reason, owner, createdUs, expiresUs };
  });
}

export async function removeException(
  db: Db,
  clock: Clock,
  id: string,
  actor: string,
): Promise<string | Problem> {
  return inTransaction(db, async (tx): Promise<string | Problem> => {
    const gone = await tx
      .deleteFrom("rule_exception")
      .where("id", "=", id)
      .returning("rule")
      .executeTakeFirst();
    if (gone === undefined) return detectProblem("rule-exception-unknown", `There is no ${id}.`);
    await appendAudit(tx, clock, [
      { kind: "rule-exception-remove", actor, subject: subjectOf(gone.rule), detail: { id } },
    ]);
    return gone.rule;
  });
}

export async function setPolicy(db: Db, clock: Clock, policy: RulePolicy, actor: string): Promise<void> {
  const value = JSON.stringify(policy);
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto("setting")
      .values({ key: policyKey, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await appendAudit(tx, clock, [
      { kind: "rule-policy-set", actor, subject: policyKey, detail: { ...policy } },
    ]);
  });
}
