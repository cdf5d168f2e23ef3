/**
 * Signing in by e-mail address, password and code, in one request: nobody learns whether it was the address, the
 * password or the code that was wrong. For an unknown address the same work is done: the same counts, the same hash,
 * the same look-ups, and the same answer.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { type SignedIn, signIn } from "../sessions.js";
import { normalEmail } from "./email.js";
import { checkPassword } from "./password-hash.js";
import { passwordMax } from "./password-rules.js";
import { isRecoveryCode, spendRecoveryCode } from "./recovery-codes.js";
import type { SecretBox } from "./secret-box.js";
import { type Sender, sourceOf } from "./sender.js";
import { holdForSignIn } from "./standing.js";
import { newTotpSecret, spendStep, stepOfCode } from "./totp.js";
import { beginAttempt } from "./waiting.js";

export interface PasswordSignIn {
  readonly email: string;
  readonly password: string;
  /** Six digits of the app, or a recovery code. */
  readonly code: string;
}

const refusal = (): Problem =>
  membersProblem("sign-in-refused", "The address, the password or the code is not right.");

const nobodysSecret = newTotpSecret();

async function lookUp(db: Kysely<Tables>, email: string) {
  return db
    .selectFrom("person as p")
    .innerJoin("password as w", "w.person_id", "p.id")
    .innerJoin("totp as t", "t.person_id", "p.id")
    .select(["p.id", "w.hash", "t.secret", "t.last_step"])
    .where("p.email", "=", email)
    .executeTakeFirst();
}

export async function signInByPassword(
  db: Kysely<Tables>,
  clock: Clock,
  box: SecretBox,
  input: PasswordSignIn,
  sender: Sender,
): Promise<SignedIn | Problem> {
  const email = normalEmail(input.email) ?? input.email.slice(0, 254).toLowerCase();
  const attempt = await beginAttempt(db, clock, email, sourceOf(sender.address));
  if (attempt instanceof Problem) return attempt;
  const row = await lookUp(db, email);
  const tooLong = input.password.length > passwordMax * 4;
  const right = await checkPassword(row?.hash ?? null, tooLong ? "" : input.password);
  if (right === null) return membersProblem("sign-in-busy", "Passwords are checked one after another.");
  const secret = box.open(row?.secret ?? nobodysSecret, row?.id ?? "");
  const step = stepOfCode(clock, secret ?? nobodysSecret, input.code);
  const recovers = await isRecoveryCode(db, row?.id ?? "", input.code);
  const fresh = secret !== null && step !== null && step > (row?.last_step ?? 0);
  // Told only to who knows the password: otherwise it would tell that the address is somebody's.
  if (row !== undefined && right && !recovers && secret === null)
    return membersProblem("code-unreadable", "It was sealed under another key.");
  if (row === undefined || !right || !(fresh || recovers)) return refusal();
  const signed = await inTransaction(db, async (tx) => {
    const person = await holdForSignIn(tx, row.id);
    if (person === null || person.email !== email) return refusal();
    // What was checked above is what stands: a reset, a new password or app in between is another one.
    const standing = await lookUp(tx, email);
    if (standing?.hash !== row.hash || standing.secret !== row.secret) return refusal();
    const spent =
      fresh && step !== null
        ? await spendStep(tx, person.id, step)
        : await spendRecoveryCode(tx, clock.nowUs(), person.id, input.code);
    if (!spent) return refusal();
    return signIn(tx, clock, person, "password", { secondFactor: true, sender });
  });
  if (!(signed instanceof Problem)) await attempt.succeeded();
  return signed;
}
