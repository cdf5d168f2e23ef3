/**
 * Advisories in the state store, one row each: a newer version replaces an older one, and never the reverse, in whatever
 * order they come. The catalog of known exploited flaws is taken as a whole.
 */
import { type Kysely, sql } from "kysely";
import type { Advisory, KnownExploited } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { compareVersions, readVersion } from "./version.js";

export interface KeptAdvisories {
  readonly added: number;
  readonly updated: number;
  /** The same version again. */
  readonly unchanged: number;
  /** Older than what is there. */
  readonly older: number;
}

const atOnce = 200;

export async function keepAdvisories(
  tx: Kysely<Tables>,
  nowUs: number,
  given: readonly Advisory[],
): Promise<KeptAdvisories> {
  const counts = { added: 0, updated: 0, unchanged: 0, older: 0 };
  const newest = new Map<string, Advisory>();
  for (const advisory of given) {
    const before = newest.get(advisory.id);
    if (before === undefined) newest.set(advisory.id, advisory);
    else {
      const order = compareEditions(advisory, before);
      if (order > 0) newest.set(advisory.id, advisory);
      counts[order === 0 ? "unchanged" : "older"]++;
    }
  }
  const list = [...newest.values()];
  for (let from = 0; from < list.length; from += atOnce) {
    const part = list.slice(from, from + atOnce);
    const known = await tx
      .selectFrom("advisory")
      .select(["id", "version", "released_us as releasedUs"])
      .where("id", "=", sql<string>`any(${part.map(({ id }) => id)}::text[])`)
      .execute();
    const stored = new Map(known.map((row) => [row.id, row]));
    const writes = part.filter((advisory) => {
      const before = stored.get(advisory.id);
      const order = before === undefined ? 1 : compareEditions(advisory, before);
      counts[before === undefined ? "added" : order > 0 ? "updated" : order === 0 ? "unchanged" : "older"]++;
      return order > 0;
    });
    if (writes.length > 0) await write(tx, nowUs, writes);
  }
  return counts;
}

type Edition = Pick<Advisory, "version" | "releasedUs">;

/** By version, and by its time where versions have no order. */
function compareEditions(a: Edition, b: Edition): number {
  if (a.version === b.version) return 0;
  const [left, right] = [readVersion(a.version), readVersion(b.version)];
  const order = left === null || right === null ? null : compareVersions(left, right);
  return order === null || order === 0 ? Math.sign(a.releasedUs - b.releasedUs) : order;
}

async function write(tx: Kysely<Tables>, nowUs: number, advisories: readonly Advisory[]): Promise<void> {
  const rows = advisories.map((advisory) => ({
    ...advisory,
    flaws: advisory.flaws.map(({ id }) => id),
    content: advisory,
  }));
  await sql`insert into advisory (id, version, title, publisher, tlp, released_us, flaws, content, imported_us)
    select id, version, title, publisher, tlp, "releasedUs", flaws, content, ${nowUs}::bigint
    from json_to_recordset(${JSON.stringify(rows)}::json) as a(id text, version text, title text, publisher text, tlp text,
      "releasedUs" bigint, flaws text[], content jsonb)
    on conflict (id) do update set version = excluded.version, title = excluded.title, publisher = excluded.publisher,
      tlp = excluded.tlp, released_us = excluded.released_us, flaws = excluded.flaws, content = excluded.content,
      imported_us = excluded.imported_us`.execute(tx);
}

/** Answers how many are new. What the catalog no longer has is known no longer. */
export async function keepExploited(
  tx: Kysely<Tables>,
  nowUs: number,
  entries: readonly KnownExploited[],
): Promise<number> {
  const given = JSON.stringify(entries);
  await sql`delete from known_exploited k
    where not exists (select 1 from json_to_recordset(${given}::json) as g(cve text) where g.cve = k.cve)`.execute(
    tx,
  );
  const { rows } = await sql<{ isNew: boolean }>`
    insert into known_exploited (cve, name, added_us, due, action, is_used_for_ransom, imported_us)
    select cve, name, "addedUs", due, action, "isUsedForRansom", ${nowUs}::bigint
    from json_to_recordset(${given}::json) as g(cve text, name text, "addedUs" bigint, due text, action text,
      "isUsedForRansom" boolean)
    on conflict (cve) do update set name = excluded.name, added_us = excluded.added_us, due = excluded.due,
      action = excluded.action, is_used_for_ransom = excluded.is_used_for_ransom
    returning imported_us = ${nowUs}::bigint as "isNew"`.execute(tx);
  return rows.filter(({ isNew }) => isNew).length;
}
