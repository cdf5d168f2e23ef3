/**
 * Password and code app, set up together: there is no password without a code. Setting them up anew replaces both,
 * makes ten new recovery codes, ends the person's other sessions and counts as a second factor met in this one.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { appendAudit, inTransaction, type Tables, uniqueViolation } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { endSessions, markSecondFactor } from "../sessions.js";
import { emailUnavailable, readEmail } from "./accounts.js";
import { type OwnSession, readMethods, refuseChange } from "./methods.js";
import { hashPassword } from "./password-hash.js";
import { refusePassword } from "./password-rules.js";
import { newRecoveryCodes } from "./recovery-codes.js";
import type { SecretBox } from "./secret-box.js";
import { holdOwn, makerGone } from "./standing.js";
import { openStep, readStep, takeStep } from "./steps.js";
import { newTotpSecret, stepOfCode, totpUrl } from "./totp.js";

export interface PasswordSetUp {
  readonly step: string;
  readonly secret: string;
  readonly url: string;
}

/** A new secret for the app; nothing is kept of it but the step until a code shows that the app has it. */
export async function beginPassword(
  db: Kysely<Tables>,
  clock: Clock,
  box: SecretBox,
  session: OwnSession,
): Promise<PasswordSetUp | Problem> {
  const refused = await refuseChange(db, session);
  if (refused !== null) return refused;
  const secret = newTotpSecret();
  const { email } = await readMethods(db, session.person.id);
  const step = await openStep(db, clock, "password-set", session.person.id, {
    secret: box.seal(secret, session.person.id),
  });
  return { step, secret, url: totpUrl(secret, email ?? session.person.name) };
}

export interface PasswordInput {
  readonly step: string;
  readonly code: string;
  readonly password: string;
  /** Taken only where the person has none: otherwise whoever looks after people changes it. */
  readonly email?: string | undefined;
}

async function knownOf(db: Kysely<Tables>, session: OwnSession, email: string): Promise<readonly string[]> {
  const { memberId, name } = session.person;
  const member =
    memberId === null
      ? undefined
      : await db.selectFrom("member").select("name").where("id", "=", memberId).executeTakeFirst();
  return [name, email, ...(member === undefined ? [] : [member.name])];
}

export interface PasswordSet {
  readonly recoveryCodes: readonly string[];
}

export async function setPassword(
  db: Kysely<Tables>,
  clock: Clock,
  box: SecretBox,
  session: OwnSession,
  input: PasswordInput,
): Promise<PasswordSet | Problem> {
  const refused = await refuseChange(db, session);
  if (refused !== null) return refused;
  const { person } = session;
  const own = (await readMethods(db, person.id)).email;
  const email = own ?? readEmail(input.email);
  if (email instanceof Problem) return email;
  if (email === null)
    return membersProblem("email-unavailable", "A password needs an e-mail address to sign in with.");
  const weak = refusePassword(input.password, await knownOf(db, session, email));
  if (weak !== null) return weak;
  const begun = await readStep(db, clock, "password-set", input.step);
  if (begun === null || begun.personId !== person.id)
    return membersProblem("step-refused", "There is no set-up under way.");
  const { secret } = begun.content as { secret: string };
  const opened = box.open(secret, person.id);
  if (opened === null) return membersProblem("step-refused", "It was begun with another key.");
  const step = stepOfCode(clock, opened, input.code);
  if (step === null) return membersProblem("code-refused", "It is not what the app shows for this secret.");
  const hash = await hashPassword(input.password);
  if (hash === null) return membersProblem("sign-in-busy", "Passwords are checked one after another.");
  try {
    return await inTransaction(db, async (tx) => {
      if (!(await holdOwn(tx, clock, session))) return makerGone();
      if ((await takeStep(tx, clock, "password-set", input.step)) === null)
        return membersProblem("step-refused", "It was done already.");
      const set = await keepPassword(tx, clock, session, { email, hash, secret, step });
      // When a method changes, whoever else is in goes out.
      const ended = await endSessions(tx, clock, person.id, person.id, { exceptHash: session.sessionHash });
      const detail = { newAddress: own === null, recoveryCodes: set.recoveryCodes.length };
      const entry = { kind: "password-set", actor: person.id, subject: person.id, detail };
      await appendAudit(tx, clock, [entry, ...ended]);
      return set;
    });
  } catch (error) {
    if (uniqueViolation(error) === "person_email") return emailUnavailable();
    throw error;
  }
}

async function keepPassword(
  tx: Kysely<Tables>,
  clock: Clock,
  { person, sessionHash }: OwnSession,
  /** The secret as it is sealed. */
  made: { readonly email: string; readonly hash: string; readonly secret: string; readonly step: number },
): Promise<PasswordSet> {
  const nowUs = clock.nowUs();
  await tx.updateTable("person").set({ email: made.email }).where("id", "=", person.id).execute();
  await tx
    .insertInto("password")
    .values({ person_id: person.id, hash: made.hash, changed_us: nowUs })
    .onConflict((conflict) =>
      conflict.column("person_id").doUpdateSet({ hash: made.hash, changed_us: nowUs }),
    )
    .execute();
  const totp = { secret: made.secret, last_step: made.step, created_us: nowUs };
  await tx
    .insertInto("totp")
    .values({ person_id: person.id, ...totp })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet(totp))
    .execute();
  const recoveryCodes = await newRecoveryCodes(tx, person.id);
  await markSecondFactor(tx, sessionHash);
  return { recoveryCodes };
}
