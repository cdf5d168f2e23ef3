/** Whether a person wants warnings by mail. Off until the person says so: who is a contact is mailed as one anyway. */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";

export interface MailWish {
  /** Null where the person has no address that a mail could go to, or is of the center. */
  readonly mailWarnings: boolean | null;
}

export async function readMailWish(db: Kysely<Tables>, personId: string): Promise<MailWish> {
  const row = await db
    .selectFrom("person")
    .select(["mail_warnings", "email", "member_id"])
    .where("id", "=", personId)
    .executeTakeFirst();
  return {
    mailWarnings:
      row === undefined || row.email === null || row.member_id === null ? null : row.mail_warnings,
  };
}

export async function writeMailWish(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
  mailWarnings: boolean,
  actor: string = centerActor,
): Promise<MailWish | Problem> {
  return inTransaction(db, async (tx) => {
    const before = await readMailWish(tx, personId);
    if (before.mailWarnings === null)
      return membersProblem(
        "person-invalid",
        "Warnings are mailed to a member's people who have an address.",
      );
    if (before.mailWarnings === mailWarnings) return before;
    await tx.updateTable("person").set({ mail_warnings: mailWarnings }).where("id", "=", personId).execute();
    await appendAudit(tx, clock, [
      { kind: "own-mail-set", actor, subject: personId, detail: { mailWarnings } },
    ]);
    return { mailWarnings };
  });
}
