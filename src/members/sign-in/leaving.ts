/**
 * What ends when a person leaves, gets another role, or is reset: links, steps under way, sessions, the API tokens
 * and the invitations that the person made. At once, in the caller's transaction, and what opens a session before the
 * sessions (`../locking.ts` has the order). Tokens made on the machine itself (`breakwater token add`) are the center's
 * and stay, unless the whole member leaves. Each session, token and invitation that ends is an entry of the audit
 * chain, by whoever asked for the change.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { AuditEntry, Tables } from "../../store/index.js";
import { endSessions } from "../sessions.js";
import { holdPeople } from "./standing.js";
import { endWarningLinks } from "./warning-sessions.js";

/** Answers the entries, which the caller adds behind its own, as the last its transaction does. */
export async function endAccess(
  tx: Kysely<Tables>,
  clock: Clock,
  personId: string,
  actor: string,
): Promise<readonly AuditEntry[]> {
  await holdPeople(tx, { end: [personId] });
  const endedUs = clock.nowUs();
  await tx
    .insertInto("access_ended")
    .values({ person_id: personId, ended_us: endedUs })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ ended_us: endedUs }))
    .execute();
  await tx.deleteFrom("sign_in_link").where("person_id", "=", personId).execute();
  await tx.deleteFrom("sign_in_step").where("person_id", "=", personId).execute();
  await endWarningLinks(tx, clock, personId);
  const signOuts = await endSessions(tx, clock, personId, actor);
  return [...signOuts, ...(await revokeAll(tx, clock, "made_by", personId, actor))];
}

/**
 * What ends with a member: all that its people have, and every token and invitation that is the member's, whoever made
 * it. The member's row is the caller's whole already, so that nobody comes to it meanwhile.
 */
export async function endAccessOfMember(
  tx: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  actor: string,
): Promise<readonly AuditEntry[]> {
  const people = await tx.selectFrom("person").select("id").where("member_id", "=", memberId).execute();
  const ids = people.map(({ id }) => id).sort();
  await holdPeople(tx, { end: ids });
  const ended: AuditEntry[] = [];
  for (const id of ids) ended.push(...(await endAccess(tx, clock, id, actor)));
  return [...ended, ...(await revokeAll(tx, clock, "member_id", memberId, actor))];
}

/** Ends tokens and open invitations, those that a person made or those that are a member's. */
async function revokeAll(
  tx: Kysely<Tables>,
  clock: Clock,
  column: "made_by" | "member_id",
  id: string,
  actor: string,
): Promise<readonly AuditEntry[]> {
  const tokens = await tx
    .updateTable("api_token")
    .set({ revoked_us: clock.nowUs() })
    .where(column, "=", id)
    .where("revoked_us", "is", null)
    .returning(["id", "member_id"])
    .execute();
  const invitations = await tx
    .updateTable("invitation")
    .set({ revoked_us: clock.nowUs() })
    .where(column, "=", id)
    .where("used_us", "is", null)
    .where("revoked_us", "is", null)
    .returning(["id", "member_id"])
    .execute();
  const revoked = (kind: string, rows: typeof tokens): readonly AuditEntry[] =>
    rows.map((row) => ({ kind, actor, subject: row.id, detail: { memberId: row.member_id } }));
  return [...revoked("token-revoke", tokens), ...revoked("invitation-revoke", invitations)];
}
