/**
 * The next page of an edge's set: what changed since its place, as its member may have it, signed, with a receipt. A set
 * is begun anew from its start where the edge's place is not of it, is too old, or where what the member may have has
 * changed as a whole (its ceiling, whether it gets hashes).
 */
import { createHmac } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { type Clock, sha256Hex } from "../../base/index.js";
import { IndicatorIndex } from "../../detect/index.js";
import type { IndicatorClaim, Member, Observable, ObservableType, Tlp } from "../../model/index.js";
import { type AuditKey, inTransaction, type State, type Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { type Receipt, writeReceipts } from "../gate/receipts.js";
import { audienceOf, type EdgeRow } from "./edges.js";
import { pageRowsMax, placeAgeUsMax } from "./limits.js";
import { openPlace, type Place, refOf, sealPlace } from "./places.js";
import { type ChangedValue, type HashChange, type Hashing, linesOf } from "./set-lines.js";
import { pageFormat, writePage } from "./set-page.js";
import type { SetLine } from "./wire.js";

/** Detection content that edges get beside indicators, by name. */
export interface EdgeBlob {
  readonly name: string;
  readonly content: Buffer;
}

export interface ServeParts {
  readonly state: State;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly member: Member;
  readonly blind: { readonly guessable: boolean } | null;
  readonly signer: AuditKey;
  readonly blobs: readonly EdgeBlob[];
}

export interface AskedPage {
  /** The place as the center told it; empty for the start. */
  readonly place: string;
  readonly epoch: number;
  readonly sequence: number;
}

/** Eight bytes that make an edge's hashes its own, which both sides make of its key. */
export const seedOf = (blindKey: string): Buffer =>
  Buffer.from(sha256Hex(Buffer.from(blindKey, "hex")), "hex").subarray(0, 8);

/** An index holds a few MiB; hashes are made for few edges at once. */
const hashers = new Map<string, IndicatorIndex>();
const hashersMax = 8;

function hashingFor(blindKey: string): Hashing {
  const key = Buffer.from(blindKey, "hex");
  return {
    digest: ({ type, value }) => createHmac("sha256", key).update(`${type} ${value}`).digest("hex"),
    locator: (observable) => {
      let index = hashers.get(blindKey);
      if (index === undefined) {
        if (hashers.size >= hashersMax) hashers.clear();
        index = new IndicatorIndex(undefined, { seed: seedOf(blindKey) });
        hashers.set(blindKey, index);
      }
      return index.locatorOf(observable);
    },
  };
}

interface OrderRow {
  readonly indicator_id: number;
  readonly tlp: string;
  readonly added_us: number;
  readonly created_us: number;
  readonly revoked: boolean;
  readonly value: string | null;
}

interface ClaimRow {
  readonly id: number;
  readonly type: string;
  readonly value: string;
  readonly source: string;
  readonly confidence: number;
  readonly tlp: string;
  readonly labels: readonly string[];
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
}

const claimOf = (row: ClaimRow): IndicatorClaim => ({
  source: row.source,
  confidence: row.confidence,
  tlp: row.tlp as Tlp,
  labels: row.labels,
  validFromUs: row.valid_from_us,
  validUntilUs: row.valid_until_us,
});

async function changedValues(
  tx: Kysely<Tables>,
  edge: EdgeRow,
  rows: readonly OrderRow[],
  afterUs: number,
): Promise<readonly ChangedValue[]> {
  const ids = [...new Set(rows.map((row) => row.indicator_id))];
  const { rows: claims } = await sql<ClaimRow>`
    select i.id, i.type, i.value, s.name as source, c.confidence, c.tlp, c.labels, c.valid_from_us, c.valid_until_us
    from indicator i join indicator_claim c on c.indicator_id = i.id join intel_source s on s.id = c.source_id
    where i.id = any(${ids}::integer[]) order by i.id, s.id`.execute(tx);
  const { rows: hashes } = await sql<{ indicator_id: number; digest: string }>`
    select indicator_id, digest from edge_blind where member_id = ${edge.memberId} and edge_id = ${edge.edgeId}
      and held and indicator_id = any(${ids}::integer[])`.execute(tx);
  const values = new Map(
    ids.map((id) => [
      id,
      {
        id,
        ref: refOf(edge.setKey, id),
        observable: null as Observable | null,
        claims: [] as IndicatorClaim[],
        takenBack: [] as { readonly tlp: string; readonly value: string | null }[],
        hashed: [] as string[],
      },
    ]),
  );
  for (const row of claims) {
    const value = values.get(row.id);
    if (value === undefined) continue;
    value.observable = { type: row.type as ObservableType, value: row.value };
    value.claims.push(claimOf(row));
  }
  // What was made and taken back since its place the edge never had.
  for (const row of rows)
    if (row.revoked && row.created_us <= afterUs)
      values.get(row.indicator_id)?.takenBack.push({ tlp: row.tlp, value: row.value });
  for (const { indicator_id, digest } of hashes) values.get(indicator_id)?.hashed.push(digest);
  return [...values.values()];
}

async function keepHashes(tx: Kysely<Tables>, edge: EdgeRow, hashes: readonly HashChange[]): Promise<void> {
  const { memberId, edgeId } = edge;
  const dropped = hashes.filter(({ held }) => !held).map(({ digest }) => digest);
  if (dropped.length > 0)
    await sql`update edge_blind set held = false where member_id = ${memberId} and edge_id = ${edgeId}
      and digest = any(${dropped}::text[])`.execute(tx);
  const held = hashes.flatMap(({ id, observable, digest, held: isHeld }) =>
    isHeld && observable !== null ? [{ d: digest, i: id, t: observable.type, v: observable.value }] : [],
  );
  if (held.length > 0)
    await sql`
      insert into edge_blind (member_id, edge_id, digest, indicator_id, type, value, held)
      select ${memberId}, ${edgeId}, d, i, t, v, true
      from json_to_recordset(${JSON.stringify(held)}::json) as r(d text, i integer, t text, v text)
      on conflict (member_id, edge_id, digest) do update set held = true, indicator_id = excluded.indicator_id
    `.execute(tx);
}

/** What was given lately, by the hash that places have of it: versions by name. What is forgotten is given again whole. */
const givenBlobs = new Map<string, ReadonlyMap<string, string>>();
const givenMax = 500;

/** Lines for an edge that has what `had` is the hash of; none where that is what there is. */
function blobLines(blobs: readonly EdgeBlob[], had: string): { lines: SetLine[]; hash: string } {
  const versions = new Map(blobs.map(({ name, content }) => [name, sha256Hex(content)]));
  const hash = sha256Hex([...versions].map(([name, version]) => `${name} ${version}\n`).join("")).slice(
    0,
    16,
  );
  if (hash === had) return { lines: [], hash };
  const before = givenBlobs.get(had);
  givenBlobs.delete(hash);
  givenBlobs.set(hash, versions);
  const [oldest] = givenBlobs.keys();
  if (givenBlobs.size > givenMax && oldest !== undefined) givenBlobs.delete(oldest);
  const lines = blobs.map(({ name, content }): SetLine => {
    const version = versions.get(name) ?? "";
    const isKnown = before?.get(name) === version;
    return { blob: name, version, ...(isKnown ? {} : { content: content.toString("base64") }) };
  });
  return { lines, hash };
}

/** What a set stands on as a whole. */
const basisOf = ({ member, blind, signer }: ServeParts): string =>
  JSON.stringify([pageFormat, member.tlpCeiling, blind, signer.publicKey]);

/** Of clocks that are off, and of a center brought back from an old copy, an edge's number is believed this far. */
const epochAheadUsMax = 366 * 86_400e6;

/** The place to go on from; the start of a new epoch where the edge's own is not of this set. */
async function openAt(
  tx: Kysely<Tables>,
  parts: ServeParts,
  edge: EdgeRow,
  asked: AskedPage,
): Promise<{ readonly place: Place; readonly sequence: number }> {
  const nowUs = parts.clock.nowUs();
  const basis = basisOf(parts);
  const place = asked.place === "" ? null : openPlace(edge.setKey, asked.place);
  const isOfThisSet =
    place !== null &&
    edge.setBasis === basis &&
    place.epoch === edge.setEpoch &&
    asked.epoch === edge.setEpoch &&
    place.toldUs > nowUs - placeAgeUsMax &&
    place.addedUs <= (await endOf(tx));
  if (isOfThisSet) return { place, sequence: asked.sequence };
  const believed = asked.epoch <= nowUs + epochAheadUsMax ? asked.epoch : 0;
  const epoch = Math.max(nowUs, edge.setEpoch + 1, believed + 1);
  const { memberId, edgeId } = edge;
  await tx
    .updateTable("edge")
    .set({ set_epoch: epoch, set_basis: basis })
    .where("member_id", "=", memberId)
    .where("id", "=", edgeId)
    .execute();
  await tx
    .updateTable("edge_blind")
    .set({ held: false })
    .where("member_id", "=", memberId)
    .where("edge_id", "=", edgeId)
    .execute();
  return { place: { epoch, addedUs: 0, toldUs: nowUs, blobs: "" }, sequence: 0 };
}

/** The end of the order of exchange: a center that was brought back from a copy is behind its edges' places. */
async function endOf(tx: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ end: number | null }>`select max(added_us) as end from exchange_claim`.execute(
    tx,
  );
  return rows[0]?.end ?? 0;
}

