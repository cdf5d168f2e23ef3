/**
 * What waits to be told to a peer, in numbered order, until the peer said that it has it. Of one object only the newest
 * word waits: what it overtakes is taken out, so that a peer that was away for a week gets what is so now and not what was.
 * Numbers are never used twice. Where the two sides' numbers contradict one another, one of them came back from a
 * backup: then everything is told anew, and the other side forgets what it had (`fresh`).
 */
import { type Kysely, sql } from "kysely";
import type { Problem } from "../../base/index.js";
import { type Checkpoint, inTransaction, type State, type Tables } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { sealBatch } from "./batch.js";
import type { PeerIdentity } from "./identity.js";
import { batchBytesMax, batchMessagesMax, messageBytesMax, sequenceMax } from "./limits.js";
import type { Peer } from "./peers.js";

export interface Queued {
  readonly object: string;
  /** Without its number. */
  readonly message: object;
}

/** Puts messages behind what waits; answers how many fit. */
export async function enqueue(tx: Kysely<Tables>, peerId: string, queued: readonly Queued[]): Promise<void> {
  if (queued.length === 0) return;
  const { last_sequence: before } = await tx
    .selectFrom("peer_link")
    .select("last_sequence")
    .where("peer_id", "=", peerId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await sql`
    delete from peer_outbox where peer_id = ${peerId}
      and object = any(${queued.map(({ object }) => object)}::text[])`.execute(tx);
  const rows = queued.map(({ object, message }, at) => {
    const sequence = before + at + 1;
    return { s: sequence, o: object, m: JSON.stringify({ sequence, ...message }) };
  });
  await sql`
    insert into peer_outbox (peer_id, sequence, object, message)
    select ${peerId}, s, o, m from json_to_recordset(${JSON.stringify(rows)}::json) as r(s bigint, o text, m text)
  `.execute(tx);
  await tx
    .updateTable("peer_link")
    .set({ last_sequence: before + rows.length })
    .where("peer_id", "=", peerId)
    .execute();
}

/** Whether a message may wait at all: one longer than any value and label makes it is left out. */
export const mayQueue = (message: object): boolean =>
  Buffer.byteLength(JSON.stringify(message)) <= messageBytesMax - 64;

export async function countWaiting(db: Kysely<Tables>, peerId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from peer_outbox where peer_id = ${peerId}`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface TakenBatch {
  readonly line: string;
  readonly messages: number;
  readonly upTo: number;
}

/**
 * The next batch for a peer, sealed: what waits behind the number `after`, which is the last acknowledged where left out.
 * With nothing in it, it only tells that this center is there.
 */
export async function takeBatch(
  {
    state,
    identity,
    nowUs,
  }: { readonly state: State; readonly identity: PeerIdentity; readonly nowUs: number },
  peer: Peer,
  head: Checkpoint | null,
  from?: number,
): Promise<TakenBatch> {
  const link = await state.db
    .selectFrom("peer_link")
    .selectAll()
    .where("peer_id", "=", peer.id)
    .executeTakeFirstOrThrow();
  const after = Math.max(from ?? 0, link.acknowledged);
  const rows = await state.db
    .selectFrom("peer_outbox")
    .select(["sequence", "message"])
    .where("peer_id", "=", peer.id)
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(batchMessagesMax)
    .execute();
  let bytes = 0;
  const fitting = rows.filter(({ message }) => {
    bytes += Buffer.byteLength(message) + 1;
    return bytes <= batchBytesMax;
  });
  const fresh = link.fresh && after === link.acknowledged;
  const upTo = fitting.at(-1)?.sequence ?? (fresh ? link.last_sequence : after);
  const line = sealBatch(identity, {
    to: peer.publicKey,
    after,
    upTo,
    fresh,
    atUs: nowUs,
    acknowledges: link.received,
    head,
    messages: fitting.map(({ message }) => message),
  });
  return { line, messages: fitting.length, upTo };
}

/** Takes out what the peer has. Numbers that were never given, or were given up before, say nothing here. */
export async function acknowledge(tx: Kysely<Tables>, peerId: string, received: number): Promise<void> {
  const moved = await tx
    .updateTable("peer_link")
    .set({ acknowledged: received, fresh: false })
    .where("peer_id", "=", peerId)
    .where("acknowledged", "<", received)
    .where("last_sequence", ">=", received)
    .returning("peer_id")
    .execute();
  if (moved.length > 0)
    await tx
      .deleteFrom("peer_outbox")
      .where("peer_id", "=", peerId)
      .where("sequence", "<=", received)
      .execute();
}

/**
 * What the peer answered to a batch sent straight to it; true where everything is told anew. No number that was never
 * given is believed that is not far below the last there are: the next would be none.
 */
export function settleAnswer(state: State, peerId: string, received: number): Promise<boolean | Problem> {
  return inTransaction(state.db, async (tx) => {
    const link = await tx
      .selectFrom("peer_link")
      .select(["acknowledged", "last_sequence"])
      .where("peer_id", "=", peerId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (received >= link.acknowledged && received <= link.last_sequence) {
      await acknowledge(tx, peerId, received);
      return false;
    }
    if (received > Math.max(link.last_sequence, sequenceMax))
      return shareProblem("peer-answer", `It says that it has number ${received}, which was never given.`);
    await tellAnew(tx, peerId, Math.max(received, link.last_sequence));
    return true;
  });
}

async function tellAnew(tx: Kysely<Tables>, peerId: string, last: number): Promise<void> {
  await tx.deleteFrom("peer_outbox").where("peer_id", "=", peerId).execute();
  await tx.deleteFrom("peer_told").where("peer_id", "=", peerId).execute();
  await tx
    .updateTable("peer_link")
    .set({
      // One number is left free, so that a fresh batch goes further than what the peer has, though nothing be in it.
      last_sequence: last + 1,
      acknowledged: last,
      claims_after: 0,
      arrivals_after: 0,
      notices_after: 0,
      considered: "",
      fresh: true,
    })
    .where("peer_id", "=", peerId)
    .execute();
}
