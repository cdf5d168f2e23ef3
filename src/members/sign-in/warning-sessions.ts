/**
 * What a link to a warning opens: a session for that warning and nothing else, an hour long, in a table and a cookie of
 * its own. `checkSession` knows none of these tokens, so that such a session can't become a wider one.
 */
import type { Kysely } from "kysely";
import { type Clock, hashToken, newToken } from "../../base/index.js";
import type { Person, Role } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { HeldPerson } from "./standing.js";

export const warningSessionMs = 3_600_000;

export interface WarningSession {
  readonly person: Person;
  readonly warningId: string;
}

export async function openWarningSession(
  tx: Kysely<Tables>,
  clock: Clock,
  of: { readonly linkId: string; readonly warningId: string; readonly person: HeldPerson },
): Promise<{ readonly sessionToken: string; readonly expiresUs: number }> {
  const sessionToken = newToken("bwv");
  const nowUs = clock.nowUs();
  const expiresUs = nowUs + warningSessionMs * 1000;
  // What another transaction holds it ends itself; waiting for it here would be against the order of locks.
  await tx
    .deleteFrom("warning_session")
    .where("token_hash", "in", (old) =>
      old
        .selectFrom("warning_session")
        .select("token_hash")
        .where("expires_us", "<", nowUs)
        .forUpdate()
        .skipLocked(),
    )
    .execute();
  await tx
    .insertInto("warning_session")
    .values({
      token_hash: hashToken(sessionToken),
      link_id: of.linkId,
      warning_id: of.warningId,
      person_id: of.person.id,
      created_us: nowUs,
      expires_us: expiresUs,
    })
    .execute();
  return { sessionToken, expiresUs };
}

/** Whose session a token is and for which warning; null where it has ended or is none of these. */
export async function checkWarningSession(
  db: Kysely<Tables>,
  clock: Clock,
  token: string,
): Promise<WarningSession | null> {
  if (token.length > 200) return null;
  const row = await db
    .selectFrom("warning_session as s")
    .innerJoin("person as p", "p.id", "s.person_id")
    .select(["p.id", "p.name", "p.role", "p.member_id", "s.warning_id"])
    .where("s.token_hash", "=", hashToken(token))
    .where("s.expires_us", ">", clock.nowUs())
    .executeTakeFirst();
  // The center's own people get no such links: what they see names origins, and takes a second factor.
  if (row === undefined || row.member_id === null) return null;
  const person = { id: row.id, name: row.name, role: row.role as Role, memberId: row.member_id };
  return { person, warningId: row.warning_id };
}

/** Ends the links and then the link sessions of a person who leaves, gets another role or is reset. */
export async function endWarningLinks(tx: Kysely<Tables>, clock: Clock, personId: string): Promise<void> {
  await tx
    .updateTable("warning_link")
    .set({ revoked_us: clock.nowUs() })
    .where("person_id", "=", personId)
    .where("revoked_us", "is", null)
    .execute();
  await tx.deleteFrom("warning_session").where("person_id", "=", personId).execute();
}
