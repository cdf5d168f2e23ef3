/**
 * How each crane is: how many machines of it are heard and when last, which of them wait for an answer, what was detected on
 * it in the last days, which warnings of that are open, and which that tell of something on a crane like it. Machines that are on no list, in a control zone in which all that
 * are listed are one crane's, count as that crane's: a modem that nobody ordered stands on no list.
 */
import { type Kysely, sql } from "kysely";
import {
  type Crane,
  type DetectionLevel,
  detectionLevels,
  type Person,
  type ReleasedWarning,
} from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { Community } from "../community.js";
import { isOfSisters, sisterCrane } from "../cranes/sister-crane.js";
import { detectedKey } from "../detection-rules/detected.js";
import { toDetection } from "../detections.js";
import { releaseRows, warningColumns } from "../reading.js";

/** What was detected longer ago does not color a crane any more: a week has every shift in it. */
export const craneDetectionsUs = 7 * 86_400e6;
/** Detections of all cranes that are looked at, the latest: those of one rule and ten minutes are one. */
const detectionsMax = 5_000;

export interface CraneFigures {
  /** Heard, whether or not they are on a list. */
  readonly machines: number;
  readonly lastUs: number | null;
  /** New machines that nobody has answered. */
  readonly questions: number;
  /** Of the last seven days, by level. */
  readonly detections: Readonly<Record<DetectionLevel, number>>;
  /** Open, and readable to who asks. */
  readonly warnings: number;
}

export interface MachineGroup {
  readonly memberId: string;
  readonly craneId: string | null;
  readonly zone: string;
  readonly zoneKind: string;
  readonly machines: number;
  readonly questions: number;
  readonly lastUs: number;
}

/** Zones that are one crane's alone, by crane. Zones of two members with one name are two. */
export function zonesOfCranes(groups: readonly MachineGroup[]): ReadonlyMap<string, readonly string[]> {
  const cranes = new Map<string, Set<string>>();
  for (const { memberId, craneId, zone, zoneKind } of groups) {
    if (craneId === null || zone === "" || (zoneKind !== "control" && zoneKind !== "safety")) continue;
    const key = JSON.stringify([memberId, zone]);
    cranes.set(key, (cranes.get(key) ?? new Set()).add(craneId));
  }
  const zones = new Map<string, string[]>();
  for (const [key, [craneId = "", ...others]] of cranes) {
    if (others.length > 0) continue;
    const [, zone] = JSON.parse(key) as [string, string];
    zones.set(craneId, [...(zones.get(craneId) ?? []), zone]);
  }
  return zones;
}

async function machineGroups(
  db: Kysely<Tables>,
  memberId: string | undefined,
): Promise<readonly MachineGroup[]> {
  let query = db
    .selectFrom("asset")
    .select(["member_id as memberId", "crane_id as craneId", "zone", "zone_kind as zoneKind"])
    .select([
      sql<number>`count(*)::int`.as("machines"),
      sql<number>`(count(*) filter (where review = 'new'))::int`.as("questions"),
      sql<number>`max(last_us)`.as("lastUs"),
    ])
    .groupBy(["member_id", "crane_id", "zone", "zone_kind"]);
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  return (await query.execute()).map((group) => ({ ...group, lastUs: Number(group.lastUs) }));
}

const noFigures = (): CraneFigures => ({
  machines: 0,
  lastUs: null,
  questions: 0,
  detections: Object.fromEntries(detectionLevels.map((level) => [level, 0])) as CraneFigures["detections"],
  warnings: 0,
});

interface NamedCrane {
  readonly memberId: string;
  readonly crane: Pick<Crane, "id" | "name" | "maker" | "model">;
}

const nameKey = (memberId: string, name: string): string => JSON.stringify([memberId, name]);

/** By the crane's id. */
export async function craneFigures(
  db: Kysely<Tables>,
  community: Community,
  asked: {
    readonly person: Person;
    readonly memberId: string | undefined;
    readonly cranes: readonly NamedCrane[];
    readonly nowUs: number;
  },
): Promise<ReadonlyMap<string, CraneFigures>> {
  const figures = new Map(asked.cranes.map(({ crane }) => [crane.id, noFigures()]));
  const change = (id: string, by: (of: CraneFigures) => Partial<CraneFigures>) => {
    const of = figures.get(id);
    if (of !== undefined) figures.set(id, { ...of, ...by(of) });
  };
  const groups = await machineGroups(db, asked.memberId);
  const ownerOf = new Map<string, string>();
  for (const [craneId, zones] of zonesOfCranes(groups)) {
    const memberId = asked.cranes.find(({ crane }) => crane.id === craneId)?.memberId ?? "";
    for (const zone of zones) ownerOf.set(nameKey(memberId, zone), craneId);
  }
  for (const { memberId, craneId, zone, machines, questions, lastUs } of groups)
    change(craneId ?? ownerOf.get(nameKey(memberId, zone)) ?? "", (of) => ({
      machines: of.machines + machines,
      questions: of.questions + questions,
      lastUs: Math.max(of.lastUs ?? 0, lastUs),
    }));
  const ids = new Map(asked.cranes.map(({ memberId, crane }) => [nameKey(memberId, crane.name), crane.id]));
  const detected = await detectionsOf(db, asked.memberId, asked.nowUs - craneDetectionsUs);
  const cranesOf = new Map<string, readonly string[]>();
  for (const { memberId, name, level, key } of detected) {
    const id = ids.get(nameKey(memberId, name));
    if (id === undefined) continue;
    cranesOf.set(nameKey(memberId, key), [id]);
    change(id, ({ detections }) => ({ detections: { ...detections, [level]: detections[level] + 1 } }));
  }
  const ofSisters = await sisterWarnings(db, asked.cranes);
  for (const { memberId, key, craneIds } of ofSisters) cranesOf.set(nameKey(memberId, key), craneIds);
  const open = await openWarnings(db, community, asked.person, [...detected, ...ofSisters]);
  for (const { memberId, key } of open)
    for (const id of cranesOf.get(nameKey(memberId, key)) ?? [])
      change(id, ({ warnings }) => ({ warnings: warnings + 1 }));
  return figures;
}

