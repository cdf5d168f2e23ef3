/** Withdrawing a report: from then on its readers are told that it is withdrawn, and nothing else of it. */
import type { Clock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { writeReceipts } from "../gate/receipts.js";
import { shareProblem } from "../problems.js";
import { decideForAll, type Readers } from "./release-reports.js";
import { reportOf } from "./report-rows.js";

export async function withdrawReport(
  state: State,
  clock: Clock,
  readers: Readers,
  person: Person,
  reportId: string,
): Promise<Problem | null> {
  const unknown = shareProblem("report-unknown", "No report of your company has this id.");
  if (person.memberId === null) return unknown;
  return state.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("report")
      .selectAll()
      .where("id", "=", reportId)
      .where("member_id", "=", person.memberId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return unknown;
    if (person.role === "viewer")
      return shareProblem("report-role", "Your role is viewer; withdrawing takes analyst or admin.");
    if (row.state === "withdrawn") return shareProblem("report-withdrawn", "Nobody reads it any more.");
    const nowUs = clock.nowUs();
    await tx
      .updateTable("report")
      .set({ state: "withdrawn", changed_us: nowUs })
      .where("id", "=", reportId)
      .execute();
    // Who never got it is not told that there was one.
    if (row.released_us !== null) {
      const report = { ...reportOf(row), state: "withdrawn" as const };
      const told = (await decideForAll(tx, readers, report, nowUs)).filter(({ released }) => released);
      await writeReceipts(tx, clock, told);
    }
    return null;
  });
}
