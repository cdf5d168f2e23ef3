/**
 * Agreements members signed: which text in which version, who signed and when, and when it ended. Nothing here is
 * deleted while the member is one: an agreement that ended held before.
 */
import type { Kysely } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { readMember } from "../member-rows.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

export interface Agreement {
  readonly id: string;
  readonly memberId: string;
  readonly name: string;
  readonly version: string;
  /** Who signed for the member. */
  readonly signedBy: string;
  readonly signedUs: number;
  /** Null while it holds. */
  readonly endedUs: number | null;
  readonly note: string;
}

export type AgreementInput = Omit<Agreement, "id" | "endedUs">;

const bounds = { name: 120, version: 40, signedBy: 120, note: 600 } as const;
export const agreementsMax = 200;
/** A date written for tomorrow in another time zone is no mistake; one of next year is. */
const aheadUs = 2 * 86_400e6;

function check(input: AgreementInput, nowUs: number): AgreementInput | Problem {
  const texts = { name: "", version: "", signedBy: "", note: "" };
  for (const field of Object.keys(texts) as (keyof typeof texts)[]) {
    const text = input[field].normalize("NFC").replace(/\s+/g, " ").trim();
    if ((text === "" && field !== "note") || text.length > bounds[field] || hasUnseen(text))
      return membersProblem(
        "agreement-invalid",
        `${field === "signedBy" ? "Who signed" : `The ${field}`} has 1 to ${bounds[field]} visible characters.`,
      );
    texts[field] = text;
  }
  if (!Number.isSafeInteger(input.signedUs) || input.signedUs < 0 || input.signedUs > nowUs + aheadUs)
    return membersProblem("agreement-invalid", "It can't have been signed on that day.");
  return { ...texts, memberId: input.memberId, signedUs: input.signedUs };
}

export async function addAgreement(
  db: Kysely<Tables>,
  clock: Clock,
  input: AgreementInput,
  actor: string = centerActor,
): Promise<Agreement | Problem> {
  const checked = check(input, clock.nowUs());
  if (checked instanceof Problem) return checked;
  return inTransaction(db, async (tx) => {
    if ((await readMember(tx, checked.memberId)) === null)
      return membersProblem("member-unknown", "No member has this id.");
    if ((await listAgreements(tx, checked.memberId)).length >= agreementsMax)
      return membersProblem("agreement-invalid", `A member has at most ${agreementsMax} agreements.`);
    const agreement = { id: newId(), ...checked, endedUs: null };
    await tx
      .insertInto("agreement")
      .values({
        id: agreement.id,
        member_id: agreement.memberId,
        name: agreement.name,
        version: agreement.version,
        signed_by: agreement.signedBy,
        signed_us: agreement.signedUs,
        ended_us: null,
        note: agreement.note,
        created_us: clock.nowUs(),
      })
      .execute();
    await appendAudit(tx, clock, [
      {
        kind: "agreement-add",
        actor,
        subject: agreement.memberId,
        detail: { agreement: agreement.id, signedUs: agreement.signedUs },
      },
    ]);
    return agreement;
  });
}

/** Ends an agreement now; one that ended before keeps its day. */
export async function endAgreement(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  actor: string = centerActor,
): Promise<Agreement | Problem> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable("agreement")
      .set((eb) => ({ ended_us: eb.fn.coalesce("ended_us", eb.val(clock.nowUs())) }))
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return membersProblem("agreement-unknown", "No agreement has this id.");
    const detail = { agreement: id, endedUs: row.ended_us };
    await appendAudit(tx, clock, [{ kind: "agreement-end", actor, subject: row.member_id, detail }]);
    return toAgreement(row);
  });
}

interface Row {
  readonly id: string;
  readonly member_id: string;
  readonly name: string;
  readonly version: string;
  readonly signed_by: string;
  readonly signed_us: number;
  readonly ended_us: number | null;
  readonly note: string;
}

const toAgreement = (row: Row): Agreement => ({
  id: row.id,
  memberId: row.member_id,
  name: row.name,
  version: row.version,
  signedBy: row.signed_by,
  signedUs: row.signed_us,
  endedUs: row.ended_us,
  note: row.note,
});

/** The last signed first. */
export async function listAgreements(db: Kysely<Tables>, memberId: string): Promise<readonly Agreement[]> {
  const rows = await db
    .selectFrom("agreement")
    .selectAll()
    .where("member_id", "=", memberId)
    .orderBy("signed_us", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toAgreement);
}
