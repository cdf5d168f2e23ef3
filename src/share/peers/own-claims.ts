/**
 * What the center's own sources say of indicators, in the order in which that changed (`taxii/indicators/`): what other
 * centers told is left out, as it is passed on as theirs, and so is what belongs to the sample port or an exercise.
 */
import { type Kysely, sql } from "kysely";
import type { Observable } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { centerToken, type PeerIdentity } from "./identity.js";
import type { Telling } from "./tell.js";

interface Row {
  readonly stix_id: string;
  readonly tlp: string;
  readonly added_us: number;
  readonly type: string | null;
  readonly value: string | null;
  readonly confidence: number | null;
  readonly labels: readonly string[] | null;
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
  readonly source: string | null;
}

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
  const { rows } = await sql<Row>`
    select e.stix_id, e.tlp, e.added_us, i.type, i.value, c.confidence, c.labels, c.valid_from_us, c.valid_until_us,
      s.name as source
    from (select * from exchange_claim where added_us > ${after} order by added_us limit ${limit}) e
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
        object:
          row.source === null
            ? null
            : {
                kind: "notice",
                id: row.stix_id,
                about: "indicator",
                from: "source",
                observable: { type: row.type, value: row.value } as Observable,
                confidence: row.confidence ?? 0,
                labels: row.labels ?? [],
                validFromUs: row.valid_from_us,
                validUntilUs: row.valid_until_us,
                upstream: row.source,
                urgency: null,
                met: null,
                tlps: [row.tlp],
                memberIds: [],
              },
        origin: { center, token: identity.token(`origin ${about}`) },
        hops: 0,
      };
    }),
    after: rows.at(-1)?.added_us ?? null,
  };
}
