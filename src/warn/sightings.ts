/**
 * Sightings in the state store: read by key, merged in memory (`detect/sighting.ts` says how), written back in one
 * statement for thousands. Callers hold the lock of `applying.ts`, so nothing changes between reading and writing.
 */
import { type Kysely, sql } from "kysely";
import { newId } from "../base/index.js";
import { type HitGroup, type Inside, mergeSighting, sightingKey } from "../detect/index.js";
import {
  countMax,
  type Direction,
  type Evidence,
  type Observable,
  type Sighting,
  type Tlp,
  type WarningDraft,
} from "../model/index.js";
import { drawTime } from "../share/index.js";
import type { Tables } from "../store/index.js";
import { sightingTables } from "./sighting-context.js";
import { portions, storableJson } from "./storable.js";

export interface SightingRow {
  readonly id: string;
  readonly member_id: string;
  readonly type: string;
  readonly value: string;
  readonly window_start_us: number;
  readonly direction: string;
  readonly count: number;
  readonly first_us: number;
  readonly last_us: number;
  readonly inside_addresses: readonly string[];
  readonly confidence: number;
  readonly sources: readonly string[];
  readonly labels: readonly string[];
  readonly tlps: readonly string[];
  readonly allowed_by: string | null;
  readonly evidence: readonly object[];
  readonly mark: string | null;
}

export function toSighting(row: SightingRow): Sighting {
  return {
    id: row.id,
    memberId: row.member_id,
    observable: { type: row.type as Observable["type"], value: row.value },
    windowStartUs: row.window_start_us,
    direction: row.direction as Direction,
    count: row.count,
    firstUs: row.first_us,
    lastUs: row.last_us,
    insideAddresses: row.inside_addresses,
    confidence: row.confidence,
    sources: row.sources,
    labels: row.labels,
    tlps: row.tlps as readonly Tlp[],
    allowedBy: row.allowed_by,
    evidence: row.evidence as readonly Evidence[],
    mark: row.mark,
  };
}

export interface GroupOfMember {
  readonly group: HitGroup;
  readonly inside: Inside;
}

/** The stored sightings under the keys of some groups, by key. */
async function readStored(
  tx: Kysely<Tables>,
  groups: readonly GroupOfMember[],
): Promise<ReadonlyMap<string, Sighting>> {
  const stored = new Map<string, Sighting>();
  for (const part of portions(groups)) {
    const keys = part.map(({ group }) => ({
      m: group.memberId,
      t: group.observable.type,
      v: group.observable.value,
      w: group.windowStartUs,
    }));
    const { rows } = await sql<SightingRow>`
      select s.id, s.member_id, s.type, s.value, s.window_start_us, s.direction,
        least(s.count, ${countMax}::bigint) as count, s.first_us, s.last_us, s.inside_addresses, s.confidence, s.sources,
        s.labels, s.tlps, s.allowed_by, s.evidence, s.mark
      from json_to_recordset(${storableJson(keys)}::json) as k(m text, t text, v text, w bigint)
      join sighting s on s.member_id = k.m and s.type = k.t and s.value = k.v and s.window_start_us = k.w
    `.execute(tx);
    for (const row of rows) {
      const sighting = toSighting(row);
      stored.set(sightingKey(row.member_id, sighting.observable, row.window_start_us), sighting);
    }
  }
  return stored;
}

export interface Gathered {
  readonly changed: readonly Sighting[];
  readonly added: number;
}

/**
 * Adds groups of hits to what is stored. A new sighting counts toward others from a time drawn by lot, which stands in
 * its row from then on; where what others may be told of it changes later, a time is drawn for that.
 */
export async function gatherSightings(
  tx: Kysely<Tables>,
  nowUs: number,
  groups: readonly GroupOfMember[],
  mark: string | null,
): Promise<Gathered> {
  const stored = await readStored(tx, groups);
  const changed = groups.map(({ group, inside }) => {
    const key = sightingKey(group.memberId, group.observable, group.windowStartUs);
    return mergeSighting(stored.get(key) ?? null, group, inside, mark, newId);
  });
  for (const part of portions(changed)) await writeSightings(tx, nowUs, part);
  return { changed, added: changed.length - stored.size };
}

async function writeSightings(
  tx: Kysely<Tables>,
  nowUs: number,
  sightings: readonly Sighting[],
): Promise<void> {
  const rows = sightings.map((s) => ({
    id: s.id,
    m: s.memberId,
    t: s.observable.type,
    v: s.observable.value,
    w: s.windowStartUs,
    d: s.direction,
    n: s.count,
    f: s.firstUs,
    l: s.lastUs,
    i: s.insideAddresses,
    c: s.confidence,
    sources: s.sources,
    labels: s.labels,
    tlps: s.tlps,
    a: s.allowedBy,
    e: s.evidence,
    k: s.mark,
    // Toward others each has a time of its own: together, what one batch brought would be known by its time.
    told: drawTime(nowUs),
  }));
  await sql`
    insert into sighting (id, member_id, type, value, window_start_us, direction, count, first_us, last_us,
      inside_addresses, confidence, sources, labels, tlps, allowed_by, evidence, mark, updated_us, told_us, tell_us)
    select id, m, t, v, w, d, n, f, l, i, c, sources, labels, tlps, a, e, k, ${nowUs}::bigint, told,
      case when a is null then told end
    from json_to_recordset(${storableJson(rows)}::json) as r(id text, m text, t text, v text, w bigint, d text,
      n bigint, f bigint, l bigint, i jsonb, c smallint, sources text[], labels text[], tlps text[], a text,
      e jsonb, k text, told bigint)
    on conflict (member_id, type, value, window_start_us) do update set direction = excluded.direction,
      count = excluded.count, first_us = excluded.first_us, last_us = excluded.last_us,
      inside_addresses = excluded.inside_addresses, confidence = excluded.confidence, sources = excluded.sources,
      labels = excluded.labels, tlps = excluded.tlps, allowed_by = excluded.allowed_by,
      evidence = excluded.evidence, mark = excluded.mark, updated_us = excluded.updated_us,
      tell_us = case when sighting.tell_us is null and row(sighting.direction, sighting.confidence, sighting.sources,
          sighting.labels, sighting.tlps, sighting.allowed_by) is distinct from row(excluded.direction, excluded.confidence,
          excluded.sources, excluded.labels, excluded.tlps, excluded.allowed_by)
        then excluded.tell_us else sighting.tell_us end
  `.execute(tx);
}

/** What an urgent warning told before its time counts as told from now on, or a later one would say less. */
export async function countAsTold(
  tx: Kysely<Tables>,
  nowUs: number,
  drafts: readonly WarningDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const values = new Map(
    drafts.map(({ observable: { type, value }, mark }) => [
      `${type} ${value} ${mark}`,
      { type, value, mark },
    ]),
  );
  for (const table of sightingTables)
    await sql`
    update ${sql.table(table)} s set told_us = ${nowUs}::bigint
    from json_to_recordset(${storableJson([...values.values()])}::json) as v(type text, value text, mark text)
    where s.type = v.type and s.value = v.value and s.mark is not distinct from v.mark
      and s.told_us > ${nowUs}::bigint`.execute(tx);
}
