/**
 * What the center's sources say of indicators, as a collection: one STIX indicator for each source's claim. Each goes
 * to a reader as the gate lets it. One that was taken back, or marked otherwise since, goes out once more as revoked, to
 * those who might have had it.
 */
import { sql } from "kysely";
import type { IndicatorClaim, Observable, Tlp } from "../../../model/index.js";
import type { Client, ShelfParts } from "../client.js";
import { PageReceipts } from "../page-receipts.js";
import type { Match } from "../query.js";
import type { Shelf, ShelfObject, ShelfPage, Taking } from "../shelf.js";
import { taxiiTime } from "../times.js";
import { indicatorObject, isExchanged, mayHearOfEnd } from "./claim-object.js";

interface Row {
  readonly stix_id: string;
  readonly tlp: string;
  readonly added_us: number;
  readonly created_us: number;
  readonly revoked: boolean;
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

const rowsAtOnce = 2000;

export class IndicatorShelf implements Shelf {
  readonly #parts: ShelfParts;
  readonly #client: Client;
  readonly #receipts: PageReceipts;

  constructor(parts: ShelfParts, place: string, client: Client) {
    this.#parts = parts;
    this.#client = client;
    this.#receipts = new PageReceipts(parts, place, client);
  }

  async page(afterUs: number, limit: number, match: Match): Promise<ShelfPage> {
    const found: ShelfObject[] = [];
    if (!mayMatch(match)) return { objects: found, more: false };
    for (let after = afterUs; found.length <= limit; ) {
      const rows = await this.#rows(after, Math.max(rowsAtOnce, limit + 1), match);
      for (const row of rows) {
        const object = this.#released(row);
        if (object !== null) found.push(object);
      }
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.added_us;
    }
    const objects = found.slice(0, limit);
    await this.#receipts.keep(objects);
    return { objects, more: found.length > limit };
  }

  async #rows(afterUs: number, limit: number, { ids, version }: Match): Promise<readonly Row[]> {
    const isAny = version.all || version.first || version.last;
    const { rows } = await sql<Row>`
      select e.stix_id, e.tlp, e.added_us, e.created_us, e.revoked,
             i.type, i.value, c.confidence, c.labels, c.valid_from_us, c.valid_until_us, s.name as source,
             e.value as gone_value
      from (
        select * from exchange_claim
        where added_us > ${afterUs} and ${isExchanged()}
          and ${ids === null ? sql`true` : sql`stix_id = any(${[...ids]}::text[])`}
          and ${isAny ? sql`true` : sql`added_us = any(${[...version.at]}::bigint[])`}
        order by added_us limit ${limit}
      ) e
      left join indicator_claim c
        on c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp and not e.revoked
      left join indicator i on i.id = c.indicator_id
      left join intel_source s on s.id = c.source_id
      order by e.added_us`.execute(this.#parts.state.db);
    return rows;
  }

  /** The object as this reader gets it; null where it gets none. */
  #released(row: Row): ShelfObject | null {
    const { gate } = this.#parts;
    const asked = { recipient: this.#client.recipient, channel: "taxii" } as const;
    const claim = { kind: "claim", id: row.stix_id, claim: claimOf(row) } as const;
    const said = gate.decide({ object: claim, ...asked });
    if (!said.released) return null;
    const gone = { id: row.stix_id, tlp: row.tlp, goneValue: row.gone_value };
    if (row.type === null && !mayHearOfEnd(gate, asked, gone)) return null;
    const content = indicatorObject({
      id: row.stix_id,
      tlp: row.tlp,
      createdUs: row.created_us,
      modifiedUs: row.added_us,
      said:
        row.type === null
          ? null
          : { observable: { type: row.type, value: row.value } as Observable, claim: said.form },
    });
    const object = { kind: "exchange", id: row.stix_id, memberId: null, tlp: row.tlp, content } as const;
    const whole = gate.decide({ object, ...asked });
    if (!whole.released) return null;
    return {
      addedUs: row.added_us,
      id: row.stix_id,
      version: taxiiTime(row.added_us),
      specVersion: "2.1",
      content: JSON.stringify(whole.form),
    };
  }

  async has(id: string): Promise<boolean> {
    const [row] = await this.#rows(Number.MIN_SAFE_INTEGER, 1, {
      ids: [id],
      types: null,
      version: { all: true, first: false, last: false, at: [] },
      specVersions: null,
    });
    return row !== undefined && this.#released(row) !== null;
  }

  /** What sources say is imported, not given by clients; no collection of this kind may be written. */
  async add(): Promise<Taking> {
    return { successes: [], failures: [] };
  }

  async remove(): Promise<number> {
    return 0;
  }
}

const claimOf = (row: Row): IndicatorClaim => ({
  source: row.source ?? "",
  confidence: row.confidence ?? 0,
  tlp: row.tlp as Tlp,
  labels: row.labels ?? [],
  validFromUs: row.valid_from_us,
  validUntilUs: row.valid_until_us,
});

function mayMatch({ types, specVersions }: Match): boolean {
  if (types !== null && !types.includes("indicator")) return false;
  return specVersions === null || specVersions.includes("2.1");
}
