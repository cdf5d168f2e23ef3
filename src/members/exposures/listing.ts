/** Reading the register: all of it for the gate, pages of one member's for people. */
import { type Kysely, sql } from "kysely";
import type { Exposure, ExposureKind } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

/** Every member's exposures, in one query, in a fixed order. */
export async function listExposures(db: Kysely<Tables>): Promise<readonly Exposure[]> {
  const { rows } = await sql<Exposure>`
    select id, member_id as "memberId", kind, value, also, note from exposure
    order by member_id, kind, value`.execute(db);
  return rows;
}

/** One member's, as an export has them. */
export async function listExposuresOf(db: Kysely<Tables>, memberId: string): Promise<readonly Exposure[]> {
  const { rows } = await sql<Exposure>`
    select id, member_id as "memberId", kind, value, also, note from exposure
    where member_id = ${memberId} order by kind, value`.execute(db);
  return rows;
}

export interface ExposureQuery {
  readonly memberId: string;
  readonly kind?: ExposureKind | undefined;
  /** A part of the value, of another name or of the note, in any case. */
  readonly text?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** One member's, the last registered first, by keyset. */
export async function readExposures(
  db: Kysely<Tables>,
  { memberId, kind, text, after, limit }: ExposureQuery,
): Promise<{ readonly rows: readonly Exposure[]; readonly next: string | null }> {
  const place = /^(\d{1,16})\.(.{1,100})$/.exec(after ?? "");
  const [us, id] = place === null ? [null, null] : [Number(place[1]), place[2] as string];
  const part = text === undefined || text.trim() === "" ? null : text.trim().toLowerCase();
  const { rows } = await sql<Exposure & { created_us: number }>`
    select id, member_id as "memberId", kind, value, also, note, created_us from exposure
    where member_id = ${memberId}
      and (${kind ?? null}::text is null or kind = ${kind ?? null})
      and (${us}::bigint is null or (created_us, id) < (${us}::bigint, ${id}::text))
      and (${part}::text is null
           or position(${part}::text in lower(value || ' ' || array_to_string(also, ' ') || ' ' || note)) > 0)
    order by created_us desc, id desc limit ${limit}`.execute(db);
  const last = rows.at(-1);
  return {
    rows: rows.map(({ created_us: _, ...exposure }) => exposure),
    next: last === undefined || rows.length < limit ? null : `${last.created_us}.${last.id}`,
  };
}
