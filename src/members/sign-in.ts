/**
 * Signing in by a link: 256 random bits, stored only as SHA-256, good once and for a short time. Redeeming is one
 * statement that marks the link used where it is unused and young, so that of two clicks only one gets in; the person
 * is held before it (`locking.ts`), so that a reset at the same moment takes the link or the session. A wrong, a used
 * and an expired link get the same answer.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newToken, type Problem } from "../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { readPerson } from "./people.js";
import { membersProblem } from "./problems.js";
import { type SignedIn, signIn } from "./sessions.js";
import { type Sender, unknownSender } from "./sign-in/sender.js";
import {
  holdForSignIn,
  holdPeople,
  isMakerStanding,
  type Maker,
  makerGone,
  makerPerson,
} from "./sign-in/standing.js";

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
  maker: Maker = null,
): Promise<string | Problem> {
  return inTransaction(db, async (tx) => {
    await holdPeople(tx, { stay: [personId, makerPerson(maker)] });
    if (!(await isMakerStanding(tx, clock, maker))) return makerGone();
    if ((await readPerson(tx, personId)) === null)
      return membersProblem("person-unknown", "No person has this id.");
    const token = newToken("bwl");
    const nowUs = clock.nowUs();
    const expiresUs = nowUs + lifeMs * 1000;
    // What another transaction holds it ends itself; waiting for it here would be against the order of locks.
    await tx
      .deleteFrom("sign_in_link")
      .where("token_hash", "in", (old) =>
        old
          .selectFrom("sign_in_link")
          .select("token_hash")
          .where("expires_us", "<", nowUs)
          .forUpdate()
          .skipLocked(),
      )
      .execute();
    await tx
      .insertInto("sign_in_link")
      .values({ token_hash: hashToken(token), person_id: personId, expires_us: expiresUs, used_us: null })
      .execute();
    await appendAudit(tx, clock, [{ kind: "person-link", actor, subject: personId, detail: { expiresUs } }]);
    return token;
  });
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
  const hash = hashToken(token);
  return inTransaction(db, async (tx) => {
    const link = await tx
      .selectFrom("sign_in_link")
      .select("person_id")
      .where("token_hash", "=", hash)
      .executeTakeFirst();
    const person = link === undefined ? null : await holdForSignIn(tx, link.person_id);
    if (person === null) return refusal;
    const used = await tx
      .updateTable("sign_in_link")
      .set({ used_us: nowUs })
      .where("token_hash", "=", hash)
      .where("used_us", "is", null)
      .where("expires_us", ">", nowUs)
      .returning("person_id")
      .executeTakeFirst();
    return used === undefined ? refusal : signIn(tx, clock, person, "link", { sender });
  });
}