interface KeyedWarning {
  readonly memberId: string;
  readonly key: string;
}

/** Open ones that tell of something on a crane like one of these, with those that are like it. */
async function sisterWarnings(
  db: Kysely<Tables>,
  cranes: readonly NamedCrane[],
): Promise<readonly (KeyedWarning & { readonly craneIds: readonly string[] })[]> {
  if (cranes.length === 0) return [];
  const rows = await db
    .selectFrom("warning")
    .select(["member_id as memberId", "key"])
    .where("rule", "=", sisterCrane.id)
    .where("state", "=", "open")
    .where("member_id", "in", [...new Set(cranes.map(({ memberId }) => memberId))])
    .execute();
  return rows.map(({ memberId, key }) => ({
    memberId,
    key,
    craneIds: cranes.flatMap((one) =>
      one.memberId === memberId && isOfSisters(key, one.crane) ? [one.crane.id] : [],
    ),
  }));
}

/** With the key of the warning that came of it, if one did. */
interface OnCrane extends KeyedWarning {
  /** The crane's, as its detection names it. */
  readonly name: string;
  readonly level: DetectionLevel;
}

async function detectionsOf(
  db: Kysely<Tables>,
  memberId: string | undefined,
  sinceUs: number,
  crane?: string,
): Promise<readonly OnCrane[]> {
  const craneField = sql<string | null>`fields->>'crane'`;
  let query = db
    .selectFrom("detection")
    .selectAll()
    .where("kind", "=", "ot")
    .where("last_us", ">=", sinceUs)
    .where(craneField, "is not", null)
    .orderBy("last_us", "desc")
    .limit(detectionsMax);
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  if (crane !== undefined) query = query.where(craneField, "=", crane);
  return (await query.execute()).map((row) => {
    const detection = toDetection(row);
    return {
      memberId: row.member_id,
      name: detection.fields["crane"] ?? "",
      level: detection.rule.level,
      key: detectedKey(detection),
    };
  });
}

interface OpenWarning extends Pick<ReleasedWarning, "id" | "sentence" | "urgency" | "updatedUs"> {
  readonly memberId: string;
  readonly key: string;
}

/** Through the gate, as everywhere. */
async function openWarnings(
  db: Kysely<Tables>,
  community: Community,
  person: Person,
  of: readonly KeyedWarning[],
): Promise<readonly OpenWarning[]> {
  const keys = new Set(of.map(({ memberId, key }) => nameKey(memberId, key)));
  if (keys.size === 0) return [];
  const rows = await db
    .selectFrom("warning")
    .select(warningColumns)
    .select(["key", "member_id"])
    .where("state", "=", "open")
    .where("key", "in", [...new Set(of.map(({ key }) => key))])
    .orderBy("updated_us", "desc")
    .orderBy("id")
    .execute();
  const wanted = new Map(
    rows.filter((row) => keys.has(nameKey(row.member_id, row.key))).map((row) => [row.id, row]),
  );
  const released = await releaseRows(db, community, person, [...wanted.values()]);
  return released.flatMap(({ id, sentence, urgency, updatedUs }) => {
    const row = wanted.get(id);
    return row === undefined
      ? []
      : [{ id, sentence, urgency, updatedUs, memberId: row.member_id, key: row.key }];
  });
}

/** Open warnings of what was detected on one crane in the last seven days or on one like it, that the person may read. */
export async function warningsOfCrane(
  db: Kysely<Tables>,
  community: Community,
  person: Person,
  { memberId, crane, nowUs }: NamedCrane & { readonly nowUs: number },
): Promise<readonly OpenWarning[]> {
  const of = await detectionsOf(db, memberId, nowUs - craneDetectionsUs, crane.name);
  const ofSisters = await sisterWarnings(db, [{ memberId, crane }]);
  return openWarnings(db, community, person, [
    ...of,
    ...ofSisters.filter(({ craneIds }) => craneIds.length > 0),
  ]);
}

/** Zones that are this crane's alone. */
export async function zonesOfCrane(
  db: Kysely<Tables>,
  memberId: string,
  craneId: string,
): Promise<readonly string[]> {
  return zonesOfCranes(await machineGroups(db, memberId)).get(craneId) ?? [];
}
