/**
 * Settling a conflict, by an operator who has asked both: `give` registers it for who asked, beside whoever has it;
 * `keep` leaves it refused. Either way the try is not counted any more.
 */
import type { Kysely } from "kysely";
import { type Clock, newId, type Problem } from "../../base/index.js";
import type { ExposureKind } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { membersProblem } from "../problems.js";
import { writeExposures } from "./register.js";

export const settlements = ["give", "keep"] as const;
export type Settlement = (typeof settlements)[number];

export interface Settled {
  readonly memberId: string;
  readonly kind: ExposureKind;
  readonly value: string;
}

export async function settleConflict(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  settlement: Settlement,
  actor: string = centerActor,
): Promise<Settled | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const row = await tx
      .updateTable("exposure_conflict")
      .set({ settled_us: clock.nowUs(), given: settlement === "give" })
      .where("id", "=", id)
      .where("settled_us", "is", null)
      .returning(["member_id", "kind", "value", "also", "note"])
      .executeTakeFirst();
    if (row === undefined) return membersProblem("conflict-unknown", "No open conflict has this id.");
    const { member_id: memberId, value, also, note } = row;
    const kind = row.kind as ExposureKind;
    if (settlement === "give")
      await writeExposures(tx, clock, [{ id: newId(), memberId, kind, value, also, note }]);
    await appendAudit(tx, clock, [
      { kind: "exposure-conflict-settle", actor, subject: memberId, detail: { kind, settlement } },
    ]);
    return { memberId, kind, value };
  });
}
