/**
 * What ends when a person leaves, gets another role, or is reset: sessions, links, steps under way, the API tokens
 * and the invitations that the person made. At once, in the caller's transaction. Tokens made on the machine itself
 * (`breakwater token add`) are the center's and stay. Each session, token and invitation that ends is an entry of the
 * audit chain, by whoever asked for the change.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { AuditEntry, Tables } from "../../store/index.js";
import { endSessions } from "../sessions.js";
import { endWarningLinks } from "./warning-sessions.js";

/** Answers the entries, which the caller adds behind its own, as the last its transaction does. */
export async function endAccess(
  tx: Kysely<Tables>,
  clock: Clock,
  personId: string,
  actor: string,
): Promise<readonly AuditEntry[]> {
  const signOuts = await endSessions(tx, clock, personId, actor);
  await tx.deleteFrom("sign_in_link").where("person_id", "=", personId).execute();
  await endWarningLinks(tx, clock, personId);
  await tx.deleteFrom("sign_in_step").where("person_id", "=", personId).execute();
  const tokens = await tx
    .updateTable("api_token")
    .set({ revoked_us: clock.nowUs() })
    .where("made_by", "=", personId)
    .where("revoked_us", "is", null)
    .returning(["id", "member_id"])
    .execute();
  const invitations = await tx
    .updateTable("invitation")
    .set({ revoked_us: clock.nowUs() })
    .where("made_by", "=", personId)
    .where("used_us", "is", null)
    .where("revoked_us", "is", null)
    .returning(["id", "member_id"])
    .execute();
  const revoked = (kind: string, rows: typeof tokens): readonly AuditEntry[] =>
    rows.map(({ id, member_id: memberId }) => ({ kind, actor, subject: id, detail: { memberId } }));
  return [...signOuts, ...revoked("token-revoke", tokens), ...revoked("invitation-revoke", invitations)];
}
