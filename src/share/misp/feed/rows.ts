/** The rows that events are made of, read in portions; what a source says is read as it stands now. */
import { sql } from "kysely";
import type { IndicatorClaim, Observable, Tlp } from "../../../model/index.js";
import type { State } from "../../../store/index.js";
import type { AttributeSaid } from "./event-object.js";

export interface FeedRow {
  readonly stix_id: string;
  readonly event_id: number;
  readonly changed_s: number;
  readonly tlp: string;
  /** These are null where the claim is gone. */
  readonly type: string | null;
  readonly value: string | null;
  readonly confidence: number | null;
  readonly labels: readonly string[] | null;
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
  readonly source: string | null;
  /** What it was about, where it was taken back. */
  readonly gone_value: string | null;
}

const columns = sql`
  a.stix_id, a.event_id, a.changed_s, e.tlp, i.type, i.value, c.confidence, c.labels, c.valid_from_us,
  c.valid_until_us, s.name as source, e.value as gone_value`;
const joins = sql`
  join exchange_claim e on e.stix_id = a.stix_id
  left join indicator_claim c
    on c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp and not e.revoked
  left join indicator i on i.id = c.indicator_id
  left join intel_source s on s.id = c.source_id`;

/** What changed after a place in their order; a second's rows come together or not at all. */
export async function changedRows(
  { db }: State,
  after: { readonly second: number; readonly stixId: string },
  limit: number,
): Promise<readonly FeedRow[]> {
  const { rows } = await sql<FeedRow>`
    select ${columns} from (
      select * from misp_attribute where (changed_s, stix_id) > (${after.second}::bigint, ${after.stixId})
      order by changed_s, stix_id limit ${limit}) a ${joins}
    order by a.changed_s, a.stix_id`.execute(db);
  return rows;
}

/** The rows of some events, by their ids. */
export async function rowsOf({ db }: State, eventIds: readonly number[]): Promise<readonly FeedRow[]> {
  const { rows } = await sql<FeedRow>`
    select ${columns} from (
      select * from misp_attribute where event_id = any(${[...eventIds]}::int[])) a ${joins}
    order by a.stix_id`.execute(db);
  return rows;
}

export const claimOf = (row: FeedRow): IndicatorClaim => ({
  source: row.source ?? "",
  confidence: row.confidence ?? 0,
  tlp: row.tlp as Tlp,
  labels: row.labels ?? [],
  validFromUs: row.valid_from_us,
  validUntilUs: row.valid_until_us,
});

/** With the claim as the reader may have it. */
export const saidOf = (row: FeedRow, claim: IndicatorClaim): AttributeSaid => ({
  stixId: row.stix_id,
  changedS: row.changed_s,
  said:
    row.type === null || row.value === null
      ? null
      : { observable: { type: row.type, value: row.value } as Observable, claim },
});
