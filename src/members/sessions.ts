/**
 * Sessions in our own table: a random token in the browser's cookie, its SHA-256 here. A session ends twelve
 * hours after it was last used and a week after it began, whichever comes first, and at once when it is revoked
 * or its person is removed. `seen` is written at most once a minute, so that reading does not write each time.
 * Every session made is a sign-in of the audit chain, in the same transaction, and every one ended a sign-out.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newToken, type Problem } from "../base/index.js";
import type { Person, Role } from "../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../store/index.js";
import { membersProblem } from "./problems.js";

export const sessionIdleMs = 12 * 3_600_000;
export const sessionLongestMs = 7 * 24 * 3_600_000;
const seenEveryUs = 60e6;

/** Signs a person in; `by` says in the audit chain how. */
export async function createSession(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
  by = "link",
): Promise<string> {
  const token = newToken("bws");
  const nowUs = clock.nowUs();
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom("session").where("expires_us", "<", nowUs).execute();
    await tx
      .insertInto("session")
      .values({
        token_hash: hashToken(token),
        person_id: personId,
        created_us: nowUs,
        expires_us: nowUs + sessionIdleMs * 1000,
        seen_us: nowUs,
      })
      .execute();
    await appendAudit(tx, clock, [{ kind: "sign-in", actor: personId, subject: personId, detail: { by } }]);
  });
  return token;
}

export interface CheckedSession {
  readonly person: Person;
  readonly sessionHash: string;
}

/** Whose session a token is. Extends it, as it has just been used. */
export async function checkSession(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
): Promise<CheckedSession | Problem> {
  const refusal = membersProblem("session-refused", "The session has ended.");
  if (token.length > 200) return refusal;
  return (await checkSessionHash(db, clock, hashToken(token), true)) ?? refusal;
}

/** Whether a session still stands, without extending it: for a stream that is open but not used. */
export async function sessionStands(db: Kysely<Tables>, clock: Clock, sessionHash: string): Promise<boolean> {
  return (await checkSessionHash(db, clock, sessionHash, false)) !== null;
}

async function checkSessionHash(
  db: Kysely<Tables>,
  clock: Clock,
  sessionHash: string,
  extend: boolean,
): Promise<CheckedSession | null> {
  const nowUs = clock.nowUs();
  const row = await db
    .selectFrom("session as s")
    .innerJoin("person as p", "p.id", "s.person_id")
    .select(["p.id", "p.name", "p.role", "p.member_id", "s.seen_us", "s.created_us"])
    .where("s.token_hash", "=", sessionHash)
    .where("s.expires_us", ">", nowUs)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (extend && nowUs - row.seen_us > seenEveryUs)
    await db
      .updateTable("session")
      .set({
        seen_us: nowUs,
        expires_us: Math.min(nowUs + sessionIdleMs * 1000, row.created_us + sessionLongestMs * 1000),
      })
      .where("token_hash", "=", sessionHash)
      .execute();
  return {
    person: { id: row.id, name: row.name, role: row.role as Role, memberId: row.member_id },
    sessionHash,
  };
}

export interface SessionRow {
  readonly sessionHash: string;
  readonly createdUs: number;
  readonly seenUs: number;
  readonly expiresUs: number;
}

export async function listSessions(
  db: Kysely<Tables>,
  clock: Clock,
  personId: string,
): Promise<readonly SessionRow[]> {
  const rows = await db
    .selectFrom("session")
    .selectAll()
    .where("person_id", "=", personId)
    .where("expires_us", ">", clock.nowUs())
    .orderBy("seen_us", "desc")
    .execute();
  return rows.map((row) => ({
    sessionHash: row.token_hash,
    createdUs: row.created_us,
    seenUs: row.seen_us,
    expiresUs: row.expires_us,
  }));
}

/** Ends one session; false where it had already ended. `actor` is its own person where left out. */
export async function revokeSession(
  db: Kysely<Tables>,
  clock: Clock,
  sessionHash: string,
  actor?: string,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .deleteFrom("session")
      .where("token_hash", "=", sessionHash)
      .returning("person_id")
      .executeTakeFirst();
    if (ended === undefined) return false;
    const subject = ended.person_id;
    await appendAudit(tx, clock, [{ kind: "sign-out", actor: actor ?? subject, subject, detail: {} }]);
    return true;
  });
}
