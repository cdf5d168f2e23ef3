/**
 * Which warnings and sightings changed since the last look, with whose they are: the live stream sends the ids
 * to those who may read them and nothing else, so a reader fetches the things themselves through the gate.
 * One query of each kind a second at most, however many people watch.
 */
import type { State } from "../store/index.js";
import { liveIdsMax } from "./limits.js";

export interface Changed {
  readonly id: string;
  readonly memberId: string;
  /** False for a warning that the gate, by its last receipt, keeps back from its own member: it must not learn of it. */
  readonly released: boolean;
}

export interface Changes {
  readonly warnings: readonly Changed[];
  readonly sightings: readonly Changed[];
}

/** Things changed after `sinceUs`, newest first, bounded: with more the reader refetches its lists anyway. */
export async function readChanges(
  state: State,
  sinceUs: number,
  what: ReadonlySet<string>,
): Promise<Changes> {
  const read = async (table: "warning" | "sighting"): Promise<readonly Changed[]> => {
    if (!what.has(table)) return [];
    const rows = await state.db
      .selectFrom(table)
      .select(["id", "member_id"])
      .select(({ selectFrom }) =>
        selectFrom("release")
          .select("release.released")
          .where("object_kind", "=", "warning")
          .whereRef("object_id", "=", `${table}.id`)
          .where("recipient_kind", "=", "member")
          .whereRef("recipient_id", "=", `${table}.member_id`)
          .orderBy("release.id", "desc")
          .limit(1)
          .as("released"),
      )
      .where("updated_us", ">", sinceUs)
      .orderBy("updated_us", "desc")
      .limit(liveIdsMax * 4)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      memberId: row.member_id,
      released: table === "sighting" || row.released === true,
    }));
  };
  return { warnings: await read("warning"), sightings: await read("sighting") };
}
