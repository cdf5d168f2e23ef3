/** Reading members' lists: one member's for people, all for detection, and what was changed in them. */
import { type Kysely, sql } from "kysely";
import {
  learningDaysDefault,
  type MemberSite,
  type SiteChange,
  type SiteEntries,
  type SiteEntry,
  type SiteListName,
  siteListNames,
} from "../../model/index.js";
import { centerActor, commandLineActor, type Tables } from "../../store/index.js";
import type { StoredEntry } from "./site-draft.js";

interface Row {
  readonly memberId: string;
  readonly list: SiteListName;
  readonly entry: SiteEntry;
}

/** One member's, or everybody's where null; each list in the order of its keys. */
async function readRows(db: Kysely<Tables>, memberId: string | null): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select member_id as "memberId", list, entry from site_entry
    where ${memberId}::text is null or member_id = ${memberId}
    order by member_id, list, key`.execute(db);
  return rows;
}

export async function readStored(db: Kysely<Tables>, memberId: string): Promise<readonly StoredEntry[]> {
  return readRows(db, memberId);
}

interface Head {
  readonly memberId: string;
  readonly version: number;
  readonly learningDays: number;
  readonly changedUs: number | null;
}

function siteOf({ memberId, ...head }: Head, rows: readonly Row[]): MemberSite {
  const lists = Object.fromEntries(
    siteListNames.map((name) => [name, rows.filter(({ list }) => list === name).map(({ entry }) => entry)]),
  ) as unknown as { readonly [Name in SiteListName]: readonly SiteEntries[Name][] };
  return { memberId, ...head, ...lists };
}

const readHeads = (db: Kysely<Tables>, memberId: string | null) =>
  sql<Head>`select member_id as "memberId", version, learning_days as "learningDays", changed_us as "changedUs"
    from site where ${memberId}::text is null or member_id = ${memberId} order by member_id`.execute(db);

/** A member's lists; empty ones where it listed nothing, whether or not there is such a member. */
export async function readSite(db: Kysely<Tables>, memberId: string): Promise<MemberSite> {
  const { rows } = await readHeads(db, memberId);
  const none: Head = { memberId, version: 0, learningDays: learningDaysDefault, changedUs: null };
  return siteOf(rows[0] ?? none, await readRows(db, memberId));
}

/** The lists of every member that has some, as detection is given them. */
export async function listSites(db: Kysely<Tables>): Promise<readonly MemberSite[]> {
  const { rows: heads } = await readHeads(db, null);
  const byMember = new Map<string, Row[]>(heads.map(({ memberId }) => [memberId, []]));
  for (const row of await readRows(db, null)) byMember.get(row.memberId)?.push(row);
  return heads.map((head) => siteOf(head, byMember.get(head.memberId) ?? []));
}

export interface SiteHistoryQuery {
  readonly memberId: string;
  readonly list?: SiteListName | undefined;
  readonly entryId?: string | undefined;
  /** Changes from this instant on. */
  readonly sinceUs?: number | undefined;
  /** `next` of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** What was changed, the newest first, by keyset. Of people the own member's are named; tokens are programs. */
export async function readSiteHistory(
  db: Kysely<Tables>,
  { memberId, list, entryId, sinceUs, after, limit }: SiteHistoryQuery,
): Promise<{ readonly rows: readonly SiteChange[]; readonly next: number | null }> {
  const { rows } = await sql<SiteChange>`
    select c.number, c.version, c.list, c.entry_id as "entryId", c.name, c.kind, c.before, c.after, c.at_us as "atUs",
      case when p.member_id = c.member_id then p.name
        when p.id is not null or c.actor in (${centerActor}, ${commandLineActor}) then 'the center'
        when starts_with(c.actor, 'token:') then 'a program'
        else 'somebody who left' end as by
    from site_change c left join person p on p.id = c.actor
    where c.member_id = ${memberId}
      and (${list ?? null}::text is null or list = ${list ?? null})
      and (${entryId ?? null}::text is null or entry_id = ${entryId ?? null})
      and (${sinceUs ?? null}::bigint is null or at_us >= ${sinceUs ?? null}::bigint)
      and (${after ?? null}::bigint is null or number < ${after ?? null}::bigint)
    order by number desc limit ${limit}`.execute(db);
  const last = rows.at(-1);
  return { rows, next: last === undefined || rows.length < limit ? null : last.number };
}
