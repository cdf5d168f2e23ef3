/**
 * Reads detections as rows of the API, by keyset, each through the gate. Evidence stays with the story of one
 * (`detection-explain`), as a page of hundreds would carry thousands of records.
 */
import type { Kysely } from "kysely";
import {
  type DetectionKind,
  type DetectionLevel,
  detectionLevels,
  type GatheredDetection,
  type Person,
} from "../model/index.js";
import type { Tables } from "../store/index.js";
import { loadCommunity, toDetection } from "../warn/index.js";

export interface DetectionQuery {
  readonly memberId?: string | undefined;
  readonly rule?: string | undefined;
  readonly value?: string | undefined;
  readonly kind?: DetectionKind | undefined;
  /** This level and those above. */
  readonly level?: DetectionLevel | undefined;
  /** `<updated_us>.<id>` of the last row seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Rows that the gate keeps back are read past, so often. */
const roundsMax = 20;

export async function readDetections(db: Kysely<Tables>, person: Person, asked: DetectionQuery) {
  const { gate } = await loadCommunity(db);
  const found: { readonly row: Row; readonly form: GatheredDetection }[] = [];
  let after = asked.after;
  for (let round = 0; round < roundsMax && found.length <= asked.limit; round++) {
    const rows = await readRows(db, { ...asked, after });
    for (const row of rows) {
      const decision = gate.decide({
        object: { kind: "detection", id: row.id, detection: { ...toDetection(row), evidence: [] } },
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
function readRows(db: Kysely<Tables>, asked: DetectionQuery) {
  let query = db
    .selectFrom("detection as d")
    .innerJoin("member as m", "m.id", "d.member_id")
    .selectAll("d")
    .select("m.name as member_name");
  if (asked.memberId !== undefined) query = query.where("d.member_id", "=", asked.memberId);
  if (asked.rule !== undefined) query = query.where("d.rule_id", "=", asked.rule);
  if (asked.value !== undefined) query = query.where("d.value", "=", asked.value);
  if (asked.kind !== undefined) query = query.where("d.kind", "=", asked.kind);
  if (asked.level !== undefined) query = query.where("d.level", ">=", detectionLevels.indexOf(asked.level));
  const place = /^(\d{1,16})\.(.{1,100})$/.exec(asked.after ?? "");
  if (place !== null) {
    const [us, id] = [Number(place[1]), place[2] as string];
    query = query.where((eb) =>
      eb.or([eb("d.updated_us", "<", us), eb.and([eb("d.updated_us", "=", us), eb("d.id", "<", id)])]),
    );
  }
  return query
    .orderBy("d.updated_us", "desc")
    .orderBy("d.id", "desc")
    .limit(asked.limit + 1)
    .execute();
}
