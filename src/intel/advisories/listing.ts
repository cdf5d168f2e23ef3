/** Reading advisories that were imported: pages for people, one, and all with what is known to be exploited for matching. */
import { type Kysely, sql } from "kysely";
import type { Advisory, KnownExploited } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

interface AdvisoryQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  /** In its number, title, publisher or CVE numbers. */
  readonly text?: string | undefined;
}

interface AdvisoryPage {
  readonly rows: readonly Advisory[];
  readonly next: string | null;
}

/** The last released first. */
export async function listAdvisories(
  db: Kysely<Tables>,
  { limit, after, text }: AdvisoryQuery,
): Promise<AdvisoryPage> {
  const [, afterUs = "0", afterId = ""] = /^(\d{1,16}) (.+)$/.exec(after ?? "") ?? [];
  const asked = `%${(text ?? "").replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<{ content: Advisory }>`
    select content from advisory
    where (${after ?? ""} = '' or (released_us, id) < (${Number(afterUs)}::bigint, ${afterId}))
      and (${text ?? ""} = '' or id ilike ${asked} or title ilike ${asked} or publisher ilike ${asked}
        or array_to_string(flaws, ' ') ilike ${asked})
    order by released_us desc, id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit).map(({ content }) => content);
  const last = shown.at(-1);
  return {
    rows: shown,
    next: rows.length > limit && last !== undefined ? `${last.releasedUs} ${last.id}` : null,
  };
}

export async function readAdvisory(db: Kysely<Tables>, id: string): Promise<Advisory | null> {
  const row = await db
    .selectFrom("advisory")
    .select("content")
    .where("id", "=", id.trim().toUpperCase())
    .executeTakeFirst();
  return row === undefined ? null : (row.content as Advisory);
}

export interface KnownAdvisories {
  readonly advisories: readonly Advisory[];
  /** By CVE number. */
  readonly exploited: ReadonlyMap<string, KnownExploited>;
  /** Changes whenever any of them does. */
  readonly stamp: string;
}

/** The last ones read: they change by imports alone, and CISA's 2,400 are some 15 MB. */
let latest: KnownAdvisories | null = null;

export async function knownAdvisories(db: Kysely<Tables>): Promise<KnownAdvisories> {
  const { rows } = await sql<{ stamp: string }>`select concat_ws(' ', current_database(),
      (select count(*) || ' ' || coalesce(max(imported_us), 0) || ' ' || coalesce(md5(string_agg(id || ' ' || version, ',' order by id)), '') from advisory),
      (select count(*) || ' ' || coalesce(md5(string_agg(cve || ' ' || added_us, ',' order by cve)), '') from known_exploited)) as stamp`.execute(
    db,
  );
  const stamp = rows[0]?.stamp ?? "";
  if (latest?.stamp === stamp) return latest;
  const advisories = await db.selectFrom("advisory").select("content").orderBy("id").execute();
  const exploited = await listExploited(db);
  latest = {
    stamp,
    advisories: advisories.map(({ content }) => content as Advisory),
    exploited: new Map(exploited.map((entry) => [entry.cve, entry])),
  };
  return latest;
}

async function listExploited(db: Kysely<Tables>): Promise<readonly KnownExploited[]> {
  const { rows } = await sql<KnownExploited>`select cve, name, added_us as "addedUs", due, action,
      is_used_for_ransom as "isUsedForRansom" from known_exploited`.execute(db);
  return rows;
}
