/**
 * Signing in by a link: 256 random bits, stored only as SHA-256, good once and for a short time. Redeeming is one
 * statement that marks the link used where it is unused and young, so that of two clicks only one gets in. A
 * wrong, a used and an expired link get the same answer.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newToken, type Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { readPerson } from "./people.js";
import { membersProblem } from "./problems.js";
import { createSession } from "./sessions.js";
import { type Sender, unknownSender } from "./sign-in/sender.js";

/** Fifteen minutes: as long as it takes to move from the mail to the browser. */
export const signInLinkMs = 15 * 60_000;
/** The first run's link: whoever installs may come back to it the next day. */
export const firstLinkMs = 24 * 3_600_000;

/** The link's token, which is shown once and stored nowhere. */
export async function createSignInLink(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
  lifeMs: number = signInLinkMs,
  actor: string = centerActor,
): Promise<string | Problem> {
  if ((await readPerson(db, personId)) === null)
    return membersProblem("person-unknown", "No person has this id.");
  const token = newToken("bwl");
  const nowUs = clock.nowUs();
  const expiresUs = nowUs + lifeMs * 1000;
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom("sign_in_link").where("expires_us", "<", nowUs).execute();
    await tx
      .insertInto("sign_in_link")
      .values({ token_hash: hashToken(token), person_id: personId, expires_us: expiresUs, used_us: null })
      .execute();
    await appendAudit(tx, clock, [{ kind: "person-link", actor, subject: personId, detail: { expiresUs } }]);
  });
  return token;
}

export interface SignedIn {
  readonly person: Person;
  /** The session's token, for the cookie; stored only as its hash. */
  readonly sessionToken: string;
}

export async function redeemSignInLink(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
  sender: Sender = unknownSender,
): Promise<SignedIn | Problem> {
  const refusal = membersProblem("link-refused", "It was used, has expired, or is not complete.");
  if (token.length > 200) return refusal;
  const nowUs = clock.nowUs();
  return inTransaction(db, async (tx) => {
    const used = await tx
      .updateTable("sign_in_link")
      .set({ used_us: nowUs })
      .where("token_hash", "=", hashToken(token))
      .where("used_us", "is", null)
      .where("expires_us", ">", nowUs)
      .returning("person_id")
      .executeTakeFirst();
    const person = used === undefined ? null : await readPerson(tx, used.person_id);
    if (person === null) return refusal;
    return { person, sessionToken: await createSession(tx, clock, person.id, "link", { sender }) };
  });
}