function receiptsOf(
  edge: EdgeRow,
  place: Place,
  lines: readonly SetLine[],
  texts: readonly string[],
): Receipt[] {
  const of = (channel: "edge" | "edge-blind", rule: string, isOf: (line: SetLine) => boolean): Receipt[] => {
    const left = texts.filter((_, at) => isOf(lines[at] as SetLine));
    if (left.length === 0) return [];
    return [
      {
        objectKind: "edge-page",
        objectId: `${edge.edgeId} ${place.epoch} ${place.addedUs}`,
        recipientKind: "member",
        recipientId: edge.memberId,
        channel,
        released: true,
        rule,
        reason: `${left.length} lines of the set of ${edge.name}.`,
        formHash: sha256Hex(left.join("\n")),
        mark: null,
      },
    ];
  };
  return [
    ...of("edge", "center-shared", (line) => !("blind" in line)),
    ...of("edge-blind", "blind", (line) => "blind" in line),
  ];
}

/** Reads, decides and writes down in one transaction; answers the page's bytes. */
export function nextSetPage(parts: ServeParts, edge: EdgeRow, asked: AskedPage): Promise<Buffer> {
  const { clock, signer } = parts;
  return inTransaction(parts.state.db, async (tx) => {
    const { place, sequence } = await openAt(tx, parts, edge, asked);
    const { rows } = await sql<OrderRow>`
      select indicator_id, tlp, added_us, created_us, revoked, value from exchange_claim
      where added_us > ${place.addedUs} order by added_us limit ${pageRowsMax}`.execute(tx);
    const { lines, hash: blobs } = blobLines(parts.blobs, place.blobs);
    const hashes: HashChange[] = [];
    const hashing = hashingFor(edge.blindKey);
    const who = { gate: parts.gate, memberId: edge.memberId };
    for (const value of rows.length === 0 ? [] : await changedValues(tx, edge, rows, place.addedUs)) {
      const told = linesOf(who, hashing, value);
      lines.push(...told.lines);
      hashes.push(...told.hashes);
    }
    await keepHashes(tx, edge, hashes);
    const until = {
      epoch: place.epoch,
      addedUs: rows.at(-1)?.added_us ?? place.addedUs,
      toldUs: clock.nowUs(),
      blobs,
    };
    const texts = lines.map((line) => JSON.stringify(line));
    await writeReceipts(tx, clock, receiptsOf(edge, until, lines, texts), `token:${edge.tokenId}`);
    return writePage(
      {
        audience: audienceOf(edge),
        epoch: place.epoch,
        sequence: sequence + (lines.length === 0 ? 0 : 1),
        after: asked.place,
        until: sealPlace(edge.setKey, until),
        more: rows.length === pageRowsMax,
        issuedUs: until.toldUs,
      },
      texts,
      (text) => signer.sign(text),
    );
  });
}
