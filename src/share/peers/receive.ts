/**
 * Taking what another center sent. A batch is applied in one transaction with the number up to which it goes, so that it
 * happens once however often it comes: again after a kill, by another way, by file after the network. One that leaves
 * something out in between is refused with the number to go on from. A message that can't be taken is counted with the
 * reason and passed over: it must not stop what comes behind it.
 */
import { type Kysely, sql } from "kysely";
import { Problem } from "../../base/index.js";
import type { Observable } from "../../model/index.js";
import { appendAudit, type Checkpoint, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { lockArrivals, moveArrivals, withdrawAll } from "./arrivals.js";
import { openBatch, type PeerBatch, type ReadMessage } from "./batch.js";
import { countRefusals, keepHead, refusalOf } from "./heads.js";
import { centerToken } from "./identity.js";
import { foreign, judgeMessage } from "./judge.js";
import { objectsMax } from "./limits.js";
import { acknowledge } from "./outbox.js";
import { type Peer, type PeerParts, toPeer } from "./peers.js";
import { settlePeerClaims } from "./settle-claims.js";

export interface Received {
  readonly peer: Peer;
  /** The last number there is of the peer now. */
  readonly received: number;
  readonly applied: number;
  readonly refused: number;
  /** Values whose claims may have changed. */
  readonly changed: number;
  /** Some members may have to be warned. */
  readonly warnings: number;
  /** The batch began behind what there is: nothing was taken. */
  readonly gap: boolean;
}

/** `certificate` is the SHA-256 in hex of the one the sender showed; null where it came by file. */
export async function receiveBatch(
  parts: PeerParts,
  line: string,
  certificate: string | null,
  actor: string = centerActor,
): Promise<Received | Problem> {
  const { state, identity, clock } = parts;
  const batch = openBatch(identity, line);
  if (batch instanceof Problem) return batch;
  return inTransaction(state.db, async (tx): Promise<Received | Problem> => {
    const peer = await senderOf(tx, batch, certificate);
    if (peer instanceof Problem) return peer;
    const link = await tx
      .selectFrom("peer_link")
      .select(["received"])
      .where("peer_id", "=", peer.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const nowUs = clock.nowUs();
    // Who speaks is there again: it need not wait for as long as it was away.
    const difference =
      certificate === null ? {} : { clock_difference_us: batch.atUs - nowUs, failures: 0, note: "" };
    await tx
      .updateTable("peer_link")
      .set({ heard_us: nowUs, ...difference })
      .where("peer_id", "=", peer.id)
      .execute();
    const fault = await keepHead(tx, clock, peer.id, batch.head);
    if (fault !== null) await countRefusals(tx, clock, peer.id, refusalOf(fault));
    await acknowledge(tx, peer.id, batch.acknowledges);
    const nothing = { peer, received: link.received, applied: 0, refused: 0, changed: 0, warnings: 0 };
    if (!batch.fresh && batch.after > link.received) return { ...nothing, gap: true };
    if (batch.upTo <= link.received) return { ...nothing, gap: false };
    return { ...nothing, ...(await apply(tx, parts, peer, link.received, batch, actor)), gap: false };
  });
}

async function senderOf(
  tx: Kysely<Tables>,
  batch: PeerBatch,
  certificate: string | null,
): Promise<Peer | Problem> {
  const row = await tx
    .selectFrom("peer")
    .selectAll()
    .where("public_key", "=", batch.from)
    .where("state", "<>", "ended")
    .executeTakeFirst();
  if (row === undefined || (certificate !== null && row.certificate !== certificate)) return foreign();
  const peer = toPeer(row);
  return peer.state === "confirmed"
    ? peer
    : shareProblem("peer-state", "The fingerprint was not confirmed at the other center.");
}

async function apply(
  tx: Kysely<Tables>,
  { state, clock, identity }: PeerParts,
  peer: Peer,
  received: number,
  batch: PeerBatch,
  actor: string,
): Promise<Pick<Received, "received" | "applied" | "refused" | "changed" | "warnings">> {
  const judging = {
    agreement: peer.agreement,
    own: centerToken(identity.publicKey),
    sender: centerToken(peer.publicKey),
  };
  const messages = batch.messages.filter(({ sequence }) => batch.fresh || sequence > received);
  const refused = new Map<string, { count: number; detail: string }>();
  const count = (code: string, detail: string): void => {
    refused.set(code, { count: (refused.get(code)?.count ?? 0) + 1, detail });
  };
  // Of several about one object the last stands.
  const last = new Map<string, ReadMessage | null>();
  for (const unread of messages) {
    const { message, refused: why, object } = judgeMessage(unread, judging);
    if (why !== null) count(why.code, why.detail);
    if (object !== null) last.set(object, message);
  }
  const before = await valuesOf(tx, peer.id, batch.fresh ? null : [...last.keys()]);
  if (batch.fresh) await withdrawAll(tx, peer.id);
  const room = await roomLeft(tx, peer.id, [...last.keys()]);
  const gone = [...last].flatMap(([object, message]) => (message?.told == null ? [object] : []));
  const told = [...last.values()].filter((message) => message?.told != null) as ReadMessage[];
  const kept = told.filter(({ object }) => room.known.has(object) || room.left-- > 0);
  if (kept.length < told.length) count("too-many", `More than ${objectsMax} things of one peer.`);
  await write(tx, peer.id, gone, kept);
  await countRefusals(tx, clock, peer.id, refused);
  await tx.updateTable("peer_link").set({ received: batch.upTo }).where("peer_id", "=", peer.id).execute();
  const values = [...before, ...kept.flatMap(({ told: said }) => (said === null ? [] : [said.observable]))];
  const distinct = [...new Map(values.map((each) => [`${each.type} ${each.value}`, each])).values()];
  const changed = distinct.length === 0 ? 0 : await settlePeerClaims({ ...state, db: tx }, clock, distinct);
  const rejected = [...refused.values()].reduce((sum, each) => sum + each.count, 0);
  const detail = { after: received, upTo: batch.upTo, taken: messages.length - rejected, refused: rejected };
  if (messages.length > 0)
    await appendAudit(tx, clock, [{ kind: "peer-receive", actor, subject: peer.id, detail }]);
  return {
    received: batch.upTo,
    applied: messages.length - rejected,
    refused: rejected,
    changed,
    warnings: kept.filter(({ kind }) => kind === "warning").length,
  };
}

/** What some of a peer's objects, or all, were about until now. */
async function valuesOf(
  tx: Kysely<Tables>,
  peerId: string,
  objects: readonly string[] | null,
): Promise<readonly Observable[]> {
  const rows = await tx
    .selectFrom("peer_object")
    .select(["type", "value"])
    .where("peer_id", "=", peerId)
    .where("withdrawn", "=", false)
    .where(objects === null ? sql<boolean>`true` : sql<boolean>`object = any(${[...objects]}::text[])`)
    .execute();
  return rows as readonly Observable[];
}

async function roomLeft(
  tx: Kysely<Tables>,
  peerId: string,
  objects: readonly string[],
): Promise<{ readonly known: ReadonlySet<string>; left: number }> {
  const { rows } = await sql<{ object: string | null; all: number }>`
    select o.object, (select count(*)::int from peer_object where peer_id = ${peerId}) as all
    from (select 1) one left join peer_object o
      on o.peer_id = ${peerId} and o.object = any(${[...objects]}::text[])`.execute(tx);
  const known = new Set(rows.flatMap(({ object }) => (object === null ? [] : [object])));
  return { known, left: objectsMax - (rows[0]?.all ?? 0) };
}

async function write(
  tx: Kysely<Tables>,
  peerId: string,
  gone: readonly string[],
  kept: readonly ReadMessage[],
): Promise<void> {
  let arrival = await lockArrivals(tx);
  const { rows: withdrawn } = await sql<{ object: string }>`
    select object from peer_object
    where peer_id = ${peerId} and not withdrawn and object = any(${[...gone]}::text[]) order by object`.execute(
    tx,
  );
  for (const { object } of withdrawn)
    await tx
      .updateTable("peer_object")
      .set({ withdrawn: true, tell: false, arrival: ++arrival })
      .where("peer_id", "=", peerId)
      .where("object", "=", object)
      .execute();
  const rows = kept.map(({ told, kind, object, origin, hops, atUs, sequence }) => ({
    object,
    kind,
    center: origin.center,
    token: origin.token,
    hops,
    sequence,
    arrival: ++arrival,
    t: told?.observable.type,
    v: told?.observable.value,
    c: told?.confidence,
    labels: told?.labels,
    f: told?.validFromUs,
    u: told?.validUntilUs,
    up: told?.upstream,
    urgency: told?.urgency,
    met: told?.met,
    tlp: told?.tlp,
    at: atUs,
    known: told?.knownAs,
    echoes: told?.echoes,
    tell: kind === "warning",
  }));
  if (rows.length > 0)
    await sql`
      insert into peer_object (peer_id, object, kind, origin_center, origin_token, hops, sequence, arrival, withdrawn,
        type, value, confidence, labels, valid_from_us, valid_until_us, upstream, urgency, met, tlp, at_us, known_as, echoes,
        tell)
      select ${peerId}, object, kind, center, token, hops, sequence, arrival, false, t, v, c, labels, f, u, up, urgency,
        met, tlp, at, known, echoes, tell
      from json_to_recordset(${JSON.stringify(rows)}::json) as r(object text, kind text, center text, token text,
        hops integer, sequence bigint, arrival bigint, t text, v text, c smallint, labels text[], f bigint, u bigint,
        up text, urgency text, met text, tlp text, at bigint, known text, echoes text[], tell boolean)
      on conflict (peer_id, object) do update set kind = excluded.kind, origin_center = excluded.origin_center,
        origin_token = excluded.origin_token, hops = excluded.hops, sequence = excluded.sequence,
        arrival = excluded.arrival, withdrawn = false, type = excluded.type, value = excluded.value,
        confidence = excluded.confidence, labels = excluded.labels, valid_from_us = excluded.valid_from_us,
        valid_until_us = excluded.valid_until_us, upstream = excluded.upstream, urgency = excluded.urgency,
        met = excluded.met, tlp = excluded.tlp, at_us = excluded.at_us, known_as = excluded.known_as,
        echoes = excluded.echoes, tell = excluded.tell`.execute(tx);
  await moveArrivals(tx, arrival);
}

/** What the receiver answers to the sender, whatever became of the batch. */
export interface BatchAnswer {
  readonly received: number;
  readonly atUs: number;
  readonly head: Checkpoint | null;
}
