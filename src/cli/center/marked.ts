/**
 * Removes everything that carries a mark (the sample port, later an exercise) from both stores. What hangs on a
 * member or a source goes with it; indicators that no source claims any more go too. The audit chain keeps what was
 * done with it, and says that it was removed.
 */
import type { Clock } from "../../base/index.js";
import { appendAudit, type EventStore, type State } from "../../store/index.js";

const markedTables = [
  "warning",
  "release",
  "report",
  "sighting",
  "detection",
  "attempt",
  "asset",
  "relation",
  "inventory_change",
  "vendor_session",
  "ot_learning",
  "refused_record",
  "batch",
  "intel_source",
  "person",
  "member",
  "removed_sighting",
  "removed_member",
  "port_plan",
] as const;

export async function removeMarked(
  { state, events, clock }: { readonly state: State; readonly events: EventStore; readonly clock: Clock },
  mark: string,
  actor: string,
): Promise<void> {
  await state.db.transaction().execute(async (tx) => {
    for (const table of markedTables) await tx.deleteFrom(table).where("mark", "=", mark).execute();
    await tx
      .deleteFrom("indicator")
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("indicator_claim")
              .select("source_id")
              .whereRef("indicator_claim.indicator_id", "=", "indicator.id"),
          ),
        ),
      )
      .execute();
    await appendAudit(tx, clock, [{ kind: "demo-remove", actor, subject: mark, detail: {} }]);
  });
  await events.deleteMarked(mark);
}
