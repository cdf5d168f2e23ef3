/**
 * Mail that is nobody's yet, for the center's operators: what it says of itself and what is known of its sender, never
 * its text. An operator gives it to a person, whose draft it becomes, or throws it away. After its time it goes.
 */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type State, type Tables } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { mailKeptUs, mailsListedMax } from "./limits.js";
import { endMail, heldReasons, type KeptVerdict } from "./mail-rows.js";

export interface HeldMail extends Pick<KeptVerdict, "fromShown" | "subject" | "dkim" | "spf" | "dmarc"> {
  readonly id: string;
  /** Why it is held, as a sentence. */
  readonly why: string;
  readonly receivedUs: number;
  readonly expiresUs: number;
  readonly bytes: number;
}

const heldIn = (db: Kysely<Tables>) =>
  db.selectFrom("report_mail").where("state", "=", "kept").where("person_id", "is", null);

/** The newest first. */
export async function listHeldMail(db: Kysely<Tables>): Promise<readonly HeldMail[]> {
  const rows = await heldIn(db)
    .select(["id", "verdict", "received_us", "bytes"])
    .orderBy("received_us", "desc")
    .orderBy("id")
    .limit(mailsListedMax)
    .execute();
  return rows.map(({ id, verdict, received_us, bytes }) => {
    const { fromShown, subject, dkim, spf, dmarc, held } = verdict as KeptVerdict;
    return {
      id,
      fromShown,
      subject,
      dkim,
      spf,
      dmarc,
      why: heldReasons[held ?? "from-unclear"],
      receivedUs: received_us,
      expiresUs: received_us + mailKeptUs,
      bytes,
    };
  });
}

const unknown = () => shareProblem("mail-unknown", "No held mail has this id.");

const lockHeld = (tx: Kysely<Tables>, id: string) =>
  heldIn(tx).select("verdict").where("id", "=", id).forUpdate().executeTakeFirst();

/** Gives it to somebody of a member who may report. */
export async function assignHeldMail(
  state: Pick<State, "db">,
  clock: Clock,
  id: string,
  personId: string,
  actor: string,
): Promise<Problem | null> {
  return inTransaction(state.db, async (tx) => {
    const held = await lockHeld(tx, id);
    if (held === undefined) return unknown();
    const person = await tx
      .selectFrom("person")
      .select("id")
      .where("id", "=", personId)
      .where("member_id", "is not", null)
      .where("role", "in", ["analyst", "admin"])
      .executeTakeFirst();
    if (person === undefined)
      return shareProblem(
        "mail-person",
        "Nobody who reports has this id: it takes an analyst or admin of a member.",
      );
    const verdict: KeptVerdict = { ...(held.verdict as KeptVerdict), isAssigned: true };
    await tx
      .updateTable("report_mail")
      .set({ person_id: personId, verdict: JSON.stringify(verdict) })
      .where("id", "=", id)
      .execute();
    await appendAudit(tx, clock, [{ kind: "report-mail-assign", actor, subject: id, detail: { personId } }]);
    return null;
  });
}

export async function discardHeldMail(
  state: Pick<State, "db">,
  clock: Clock,
  id: string,
  actor: string,
): Promise<Problem | null> {
  return inTransaction(state.db, async (tx) => {
    if ((await lockHeld(tx, id)) === undefined) return unknown();
    await endMail(tx, id);
    await appendAudit(tx, clock, [{ kind: "report-held-discard", actor, subject: id, detail: {} }]);
    return null;
  });
}

/** Removes what has waited its time; how many held ones went is an entry, what waited for people is their own. */
export async function expireMail(state: Pick<State, "db">, clock: Clock): Promise<void> {
  await inTransaction(state.db, async (tx) => {
    const gone = await tx
      .deleteFrom("report_mail")
      .where("received_us", "<=", clock.nowUs() - mailKeptUs)
      .returning(["state", "person_id"])
      .execute();
    const held = gone.filter((one) => one.state !== "done" && one.person_id === null).length;
    if (held > 0)
      await appendAudit(tx, clock, [
        { kind: "report-held-expire", actor: centerActor, subject: "mail", detail: { held } },
      ]);
  });
}
