/**
 * What is held while members, people and what opens the house to them change, and in which order. A transaction that
 * takes several of these takes them in this order and no other, so that no two wait for one another:
 *
 * 1. `lockMembers`: all that members call their own, one change after the other;
 * 2. the member's row (`holdMember`; its removal takes it whole);
 * 3. people's rows, by their ids where there are several (`sign-in/standing.ts`);
 * 4. what opens a session: links, codes, passkeys, accounts, steps under way;
 * 5. sessions, of either kind;
 * 6. tokens and invitations;
 * 7. the community's revision, by triggers, whenever a member, a person or what the gate is made of is written;
 * 8. the tail of the audit chain (`appendAudit`), last and with nothing behind it.
 *
 * Whoever opens a session therefore reads whose a link is without a lock, takes the person, and only then the link;
 * whoever ends access takes the person whole, and then the links before the sessions.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/index.js";

/**
 * Two members who register one network, domain or vessel at the same moment can't both have it. The lock ends with the
 * transaction.
 */
export async function lockMembers(tx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(74201)`.execute(tx);
}

/** Keeps a member from being removed until the transaction ends; false where it is gone. Null is the center. */
export async function holdMember(tx: Kysely<Tables>, memberId: string | null): Promise<boolean> {
  if (memberId === null) return true;
  const member = await tx
    .selectFrom("member")
    .select("id")
    .where("id", "=", memberId)
    .forKeyShare()
    .executeTakeFirst();
  return member !== undefined;
}

/** Takes a member's row for its removal: waits for whoever adds something to it, and lets nobody begin. */
export async function takeMember(tx: Kysely<Tables>, memberId: string): Promise<void> {
  await tx.selectFrom("member").select("id").where("id", "=", memberId).forUpdate().execute();
}
