/** Whose copy of a report a found text is, for the center's operators. Each tracing is an entry of the audit chain. */
import { type Clock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import { appendAudit, inTransaction, type State } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { shareProblem } from "../problems.js";
import { loadWatermark } from "../watermark/keeping.js";
import { type Traced, traceCopies } from "../watermark/trace.js";
import { readReport } from "./read-reports.js";
import { isOfNobody } from "./report-entries.js";
import { reportOf } from "./report-rows.js";

/** `id` is the report's shared id, as it stands in a copy; or the one that operators know it by. */
export async function traceReport(
  state: State,
  clock: Clock,
  gate: Gate,
  person: Person,
  id: string,
  found: string,
  actor: string = person.id,
): Promise<readonly Traced[] | Problem> {
  const report = await readReport(state, clock, gate, person, id);
  if (report instanceof Problem) return report;
  const row = await state.db
    .selectFrom("report")
    .selectAll()
    .where(({ eb, or }) => or([eb("id", "=", id), eb("shared_id", "=", id)]))
    .executeTakeFirst();
  if (row === undefined) return shareProblem("report-unknown", "No report has this id.");
  const told = await state.db
    .selectFrom("release")
    .select("recipient_id")
    .distinct()
    .where("object_kind", "=", "report")
    .where("object_id", "=", row.shared_id)
    .where("recipient_kind", "=", "member")
    .where("released", "=", true)
    .execute();
  const { secret } = await loadWatermark(state.db);
  // Compared is what others got; where that was cut, the words around a cut are simply not found.
  const original = { texts: [report.text], values: report.observables.map(({ value }) => value) };
  // The sender has no such copy. Where nobody may know who it is, it is compared like the others all the same.
  const readers = told
    .map(({ recipient_id }) => recipient_id)
    .filter((memberId) => isOfNobody(reportOf(row)) || memberId !== row.member_id);
  const traced = traceCopies(found, original, { secret, objectId: row.shared_id }, readers);
  await inTransaction(state.db, (tx) =>
    appendAudit(tx, clock, [
      { kind: "report-trace", actor, subject: report.id, detail: { copies: traced.length } },
    ]),
  );
  return traced;
}
