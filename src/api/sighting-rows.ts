/**
 * Reads sightings as rows of the API, by keyset, so that the thousandth page costs what the first does. Each goes
 * through the gate; evidence stays with the warnings it belongs to.
 */
import type { Kysely } from "kysely";
import type { Person, Sighting } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { loadCommunity, toSighting } from "../warn/index.js";

export interface SightingQuery {
  readonly memberId?: string | undefined;
  readonly value?: string | undefined;
  /** `<updated_us>.<id>` of the last row seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Rows that the gate keeps back are read past, so often. */
const roundsMax = 20;

/** A page is full, and its `next` is made of what the person may read alone: what is kept back is neither counted nor timed. */
export async function readSightings(db: Kysely<Tables>, person: Person, asked: SightingQuery) {
  const { gate } = await loadCommunity(db);
  const found: { readonly row: Row; readonly form: Sighting }[] = [];
  let after = asked.after;
  for (let round = 0; round < roundsMax && found.length <= asked.limit; round++) {
    const rows = await readRows(db, { ...asked, after });
    for (const row of rows) {
      const sighting = { ...toSighting(row), evidence: [] };
      const decision = gate.decide({
        object: { kind: "sighting", id: row.id, sighting },
        recipient: { kind: "person", person },
        channel: "console",
      });
      if (decision.released) found.push({ row, form: decision.form });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length <= asked.limit) break;
    after = placeOf(last);
  }
  const page = found.slice(0, asked.limit);
  const last = page.at(-1)?.row;
  return {
    rows: page.map(({ row, form }) => ({ ...form, memberName: row.member_name })),
    next: found.length > asked.limit && last !== undefined ? placeOf(last) : null,
  };
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

const placeOf = ({ updated_us, id }: Pick<Row, "updated_us" | "id">): string => `${updated_us}.${id}`;

/** One more than a page has. */
function readRows(db: Kysely<Tables>, asked: SightingQuery) {
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
  return query
    .orderBy("s.updated_us", "desc")
    .orderBy("s.id", "desc")
    .limit(asked.limit + 1)
    .execute();
}
