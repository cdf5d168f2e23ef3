/**
 * Withdraws the reports that objects of an inbox are part of, as one of these changed, was revoked or removed. What else
 * such a report was made of waits to be sent anew.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../../base/index.js";
import type { Tables } from "../../../store/index.js";
import type { Readers } from "../../reports/decide-for-all.js";
import { withdrawReport } from "../../reports/withdraw-report.js";

export async function takeBack(
  tx: Kysely<Tables>,
  clock: Clock,
  readers: Readers,
  reportIds: readonly string[],
  actor: string,
): Promise<void> {
  if (reportIds.length === 0) return;
  const of = sql<boolean>`id = any(${[...reportIds]}::text[])`;
  const rows = await tx.selectFrom("report").select(["id", "member_id"]).where(of).orderBy("id").execute();
  const withdrawn: string[] = [];
  for (const { id, member_id } of rows) {
    const person = { id: actor, name: actor, role: "analyst", memberId: member_id } as const;
    // One that its member withdrew itself is as it should be, and nothing of it is sent again.
    if ((await withdrawReport({ db: tx }, clock, readers, person, id, actor)) === null) withdrawn.push(id);
  }
  await tx
    .updateTable("taxii_object")
    .set({ waits: true, report_id: null })
    .where(sql<boolean>`report_id = any(${withdrawn}::text[])`)
    .execute();
}
