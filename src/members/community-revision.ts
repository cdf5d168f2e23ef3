/**
 * A value that changes with every change of members, people, groups, consents, standings and exposures, in the
 * transaction of the change (triggers of migration 0009): whoever keeps something made of them asks here first.
 */
import type { Kysely } from "kysely";
import type { Tables } from "../store/index.js";

export async function communityRevision(db: Kysely<Tables>): Promise<string> {
  const row = await db.selectFrom("community_revision").select("revision").executeTakeFirstOrThrow();
  return row.revision;
}
