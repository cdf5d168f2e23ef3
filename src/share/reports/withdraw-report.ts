/** Withdrawing a report: from then on its readers are told that it is withdrawn, and nothing else of it. */
import type { Clock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import { appendAudit, inTransaction, type State } from "../../store/index.js";
import { writeReceipts } from "../gate/receipts.js";
import { shareProblem } from "../problems.js";
import { decideForAll, type Readers } from "./decide-for-all.js";
import { drawTime, isOfNobody, reportEntry } from "./report-entries.js";
import { reportOf } from "./report-rows.js";

export async function withdrawReport(
  state: Pick<State, "db">,
  clock: Clock,
  readers: Readers,
  person: Person,
  reportId: string,
  actor: string = person.id,
): Promise<Problem | null> {
  const unknown = shareProblem("report-unknown", "No report of your company has this id.");
  if (person.memberId === null) return unknown;
  return inTransaction(state.db, async (tx) => {
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
    const report = { ...reportOf(row), state: "withdrawn" as const };
    const wasReleased = row.released_us !== null;
    await tx
      .updateTable("report")
      .set({
        state: "withdrawn",
        changed_us: nowUs,
        // Before its release, that is when it is told; afterwards it takes a time of its own.
        withdrawal_us: isOfNobody(report) && wasReleased ? drawTime(nowUs) : null,
      })
      .where("id", "=", reportId)
      .execute();
    if (isOfNobody(report)) return null;
    // Who never got it is not told that there was one.
    if (wasReleased) {
      const told = (await decideForAll(tx, readers, report, nowUs)).filter(({ released }) => released);
      await writeReceipts(tx, clock, told);
    }
    await appendAudit(tx, clock, [reportEntry("report-withdraw", report, actor)]);
    return null;
  });
}
