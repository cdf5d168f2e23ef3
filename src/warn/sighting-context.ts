/**
 * What rules look at besides the sighting that changed: all that was seen of the same values around its time, at
 * any member, at those that were removed since then too (`members/removed-sightings.ts`). Windows of one member, value, day and direction are joined into one sighting without evidence, so
 * that an attacker who knocks every ten minutes for a week is eight rows here and not a thousand.
 */
import { type Kysely, sql } from "kysely";
import { countMax, type Direction, type Observable, type Sighting, type Tlp } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { portions, storableJson } from "./storable.js";

/** How far apart two sightings may lie to be told as one story: seven days. */
export const contextUs = 7 * 24 * 3600 * 1e6;
const dayUs = 24 * 3600 * 1e6;

interface Row {
  readonly id: string;
  readonly member_id: string;
  readonly type: string;
  readonly value: string;
  readonly direction: string;
  readonly mark: string | null;
  readonly window_start_us: number;
  readonly count: number;
  readonly first_us: number;
  readonly last_us: number;
  readonly confidence: number;
  readonly sources: readonly (readonly string[])[];
  readonly labels: readonly (readonly string[])[];
  readonly tlps: readonly (readonly string[])[];
  readonly inside: readonly (readonly string[])[] | null;
  readonly told: boolean;
}

const union = <T extends string>(lists: readonly (readonly string[])[]): readonly T[] =>
  [...new Set(lists.flat() as T[])].sort();

const toSighting = (row: Row): Sighting => ({
  id: row.id,
  memberId: row.member_id,
  observable: { type: row.type as Observable["type"], value: row.value },
  windowStartUs: row.window_start_us,
  direction: row.direction as Direction,
  count: row.count,
  firstUs: row.first_us,
  lastUs: row.last_us,
  insideAddresses: [...new Set((row.inside ?? []).flat())].slice(0, 10),
  confidence: row.confidence,
  sources: union(row.sources),
  labels: union(row.labels),
  tlps: union<Tlp>(row.tlps),
  allowedBy: null,
  evidence: [],
  mark: row.mark,
});

/** Equal for sightings of one value. */
export const valueKey = ({ type, value }: Observable): string => `${type} ${value}`;

/** A joined sighting of the context; `told` where its time to count toward other members has come. */
export interface ContextSighting extends Sighting {
  readonly told: boolean;
}

/**
 * Where sightings lie: members' own, then those of members that were removed. Read in this order, what moves from one
 * to the other meanwhile is met at least once.
 */
export const sightingTables = ["sighting", "removed_sighting"] as const;

interface Span {
  readonly t: string;
  readonly v: string;
  readonly f: number;
  readonly l: number;
}

/** All around the given sightings, by value. */
export async function readContext(
  tx: Kysely<Tables>,
  sightings: readonly Sighting[],
  nowUs: number,
): Promise<ReadonlyMap<string, readonly ContextSighting[]>> {
  const spans = new Map<string, Span>();
  for (const { observable, lastUs } of sightings) {
    const key = valueKey(observable);
    const span = spans.get(key);
    const f = Math.min(span?.f ?? lastUs, lastUs);
    const l = Math.max(span?.l ?? lastUs, lastUs);
    spans.set(key, { t: observable.type, v: observable.value, f, l });
  }
  const context = new Map<string, ContextSighting[]>();
  for (const table of sightingTables) {
    if (table === "removed_sighting" && !(await holdsAny(tx))) continue;
    for (const part of portions([...spans.values()]))
      for (const row of await readPart(tx, table, part, nowUs)) {
        const sighting = { ...toSighting(row), told: row.told };
        const key = valueKey(sighting.observable);
        const list = context.get(key);
        if (list === undefined) context.set(key, [sighting]);
        else list.push(sighting);
      }
  }
  return context;
}

const holdsAny = async (tx: Kysely<Tables>): Promise<boolean> =>
  (await tx.selectFrom("removed_sighting").select("id").limit(1).execute()).length > 0;

async function readPart(
  tx: Kysely<Tables>,
  table: (typeof sightingTables)[number],
  spans: readonly Span[],
  nowUs: number,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select (array_agg(s.id order by s.last_us desc))[1] as id, s.member_id, s.type, s.value, s.direction, s.mark,
      max(s.window_start_us) as window_start_us, least(sum(s.count), ${countMax}::bigint)::bigint as count, min(s.first_us) as first_us,
      max(s.last_us) as last_us, max(s.confidence) as confidence, jsonb_agg(distinct to_jsonb(s.sources)) as sources,
      jsonb_agg(distinct to_jsonb(s.labels)) as labels, jsonb_agg(distinct to_jsonb(s.tlps)) as tlps,
      jsonb_agg(distinct s.inside_addresses) filter (where s.direction in ('outbound', 'internal')) as inside,
      bool_and(s.told_us <= ${nowUs}::bigint) as told
    from json_to_recordset(${storableJson(spans)}::json) as k(t text, v text, f bigint, l bigint)
    join ${sql.table(table)} s on s.value = k.v and s.type = k.t
      and s.last_us between k.f - ${contextUs}::bigint and k.l + ${contextUs}::bigint
    where s.allowed_by is null
    group by s.member_id, s.type, s.value, s.direction, s.mark, s.last_us / ${dayUs}::bigint,
      s.told_us <= ${nowUs}::bigint
  `.execute(tx);
  return rows;
}
