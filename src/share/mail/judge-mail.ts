/**
 * Whose a mail is. It is a person's draft only where its domain vouches for the address in From (DKIM or SPF, aligned)
 * and that address is of somebody who may report; everything else is held for the center's operators. One at a time,
 * outside of any transaction; a kill before the answer is kept has it looked at again.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import { type MailVerdict, type Resolve, verifyMail } from "../../intake/index.js";
import { normalEmail } from "../../members/index.js";
import type { State, Tables } from "../../store/index.js";
import { verifyingAgainUs, verifyingTriesMax } from "./limits.js";
import { endMail, type HeldReason, type KeptVerdict } from "./mail-rows.js";

/** For counts: whose it became, why it is held, or that it had come before. */
export type Judged = "matched" | "again" | HeldReason;

interface Arrival {
  readonly mailFrom: string;
  readonly helo: string;
  readonly address: string | null;
}

/** Looks at the next mail; null where there is none due, `later` where DNS did not answer. */
export async function judgeNextMail(
  state: Pick<State, "db">,
  clock: Clock,
  resolve: Resolve,
): Promise<Judged | "later" | null> {
  const row = await state.db
    .selectFrom("report_mail")
    .select(["id", "content", "arrival", "tries", "content_hash"])
    .where("state", "=", "new")
    .where("due_us", "<=", clock.nowUs())
    .orderBy("due_us")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const verdict = await verifyMail(
    { bytes: row.content ?? Buffer.alloc(0), ...(row.arrival as Arrival) },
    resolve,
  );
  if (verdict.isTemporary && row.tries + 1 < verifyingTriesMax) {
    await state.db
      .updateTable("report_mail")
      .set({ tries: row.tries + 1, due_us: clock.nowUs() + verifyingAgainUs })
      .where("id", "=", row.id)
      .where("state", "=", "new")
      .execute();
    return "later";
  }
  return state.db.transaction().execute((tx) => settle(tx, row.id, row.content_hash, verdict));
}

async function settle(
  tx: Kysely<Tables>,
  id: string,
  contentHash: string,
  { isTemporary, ...verdict }: MailVerdict,
): Promise<Judged> {
  const owner = await ownerOf(tx, verdict);
  const personId = "personId" in owner ? owner.personId : null;
  const earlier = await tx
    .selectFrom("report_mail")
    .select("id")
    .where("content_hash", "=", contentHash)
    .where("person_id", "is not distinct from", personId)
    .where("state", "!=", "new")
    .where("id", "!=", id)
    .executeTakeFirst();
  const kept: KeptVerdict = { ...verdict, held: "held" in owner ? owner.held : null, isAssigned: false };
  await tx
    .updateTable("report_mail")
    .set({ state: "kept", person_id: personId, verdict: JSON.stringify(kept) })
    .where("id", "=", id)
    .execute();
  if (earlier !== undefined) {
    await endMail(tx, id);
    return "again";
  }
  if ("held" in owner) return owner.held;
  // The same mail, held before because it came by a way that proved nothing, is this one.
  const held = await tx
    .selectFrom("report_mail")
    .select("id")
    .where("content_hash", "=", contentHash)
    .where("person_id", "is", null)
    .where("state", "=", "kept")
    .execute();
  for (const one of held) await endMail(tx, one.id);
  return "matched";
}

async function ownerOf(
  tx: Kysely<Tables>,
  { from, provenBy }: Pick<MailVerdict, "from" | "provenBy">,
): Promise<{ readonly personId: string } | { readonly held: HeldReason }> {
  const email = from === null ? null : normalEmail(from);
  if (email === null) return { held: "from-unclear" };
  if (provenBy.length === 0) return { held: "unproven" };
  const person = await tx
    .selectFrom("person")
    .select(["id", "role", "member_id"])
    .where("email", "=", email)
    .executeTakeFirst();
  if (person === undefined) return { held: "nobody-known" };
  return person.member_id !== null && (person.role === "analyst" || person.role === "admin")
    ? { personId: person.id }
    : { held: "role-only-reads" };
}
