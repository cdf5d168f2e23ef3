/** What the feed holds as a whole, for operators: each reader gets the part that the gate lets it have. */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../store/index.js";

export interface Served {
  readonly events: number;
  readonly attributes: number;
  readonly withdrawn: number;
  readonly changedUs: number | null;
}

export async function readServed(db: Kysely<Tables>): Promise<Served> {
  const { rows } = await sql<{ events: number; live: number; gone: number; second: number | null }>`
    select count(distinct a.event_id)::int as events, count(*) filter (where not e.revoked)::int as live,
           count(*) filter (where e.revoked)::int as gone, max(a.changed_s) as second
    from misp_attribute a join exchange_claim e on e.stix_id = a.stix_id`.execute(db);
  const { events = 0, live = 0, gone = 0, second = null } = rows[0] ?? {};
  return { events, attributes: live, withdrawn: gone, changedUs: second === null ? null : second * 1e6 };
}
