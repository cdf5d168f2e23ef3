/**
 * A file of a report, for whoever the gate gives it to. Each time one is taken out is a release with its receipt, and
 * so an entry of the audit chain: a member can list who had its files.
 */
import type { Clock, Problem } from "../../base/index.js";
import type { Person, ReportEvidence } from "../../model/index.js";
import { inTransaction, type State } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { receiptOf, writeReceipts } from "../gate/receipts.js";
import type { EvidenceObject, GateRequest } from "../gate/request.js";
import { shareProblem } from "../problems.js";
import { reportOf } from "./report-rows.js";

export interface TakenEvidence extends ReportEvidence {
  readonly bytes: Uint8Array;
}

/** Refused is as unknown as what never was. */
export async function readEvidence(
  state: State,
  clock: Clock,
  gate: Gate,
  person: Person,
  id: string,
  actor: string = person.id,
): Promise<TakenEvidence | Problem> {
  const unknown = shareProblem("evidence-unknown", "No file that you may have has this id.");
  return inTransaction(state.db, async (tx) => {
    const row = await tx
      .selectFrom("report")
      .selectAll()
      .where("id", "=", ({ selectFrom }) =>
        selectFrom("report_evidence").select("report_id").where("report_evidence.id", "=", id),
      )
      .executeTakeFirst();
    if (row === undefined) return unknown;
    const report = reportOf(row);
    const request: GateRequest<EvidenceObject> = {
      object: { kind: "evidence", id, report },
      recipient: { kind: "person", person },
      channel: "file",
    };
    const decision = gate.decide(request);
    if (!decision.released) return unknown;
    const { content } = await tx
      .selectFrom("report_evidence")
      .select("content")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    await writeReceipts(tx, clock, [receiptOf(request, decision, report.mark)], actor);
    return { ...decision.form, bytes: content };
  });
}
