/**
 * Mail that waits for the person who sent it. Only that person knows of it, and nothing of it leaves before it has been
 * looked at and sent as a report. Sending writes no entry but the report's own: one beside it would tell whose a report
 * of nobody is.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import type { Report } from "../../model/index.js";
import { appendAudit, inTransaction, type State, type Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { shareProblem } from "../problems.js";
import type { ReportDraft } from "../reports/draft.js";
import type { GivenEvidence } from "../reports/evidence.js";
import { type Sender, sendReport } from "../reports/send-report.js";
import { mailKeptUs, mailsListedMax } from "./limits.js";
import { endMail, type KeptVerdict } from "./mail-rows.js";

export interface MailDraft {
  readonly id: string;
  readonly subject: string;
  readonly fromShown: string;
  /** The center's operators gave it to this person; it was not known who it is from. */
  readonly isAssigned: boolean;
  readonly receivedUs: number;
  readonly expiresUs: number;
  readonly bytes: number;
}

const draftsOf = (db: Kysely<Tables>, personId: string) =>
  db.selectFrom("report_mail").where("state", "=", "kept").where("person_id", "=", personId);

/** The newest first. */
export async function listMailDrafts(db: Kysely<Tables>, personId: string): Promise<readonly MailDraft[]> {
  const rows = await draftsOf(db, personId)
    .select(["id", "verdict", "received_us", "bytes"])
    .orderBy("received_us", "desc")
    .orderBy("id")
    .limit(mailsListedMax)
    .execute();
  return rows.map((row) => draftOf(row));
}

function draftOf(row: { id: string; verdict: object | null; received_us: number; bytes: number }): MailDraft {
  const { subject, fromShown, isAssigned } = row.verdict as KeptVerdict;
  return {
    id: row.id,
    subject,
    fromShown,
    isAssigned,
    receivedUs: row.received_us,
    expiresUs: row.received_us + mailKeptUs,
    bytes: row.bytes,
  };
}

const unknown = () => shareProblem("mail-unknown", "No mail that waits for you has this id.");

/** One that waits, with the mail as it came. */
export async function readMailDraft(
  db: Kysely<Tables>,
  personId: string,
  id: string,
): Promise<{ readonly draft: MailDraft; readonly content: Buffer } | Problem> {
  const row = await draftsOf(db, personId)
    .select(["id", "verdict", "received_us", "bytes", "content"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined || row.content === null
    ? unknown()
    : { draft: draftOf(row), content: row.content };
}

/** Sends it as the report that its person made of it; the mail is done with in the same transaction. */
export async function sendMailDraft(
  state: Pick<State, "db">,
  clock: Clock,
  gate: Gate,
  sender: Sender,
  id: string,
  report: ReportDraft,
  actor: string,
  files: readonly GivenEvidence[] = [],
): Promise<Report | Problem> {
  return inTransaction(state.db, async (tx) => {
    const row = await draftsOf(tx, sender.person.id)
      .select("id")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return unknown();
    const sent = await sendReport({ db: tx }, clock, gate, sender, report, "mail", actor, files);
    if (!(sent instanceof Problem)) await endMail(tx, id);
    return sent;
  });
}

export async function discardMailDraft(
  state: Pick<State, "db">,
  clock: Clock,
  personId: string,
  id: string,
  actor: string,
): Promise<Problem | null> {
  return inTransaction(state.db, async (tx) => {
    const row = await draftsOf(tx, personId).select("id").where("id", "=", id).forUpdate().executeTakeFirst();
    if (row === undefined) return unknown();
    await endMail(tx, id);
    await appendAudit(tx, clock, [{ kind: "report-mail-discard", actor, subject: id, detail: {} }]);
    return null;
  });
}
