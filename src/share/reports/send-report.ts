/** Taking a report: settled by the gate, kept, and given its time. */
import type { Kysely } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import { recordContribution } from "../../members/index.js";
import type { Member, Person, Report, ReportEvidence } from "../../model/index.js";
import { appendAudit, inTransaction, type State, type Tables } from "../../store/index.js";
import { evidenceForm } from "../gate/evidence.js";
import type { Gate } from "../gate/gate.js";
import { shareProblem } from "../problems.js";
import { checkDraft, type ReportDraft } from "./draft.js";
import { checkEvidence, type GivenEvidence, type KeptEvidence } from "./evidence.js";
import { drawTime, isOfNobody, reportEntry } from "./report-entries.js";
import { keptOf } from "./report-rows.js";

/** How a report came in. */
export const ways = ["console", "mail", "api", "taxii"] as const;
export type Way = (typeof ways)[number];

export interface Sender {
  readonly person: Person;
  readonly member: Member;
}

/** The report as it would be kept, for a preview; null times and ids stand for what is not decided yet. */
export function previewOf(
  draft: ReportDraft,
  { member }: Sender,
  nowUs: number,
  evidence: readonly ReportEvidence[] = [],
): Report | Problem {
  const checked = checkDraft(draft, member);
  if (checked instanceof Problem) return checked;
  return {
    ...checked,
    id: "",
    sharedId: "",
    memberId: member.id,
    sector: member.sector,
    others: null,
    evidence,
    receivedUs: nowUs,
    releaseUs: nowUs,
    state: "stands",
    mark: member.mark,
  };
}

/** Keeps a report; from its release time on `releaseReports` asks the gate for every reader. */
export async function sendReport(
  state: Pick<State, "db">,
  clock: Clock,
  gate: Gate,
  sender: Sender,
  draft: ReportDraft,
  way: Way,
  actor: string = sender.person.id,
  files: readonly GivenEvidence[] = [],
): Promise<Report | Problem> {
  if (sender.person.role === "viewer")
    return shareProblem(
      "report-role",
      `Your role is ${sender.person.role}; reporting takes analyst or admin.`,
    );
  const nowUs = clock.nowUs();
  const written = previewOf(draft, sender, nowUs);
  if (written instanceof Problem) return written;
  const evidence = checkEvidence(files, written.attribution);
  if (evidence instanceof Problem) return evidence;
  const report: Report = {
    ...written,
    evidence: evidence.map(evidenceForm),
    id: newId(),
    sharedId: newId(),
    others: gate.settle(written),
    // At once it would leave beside its sender's sign-in in the chain: one of nobody waits for its lot, urgent or not.
    releaseUs: written.urgent && !isOfNobody(written) ? nowUs : drawTime(nowUs),
  };
  await inTransaction(state.db, async (tx) => {
    await tx
      .insertInto("report")
      .values({
        id: report.id,
        shared_id: report.sharedId,
        member_id: report.memberId,
        person_id: sender.person.id,
        report: keptOf(report),
        way,
        state: report.state,
        received_us: report.receivedUs,
        release_us: report.releaseUs,
        released_us: null,
        changed_us: nowUs,
        withdrawal_us: null,
        mark: report.mark,
      })
      .execute();
    await keepEvidence(tx, report.id, evidence);
    // Otherwise the entry would say who was there when it came in: it is written when the report leaves.
    // Nor can it count for its member: whose share of what is shared grew just then would tell the same.
    if (!isOfNobody(report)) await recordContribution(tx, report.memberId, "report", nowUs);
    if (!isOfNobody(report)) await appendAudit(tx, clock, [reportEntry("report-send", report, actor)]);
  });
  return report;
}

/** One row a file: together they would be one message of 20 MiB to the database. */
async function keepEvidence(
  tx: Kysely<Tables>,
  reportId: string,
  evidence: readonly KeptEvidence[],
): Promise<void> {
  for (const { id, bytes } of evidence)
    await tx
      .insertInto("report_evidence")
      .values({ id, report_id: reportId, content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) })
      .execute();
}
