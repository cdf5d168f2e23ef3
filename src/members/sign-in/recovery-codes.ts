/**
 * Ten recovery codes: each stands in for the app's code once, for the day the phone is lost. Eighty random bits each,
 * so SHA-256 alone keeps them; shown when they are made and never again.
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
