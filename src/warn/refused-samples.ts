/** Samples of refused records, kept for a look: the newest ten thousand or so, whatever comes in. */
import { type Kysely, sql } from "kysely";
import type { BatchOutcome } from "../model/index.js";
import type { Tables } from "../store/index.js";
import { storableJson } from "./storable.js";

export const refusedSamplesMax = 10_000;

export async function keepRefused(
  tx: Kysely<Tables>,
  nowUs: number,
  { meta, refusals }: BatchOutcome,
): Promise<void> {
  if (refusals.length === 0) return;
  const rows = refusals.map(({ line, code, detail, sample }) => ({ line, code, detail, sample }));
  const batch = { batch: meta.id, member: meta.memberId, origin: meta.origin, mark: meta.mark };
  await sql`
    insert into refused_record (batch_id, member_id, origin, line, code, detail, sample, at_us, mark)
    select b.batch, b.member, b.origin, r.line, r.code, r.detail, r.sample, ${nowUs}::bigint, b.mark
    from json_to_recordset(${storableJson(rows)}::json) as r(line bigint, code text, detail text, sample text),
      json_to_record(${storableJson(batch)}::json) as b(batch text, member text, origin text, mark text)
  `.execute(tx);
  // Ids grow by one a row, and a gap only means that a few fewer are kept.
  await sql`
    delete from refused_record
    where id <= (select max(id) from refused_record) - ${refusedSamplesMax}::bigint`.execute(tx);
}
