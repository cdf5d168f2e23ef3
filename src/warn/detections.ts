/**
 * Detections in the state store: whose they are is settled as for hits, then they are read by key, merged in memory
 * (`detect/detection.ts` says how) and written back. Callers hold the lock of `applying.ts`.
 */
import { type Kysely, sql } from "kysely";
import { newId } from "../base/index.js";
import { type DetectionGroup, detectionKey, groupDetections, mergeDetections } from "../detect/index.js";
import {
  type BatchOutcome,
  type Detection,
  type DetectionKind,
  detectionLevels,
  type Evidence,
  type GatheredDetection,
  type Observable,
  type Targetedness,
} from "../model/index.js";
import type { Tables } from "../store/index.js";
import { endsOwner } from "./attributing.js";
import type { Community } from "./community.js";
import { portions, storableJson, storableText } from "./storable.js";

export interface DetectionRow {
  readonly id: string;
  readonly member_id: string;
  readonly rule_id: string;
  readonly kind: string;
  readonly title: string;
  readonly level: number;
  readonly techniques: readonly string[];
  readonly type: string;
  readonly value: string;
  readonly about: string;
  readonly window_start_us: number;
  readonly count: number;
  readonly first_us: number;
  readonly last_us: number;
  readonly targetedness: string;
  readonly fields: object;
  readonly evidence: object;
  readonly mark: string | null;
}

export const detectionColumns = [
  "id",
  "member_id",
  "rule_id",
  "kind",
  "title",
  "level",
  "techniques",
  "type",
  "value",
  "about",
  "window_start_us",
  "count",
  "first_us",
  "last_us",
  "targetedness",
  "fields",
  "evidence",
  "mark",
] as const;

export function toDetection(row: DetectionRow): GatheredDetection {
  return {
    id: row.id,
    memberId: row.member_id,
    rule: {
      id: row.rule_id,
      title: row.title,
      kind: row.kind as DetectionKind,
      level: detectionLevels[row.level] ?? "informational",
      techniques: row.techniques,
    },
    subject: row.value === "" ? null : { type: row.type as Observable["type"], value: row.value },
    about: row.about,
    windowStartUs: row.window_start_us,
    count: row.count,
    firstUs: row.first_us,
    lastUs: row.last_us,
    targetedness: row.targetedness as Targetedness,
    fields: row.fields as Readonly<Record<string, string>>,
    evidence: row.evidence as readonly Evidence[],
    mark: row.mark,
  };
}

/** A batch's detections by member. Those of a member that has been removed are left out, as are times nobody can store. */
export function attributeDetections(
  { meta, detections = [] }: BatchOutcome,
  community: Community,
): readonly DetectionGroup[] {
  const lists = new Map<string, Detection[]>();
  for (const given of detections) {
    const detection = storable(given, meta.receivedUs);
    const memberId =
      detection.memberId ?? meta.memberId ?? endsOwner(detection.evidence[0] ?? null, community);
    if (memberId === null || !community.byId.has(memberId)) continue;
    const list = lists.get(memberId);
    if (list === undefined) lists.set(memberId, [detection]);
    else list.push(detection);
  }
  return [...lists].flatMap(([memberId, list]) => groupDetections(memberId, list));
}

const idCharsMax = 200;
const aboutCharsMax = 500;

const usable = (us: number): boolean => Number.isSafeInteger(us) && us >= 0;

/** What makes rows one is written as the store will have it, or two that it takes for one would be written at once. */
function storable(detection: Detection, receivedUs: number): Detection {
  const { rule, subject, firstUs, lastUs } = detection;
  return {
    ...detection,
    rule: { ...rule, id: storableText(rule.id).slice(0, idCharsMax) },
    subject: subject === null ? null : { ...subject, value: storableText(subject.value) },
    about: storableText(detection.about).slice(0, aboutCharsMax),
    ...(usable(firstUs) && usable(lastUs) && firstUs <= lastUs
      ? {}
      : { firstUs: receivedUs, lastUs: receivedUs }),
  };
}

/** Adds groups to what is stored; answers the rows that are new or have changed. */
export async function gatherDetections(
  tx: Kysely<Tables>,
  nowUs: number,
  groups: readonly DetectionGroup[],
  mark: string | null,
): Promise<{ readonly changed: readonly GatheredDetection[]; readonly added: number }> {
  const stored = await readStored(tx, groups);
  const changed = groups.map((group) => {
    const key = detectionKey(group.memberId, group.detections[0] as Detection, group.windowStartUs);
    return mergeDetections(stored.get(key) ?? null, group, mark, newId);
  });
  for (const part of portions(changed)) await write(tx, nowUs, part);
  return { changed, added: changed.length - stored.size };
}

async function readStored(
  tx: Kysely<Tables>,
  groups: readonly DetectionGroup[],
): Promise<ReadonlyMap<string, GatheredDetection>> {
  const stored = new Map<string, GatheredDetection>();
  for (const part of portions(groups)) {
    const keys = part.map(({ memberId, windowStartUs, detections }) => {
      const { rule, subject, about } = detections[0] as Detection;
      return {
        m: memberId,
        r: rule.id,
        t: subject?.type ?? "",
        v: subject?.value ?? "",
        a: about,
        w: windowStartUs,
      };
    });
    const { rows } = await sql<DetectionRow>`
      select ${sql.join(detectionColumns.map((name) => sql.ref(`d.${name}`)))}
      from json_to_recordset(${storableJson(keys)}::json) as k(m text, r text, t text, v text, a text, w bigint)
      join detection d on d.member_id = k.m and d.rule_id = k.r and d.type = k.t and d.value = k.v and d.about = k.a
        and d.window_start_us = k.w
    `.execute(tx);
    for (const row of rows)
      stored.set(detectionKey(row.member_id, toDetection(row), row.window_start_us), toDetection(row));
  }
  return stored;
}

async function write(
  tx: Kysely<Tables>,
  nowUs: number,
  detections: readonly GatheredDetection[],
): Promise<void> {
  const rows = detections.map((d) => ({
    id: d.id,
    member_id: d.memberId,
    rule_id: d.rule.id,
    kind: d.rule.kind,
    title: d.rule.title,
    level: detectionLevels.indexOf(d.rule.level),
    techniques: d.rule.techniques,
    type: d.subject?.type ?? "",
    value: d.subject?.value ?? "",
    about: d.about,
    window_start_us: d.windowStartUs,
    count: d.count,
    first_us: d.firstUs,
    last_us: d.lastUs,
    targetedness: d.targetedness,
    fields: d.fields,
    evidence: d.evidence,
    mark: d.mark,
  }));
  const columns = sql.join(detectionColumns.map((name) => sql.ref(name)));
  await sql`
    insert into detection (${columns}, updated_us)
    select ${columns}, ${nowUs}::bigint
    from json_to_recordset(${storableJson(rows)}::json) as r(id text, member_id text, rule_id text, kind text,
      title text, level smallint, techniques text[], type text, value text, about text, window_start_us bigint,
      count bigint, first_us bigint, last_us bigint, targetedness text, fields jsonb, evidence jsonb, mark text)
    on conflict (member_id, rule_id, type, value, about, window_start_us) do update set
      title = excluded.title, level = excluded.level, techniques = excluded.techniques, count = excluded.count,
      first_us = excluded.first_us, last_us = excluded.last_us,
      targetedness = excluded.targetedness, fields = excluded.fields,
      evidence = excluded.evidence, mark = excluded.mark, updated_us = excluded.updated_us
  `.execute(tx);
}
