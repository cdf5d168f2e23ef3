/**
 * The next objects for another server, in the order of exchange: as the gate lets each go there, and as little as that
 * server needs to hear. What came from that very server is never part of it, nor what other centers told, nor what
 * belongs to the sample port; what came from other servers only where its name was set up, as two that give to one
 * another would keep a thing alive that nobody says any more.
 */
import { type Kysely, sql } from "kysely";
import type { IndicatorClaim, Observable, Tlp } from "../../../model/index.js";
import type { Tables } from "../../../store/index.js";
import type { Gate } from "../../gate/gate.js";
import { aSource } from "../../gate/others-names.js";
import { isPeerSource } from "../../peers/settle-claims.js";
import type { OtherServer } from "../../settings.js";
import { type ClaimRow, noticeOf } from "../indicators/claim-notice.js";
import { isExchanged } from "../indicators/claim-object.js";
import { sourceName } from "../others/take-page.js";
import { type GivenBefore, type Sending, sendingsOf } from "./what-to-send.js";

const rowsAtOnce = 1000;

export interface Bounds {
  readonly objects: number;
  /** Of the envelope; one object alone may be larger. */
  readonly bytes: number;
}

export interface Batch {
  readonly sendings: readonly Sending[];
  /** The place after it. */
  readonly untilUs: number;
  /** True where nothing comes after it. */
  readonly isLast: boolean;
}

interface Row extends ClaimRow {
  readonly created_us: number;
  readonly before: readonly GivenBefore[];
}

async function rowsAfter(db: Kysely<Tables>, name: string, afterUs: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select e.stix_id, e.tlp, e.added_us, e.created_us, i.type, i.value, c.confidence, c.labels, c.valid_from_us,
      c.valid_until_us, s.name as source,
      coalesce((
        select json_agg(json_build_object('givenId', g.given_id, 'versionUs', g.version_us, 'revoked', g.revoked,
          'accepted', g.accepted) order by g.given_id)
        from taxii_given g where g.name = ${name} and g.stix_id = e.stix_id), '[]') as before
    from (select * from exchange_claim where added_us > ${afterUs} and ${isExchanged()}
      order by added_us limit ${rowsAtOnce}) e
    left join indicator_claim c
      on c.indicator_id = e.indicator_id and c.source_id = e.source_id and c.tlp = e.tlp and not e.revoked
    left join indicator i on i.id = c.indicator_id
    left join intel_source s on s.id = c.source_id and s.mark is null
    order by e.added_us`.execute(db);
  return rows;
}

export interface Recipe {
  readonly gate: Gate;
  readonly server: OtherServer;
  /** Sources that came from the same machine under another name. */
  readonly heldBack: ReadonlySet<string>;
}

/** Whether a source's word may go to a server at all. */
export function mayGive({ server, heldBack }: Omit<Recipe, "gate">, source: string): boolean {
  if (isPeerSource(source) || source === sourceName(server.name) || heldBack.has(source)) return false;
  const named = server.give?.sources;
  return named === undefined ? !source.startsWith(sourceName("")) : named.includes(source);
}

function saidOf(recipe: Recipe, row: Row): { observable: Observable; claim: IndicatorClaim } | null {
  const { gate, server } = recipe;
  const object = noticeOf(row);
  if (object === null || row.source === null || server.give === undefined || !mayGive(recipe, row.source))
    return null;
  const decision = gate.decide({
    object,
    recipient: { kind: "server", name: server.name, tlpCeiling: server.give.tlp },
    channel: "taxii",
  });
  if (!decision.released) return null;
  const { observable, confidence, labels, validFromUs, validUntilUs, upstream, tlp } = decision.form;
  const source = upstream ?? aSource;
  return {
    observable,
    claim: { source, confidence, tlp: tlp as Tlp, labels, validFromUs, validUntilUs },
  };
}

const envelopeBytes = '{"objects":[]}'.length;

/** What comes after a place; it may be empty where nothing of what was looked at is for this server. */
export async function nextBatch(
  db: Kysely<Tables>,
  recipe: Recipe,
  afterUs: number,
  bounds: Bounds,
): Promise<Batch> {
  const rows = await rowsAfter(db, recipe.server.name, afterUs);
  const sendings: Sending[] = [];
  let bytes = envelopeBytes;
  let untilUs = afterUs;
  for (const row of rows) {
    const found = sendingsOf({
      stixId: row.stix_id,
      tlp: row.tlp,
      addedUs: row.added_us,
      createdUs: row.created_us,
      said: saidOf(recipe, row),
      before: row.before,
    });
    const size = found.reduce((sum, { content }) => sum + Buffer.byteLength(content) + 1, 0);
    const isFull = sendings.length + found.length > bounds.objects || bytes + size > bounds.bytes;
    if (isFull && sendings.length > 0) return { sendings, untilUs, isLast: false };
    sendings.push(...found);
    bytes += size;
    untilUs = row.added_us;
  }
  return { sendings, untilUs, isLast: rows.length < rowsAtOnce };
}
