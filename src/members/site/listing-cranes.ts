/** Cranes of one member or of all, with whose they are, without the rest of anybody's lists. */
import { type Kysely, sql } from "kysely";
import type { Crane } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

export interface OwnedCrane {
  readonly memberId: string;
  readonly memberName: string;
  readonly crane: Crane;
}

export interface CraneQuery {
  /** Of one member; of all where left out. */
  readonly memberId?: string | undefined;
  readonly id?: string | undefined;
}

/** By their member's name and then their own. */
export async function listCranes(
  db: Kysely<Tables>,
  { memberId, id }: CraneQuery,
): Promise<readonly OwnedCrane[]> {
  let query = db
    .selectFrom("site_entry as e")
    .innerJoin("member as m", "m.id", "e.member_id")
    .select(["e.member_id as memberId", "m.name as memberName"])
    .select(sql<Crane>`e.entry`.as("crane"))
    .where("e.list", "=", "cranes")
    .orderBy("m.name")
    .orderBy("e.member_id")
    .orderBy("e.key");
  if (memberId !== undefined) query = query.where("e.member_id", "=", memberId);
  if (id !== undefined) query = query.where("e.id", "=", id);
  return query.execute();
}
