/**
 * Ten recovery codes: each stands in for the app's code once, for the day the phone is lost. Eighty random bits each,
 * so SHA-256 alone keeps them; shown when they are made and never again. Whoever lost sight
 * of them before saying that they are kept (the page was loaded anew) is asked to make new ones.
 */
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { type Clock, type Problem, sha256Hex } from "../../base/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import type { CheckedSession } from "../sessions.js";
import { holdOwn, makerGone } from "./standing.js";

export const recoveryCodesMade = 10;
/** Crockford's base32: no letter that is taken for a digit. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function newCode(): string {
  const text = [...randomBytes(16)].map((byte) => letters[byte % 32]).join("");
  return (text.match(/.{4}/g) as string[]).join("-");
}

/** The code without what people add or mistake; null where it can't be one. */
function readCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

const hashOf = (personId: string, code: string): string => sha256Hex(`${personId}\0${code}`);

/** Makes ten new ones in place of those there were. */
export async function newRecoveryCodes(tx: Kysely<Tables>, personId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodesMade }, newCode);
  await tx.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
  await tx
    .insertInto("recovery_code")
    .values(
      codes.map((code) => ({
        code_hash: hashOf(personId, code.replaceAll("-", "")),
        person_id: personId,
        used_us: null,
        kept_us: null,
      })),
    )
    .execute();
  return codes;
}

/** Whether it is an unused one of this person; always asks the store, so that the answer takes as long. */
export async function isRecoveryCode(db: Kysely<Tables>, personId: string, text: string): Promise<boolean> {
  const row = await db
    .selectFrom("recovery_code")
    .select("code_hash")
    .where("code_hash", "=", hashOf(personId, readCode(text.slice(0, 100)) ?? ""))
    .where("used_us", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Spends one; false where it is none or was used. */
export async function spendRecoveryCode(
  tx: Kysely<Tables>,
  nowUs: number,
  personId: string,
  text: string,
): Promise<boolean> {
  const code = readCode(text.slice(0, 100));
  if (code === null) return false;
  const spent = await tx
    .updateTable("recovery_code")
    .set({ used_us: nowUs })
    .where("code_hash", "=", hashOf(personId, code))
    .where("used_us", "is", null)
    .returning("code_hash")
    .executeTakeFirst();
  return spent !== undefined;
}

export async function recoveryCodesLeft(db: Kysely<Tables>, personId: string): Promise<number> {
  const { left } = await db
    .selectFrom("recovery_code")
    .select((eb) => eb.fn.countAll<number>().as("left"))
    .where("person_id", "=", personId)
    .where("used_us", "is", null)
    .executeTakeFirstOrThrow();
  return left;
}

/** True where the person has codes and did not say yet that it has kept them; using one says so too. */
export async function hasUnkeptCodes(db: Kysely<Tables>, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom("recovery_code")
    .select((eb) => [eb.fn.max("kept_us").as("kept"), eb.fn.max("used_us").as("used")])
    .select((eb) => eb.fn.countAll<number>().as("made"))
    .where("person_id", "=", personId)
    .executeTakeFirstOrThrow();
  return row.made > 0 && row.kept === null && row.used === null;
}

/** The caller has kept its codes; said once, and again for new ones. */
export async function keepRecoveryCodes(
  db: Kysely<Tables>,
  clock: Clock,
  session: Pick<CheckedSession, "person" | "secondFactor">,
): Promise<{ readonly kept: boolean } | Problem> {
  if (!session.secondFactor)
    return membersProblem("second-factor-confirm", "Recovery codes stand in for a second factor.");
  const { id } = session.person;
  return inTransaction(db, async (tx) => {
    const told = await tx
      .updateTable("recovery_code")
      .set({ kept_us: clock.nowUs() })
      .where("person_id", "=", id)
      .where("kept_us", "is", null)
      .returning("code_hash")
      .execute();
    if (told.length > 0)
      await appendAudit(tx, clock, [{ kind: "recovery-codes-keep", actor: id, subject: id, detail: {} }]);
    return { kept: true };
  });
}

/** Makes new ones for the caller's own person, who has to have met a second factor. */
export async function renewRecoveryCodes(
  db: Kysely<Tables>,
  clock: Clock,
  session: Pick<CheckedSession, "person" | "sessionHash" | "secondFactor">,
): Promise<{ readonly recoveryCodes: readonly string[] } | Problem> {
  if (!session.secondFactor)
    return membersProblem("second-factor-confirm", "Recovery codes stand in for a second factor.");
  const { id } = session.person;
  return inTransaction(db, async (tx) => {
    if (!(await holdOwn(tx, clock, session))) return makerGone();
    const recoveryCodes = await newRecoveryCodes(tx, id);
    const detail = { made: recoveryCodes.length };
    await appendAudit(tx, clock, [{ kind: "recovery-codes-renew", actor: id, subject: id, detail }]);
    return { recoveryCodes };
  });
}
