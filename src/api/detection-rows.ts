/**
 * Reads detections as rows of the API, by keyset, each through the gate. Evidence stays with the story of one
 * (`detection-explain`), as a page of hundreds would carry thousands of records.
 */
import { type Kysely, sql } from "kysely";
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
  /** On this crane, by the name that its detections tell. */
  readonly crane?: string | undefined;
  /** Last fired at that time or later. */
  readonly sinceUs?: number | undefined;
  /** What is after everybody is left out and counted. */
  readonly isNoiseHidden?: boolean;
  /** `<updated_us>.<id>` of the last row seen. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Rows that the gate keeps back are read past, so often. */
const roundsMax = 20;
/** More than so many that are left out are not counted: the screen says "10,000 and more". */
const hiddenMax = 10_000;

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
    hidden: asked.isNoiseHidden === true ? await countNoise(db, person, asked) : 0,
  };
}

/** A member's own, and all for operators; nobody else is released one, so for them there is nothing to count. */
async function countNoise(db: Kysely<Tables>, person: Person, asked: DetectionQuery): Promise<number> {
  if (person.memberId === null ? person.role !== "operator" : person.memberId !== asked.memberId) return 0;
  const rows = await wanted(db, asked)
    .where("d.targetedness", "=", "everybody")
    .select("d.id")
    .limit(hiddenMax)
    .execute();
  return rows.length;
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

const placeOf = ({ updated_us, id }: Pick<Row, "updated_us" | "id">): string => `${updated_us}.${id}`;

function wanted(db: Kysely<Tables>, asked: DetectionQuery) {
  let query = db.selectFrom("detection as d").innerJoin("member as m", "m.id", "d.member_id");
  if (asked.memberId !== undefined) query = query.where("d.member_id", "=", asked.memberId);
  if (asked.rule !== undefined) query = query.where("d.rule_id", "=", asked.rule);
  if (asked.value !== undefined) query = query.where("d.value", "=", asked.value);
  if (asked.kind !== undefined) query = query.where("d.kind", "=", asked.kind);
  if (asked.level !== undefined) query = query.where("d.level", ">=", detectionLevels.indexOf(asked.level));
  if (asked.crane !== undefined) query = query.where(sql<string>`d.fields->>'crane'`, "=", asked.crane);
  if (asked.sinceUs !== undefined) query = query.where("d.last_us", ">=", asked.sinceUs);
  return query;
}

/** One more than a page has. */
function readRows(db: Kysely<Tables>, asked: DetectionQuery) {
  let query = wanted(db, asked).selectAll("d").select("m.name as member_name");
  if (asked.isNoiseHidden === true) query = query.where("d.targetedness", "!=", "everybody");
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
