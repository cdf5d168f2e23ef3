/**
 * Meeting a second factor in a session that came by a link: the code of the app, or a recovery code. A passkey needs no
 * such step, as signing in with one opens a session that has met it. Guesses are counted as at sign-in.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { markSecondFactor } from "../sessions.js";
import type { OwnSession } from "./methods.js";
import { spendRecoveryCode } from "./recovery-codes.js";
import type { SecretBox } from "./secret-box.js";
import { type Sender, sourceOf } from "./sender.js";
import { holdOwn, makerGone } from "./standing.js";
import { spendStep, stepOfCode } from "./totp.js";
import { beginAttempt } from "./waiting.js";

export async function confirmSession(
  db: Kysely<Tables>,
  clock: Clock,
  box: SecretBox,
  { person, sessionHash }: OwnSession,
  code: string,
  sender: Sender,
): Promise<{ readonly confirmed: boolean } | Problem> {
  const attempt = await beginAttempt(db, clock, `person ${person.id}`, sourceOf(sender.address));
  if (attempt instanceof Problem) return attempt;
  const confirmed = await inTransaction(db, async (tx) => {
    if (!(await holdOwn(tx, clock, { person, sessionHash }))) return makerGone();
    const row = await tx
      .selectFrom("totp")
      .select("secret")
      .where("person_id", "=", person.id)
      .executeTakeFirst();
    const secret = row === undefined ? null : box.open(row.secret, person.id);
    const step = secret === null ? null : stepOfCode(clock, secret, code);
    const spent =
      step === null
        ? await spendRecoveryCode(tx, clock.nowUs(), person.id, code)
        : await spendStep(tx, person.id, step);
    if (!spent)
      return row !== undefined && secret === null
        ? membersProblem("code-unreadable", "It was sealed under another key.")
        : false;
    await markSecondFactor(tx, sessionHash);
    const detail = { by: step === null ? "recovery code" : "code app" };
    const { id } = person;
    await appendAudit(tx, clock, [{ kind: "second-factor-confirm", actor: id, subject: id, detail }]);
    return true;
  });
  if (confirmed instanceof Problem) return confirmed;
  if (!confirmed) return membersProblem("code-refused", "It is not right, or was used before.");
  await attempt.succeeded();
  return { confirmed };
}
