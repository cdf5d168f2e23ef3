/** Whose copy of a report a found text is, for the center's operators. */
import { type Clock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { shareProblem } from "../problems.js";
import { loadWatermark } from "../watermark/keeping.js";
import { type Traced, traceCopies } from "../watermark/trace.js";
import { readReport } from "./read-reports.js";

/** `id` is the report's shared id, as it stands in a copy; or the one that operators know it by. */
export async function traceReport(
  state: State,
  clock: Clock,
  gate: Gate,
  person: Person,
  id: string,
  found: string,
): Promise<readonly Traced[] | Problem> {
  const report = await readReport(state, clock, gate, person, id);
  if (report instanceof Problem) return report;
  const row = await state.db
    .selectFrom("report")
    .select(["id", "shared_id"])
    .where(({ eb, or }) => or([eb("id", "=", id), eb("shared_id", "=", id)]))
    .executeTakeFirst();
  if (row === undefined) return shareProblem("report-unknown", "No report has this id.");
  const told = await state.db
    .selectFrom("release")
    .select("recipient_id")
    .distinct()
    .where("object_kind", "=", "report")
    .where("object_id", "=", row.id)
    .where("recipient_kind", "=", "member")
    .where("released", "=", true)
    .execute();
  const { secret } = await loadWatermark(state.db);
  // Compared is what others got; where that was cut, the words around a cut are simply not found.
  const original = { texts: [report.text], values: report.observables.map(({ value }) => value) };
  return traceCopies(
    found,
    original,
    { secret, objectId: row.shared_id },
    told.map(({ recipient_id }) => recipient_id),
  );
}
