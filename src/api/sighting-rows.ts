/**
 * Reads sightings as rows of the API, by keyset, so that the thousandth page costs what the first does. Each goes
 * through the gate; evidence stays with the warnings it belongs to.
 */
import type { Kysely } from "kysely";
import type { Person } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { loadCommunity, toSighting } from "../warn/index.js";

export interface SightingQuery {
  readonly memberId?: string | undefined;
  readonly value?: string | undefined;
  /** `<updated_us>.<id>` of the last row seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export async function readSightings(db: Kysely<Tables>, person: Person, asked: SightingQuery) {
  const { gate } = await loadCommunity(db);
  let query = db
    .selectFrom("sighting as s")
    .innerJoin("member as m", "m.id", "s.member_id")
    .selectAll("s")
    .select("m.name as member_name");
  if (asked.memberId !== undefined) query = query.where("s.member_id", "=", asked.memberId);
  if (asked.value !== undefined) query = query.where("s.value", "=", asked.value);
  const place = /^(\d{1,16})\.(.{1,100})$/.exec(asked.after ?? "");
  if (place !== null) {
    const [us, id] = [Number(place[1]), place[2] as string];
    query = query.where((eb) =>
      eb.or([eb("s.updated_us", "<", us), eb.and([eb("s.updated_us", "=", us), eb("s.id", "<", id)])]),
    );
  }
  const rows = await query
    .orderBy("s.updated_us", "desc")
    .orderBy("s.id", "desc")
    .limit(asked.limit)
    .execute();
  const last = rows.at(-1);
  return {
    rows: rows.flatMap((row) => {
      const sighting = { ...toSighting(row), evidence: [] };
      const decision = gate.decide({
        object: { kind: "sighting", id: row.id, sighting },
        recipient: { kind: "person", person },
        channel: "console",
      });
      return decision.released ? [{ ...decision.form, memberName: row.member_name }] : [];
    }),
    next: last === undefined || rows.length < asked.limit ? null : `${last.updated_us}.${last.id}`,
  };
}
