/**
 * What the center's own sources say of indicators, in the order in which that changed (`taxii/indicators/`): what other
 * centers told is left out, as it is passed on as theirs, and so is what belongs to the sample port or an exercise.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../store/index.js";
import { type ClaimRow, noticeOf } from "../taxii/indicators/claim-notice.js";
import { isExchanged } from "../taxii/indicators/claim-object.js";
import { sourceName } from "../taxii/others/take-page.js";
import { isSilentId } from "./batch.js";
import { centerToken, type PeerIdentity } from "./identity.js";
import { echoesMax } from "./limits.js";
import type { Telling } from "./tell.js";

export interface Page {
  readonly tellings: readonly Telling[];
  /** Where to read on; null where there is no more. */
  readonly after: number | null;
}

export async function ownClaims(
  db: Kysely<Tables>,
  identity: PeerIdentity,
  after: number,
  limit: number,
): Promise<Page> {
  const { rows } = await sql<ClaimRow & { readonly echoes: readonly string[] | null }>`
    select e.stix_id, e.tlp, e.added_us, i.type, i.value, c.confidence, c.labels, c.valid_from_us, c.valid_until_us,
      s.name as source,
      (select array_agg(v.stix_id order by v.stix_id) from taxii_other t
        join taxii_pulled_value v on v.other = t.name and v.type = i.type and v.value = i.value
        where s.name = ${sourceName("")} || t.name) as echoes
    from (select * from exchange_claim where added_us > ${after} and ${isExchanged()}
      order by added_us limit ${limit}) e
    left join indicator_claim c
      on c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp and not e.revoked
    left join indicator i on i.id = c.indicator_id
    left join intel_source s on s.id = c.source_id and s.mark is null and s.name not like 'peer:%'
    order by e.added_us`.execute(db);
  const center = centerToken(identity.publicKey);
  return {
    tellings: rows.map((row): Telling => {
      const about = `claim ${row.stix_id}`;
      return {
        about,
        kind: "indicator",
        object: noticeOf(row),
        origin: { center, token: identity.token(`origin ${about}`) },
        hops: 0,
        ids: { knownAs: row.stix_id, echoes: (row.echoes ?? []).filter(isSilentId).slice(0, echoesMax) },
      };
    }),
    after: rows.at(-1)?.added_us ?? null,
  };
}
