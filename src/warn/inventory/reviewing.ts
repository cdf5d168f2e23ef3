/**
 * A person answers the question that a new asset or relation is: confirmed, or not expected. The answer is for the version
 * that was looked at; what changes later is new to look at. It is a step in the object's history and in the audit chain.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { Person, ReviewState } from "../../model/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";
import { storableJson } from "../storable.js";

export interface Review {
  readonly state: ReviewState;
  readonly note: string;
}

/** False where there is no such object, or it is another member's. */
export async function reviewObject(
  db: Kysely<Tables>,
  clock: Clock,
  table: "asset" | "relation",
  id: string,
  { person, actor, ...review }: Review & { readonly person: Person; readonly actor: string },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await tx.selectFrom(table).selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
    if (row === undefined || (person.memberId !== null && row.member_id !== person.memberId)) return false;
    const atUs = clock.nowUs();
    const version = row.version + 1;
    await tx
      .updateTable(table)
      .set({
        review: review.state,
        reviewed_by: review.state === "new" ? null : person.id,
        reviewed_us: review.state === "new" ? null : atUs,
        reviewed_version: review.state === "new" ? 0 : version,
        note: review.note,
        version,
        changed_us: atUs,
      })
      .where("id", "=", id)
      .execute();
    const changes = [
      { field: "review", from: row.review, to: review.state },
      ...(row.note === review.note ? [] : [{ field: "note", from: row.note, to: review.note }]),
    ];
    await tx
      .insertInto("inventory_change")
      .values({
        object_id: id,
        version,
        member_id: row.member_id,
        at_us: atUs,
        person_id: person.id,
        mark: row.mark,
        changes: storableJson(changes),
      })
      .execute();
    await appendAudit(tx, clock, [
      { kind: `${table}-review`, actor, subject: row.member_id, detail: { id, state: review.state } },
    ]);
    return true;
  });
}
