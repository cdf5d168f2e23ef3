/**
 * What a peer is told of some things, as the gate lets it go now: what is new or says something else is queued with its
 * receipt, what may no longer go, or is no more, is withdrawn, and what the peer was told already is left alone. All in
 * the caller's transaction, with the place from which it read on.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { formHash, type Receipt, receiptOf, writeReceipts } from "../gate/receipts.js";
import type { NoticeKind, NoticeObject } from "../gate/request.js";
import { type Origin, type StixIds, writeMessage } from "./batch.js";
import { enqueue, mayQueue, type Queued } from "./outbox.js";

/** One thing that may be told: what is said of it now, null where nothing is any more. */
export interface Telling {
  /** What it is called here. */
  readonly about: string;
  readonly kind: NoticeKind;
  readonly object: NoticeObject | null;
  readonly origin: Origin;
  readonly hops: number;
  /** Left out where TAXII has nothing of the kind. */
  readonly ids?: StixIds;
}

interface ToldRow {
  readonly about: string;
  readonly object: string;
  readonly digest: string;
}

/** Answers how many messages were queued. */
export async function tellPeer(
  tx: Kysely<Tables>,
  clock: Clock,
  gate: Gate,
  peerId: string,
  tellings: readonly Telling[],
): Promise<number> {
  const { rows } = await sql<ToldRow>`
    select about, object, digest from peer_told
    where peer_id = ${peerId} and about = any(${tellings.map(({ about }) => about)}::text[])`.execute(tx);
  const told = new Map(rows.map((row) => [row.about, row]));
  const queue: Queued[] = [];
  const receipts: Receipt[] = [];
  const standing: ToldRow[] = [];
  const gone: string[] = [];
  const atUs = clock.nowUs();
  for (const { about, kind, object: notice, origin, hops, ids } of tellings) {
    const before = told.get(about);
    const request =
      notice === null
        ? null
        : ({ object: notice, recipient: { kind: "peer", peerId }, channel: "peer" } as const);
    const decision = request === null ? null : gate.decide(request);
    const form = decision?.released === true ? decision.form : null;
    const known = ids === undefined ? "" : ` ${[ids.knownAs, ...ids.echoes].join(" ")}`;
    const digest = form === null ? "" : `${formHash(form)} ${hops}${known}`;
    if (before === undefined ? form === null : before.digest === digest) continue;
    const object = before?.object ?? newId();
    const message = writeMessage({ kind, object, origin, hops, atUs }, form, ids);
    if (message === null || !mayQueue(message)) continue;
    queue.push({ object, message });
    if (form === null) gone.push(about);
    else standing.push({ about, object, digest });
    if (request !== null && decision !== null) receipts.push(receiptOf(request, decision, null));
  }
  if (queue.length === 0) return 0;
  await enqueue(tx, peerId, queue);
  await sql`delete from peer_told where peer_id = ${peerId} and about = any(${gone}::text[])`.execute(tx);
  await sql`
    insert into peer_told (peer_id, about, object, digest)
    select ${peerId}, about, object, digest
    from json_to_recordset(${JSON.stringify(standing)}::json) as r(about text, object text, digest text)
    on conflict (peer_id, about) do update set digest = excluded.digest`.execute(tx);
  await writeReceipts(tx, clock, receipts);
  return queue.length;
}
