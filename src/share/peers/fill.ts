/**
 * Fills what waits for a peer, from the places up to which it was told: what sources say, what other centers told, what
 * members met. It stops where enough waits, so that a peer that is away costs no more than that; the rest is read where
 * it stands, as it then is. Where members, exposures or the agreement changed, everything is decided again.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, sha256Hex } from "../../base/index.js";
import type { Observable } from "../../model/index.js";
import { inTransaction, type State, type Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import type { NoticeObject } from "../gate/request.js";
import { centerToken, type PeerIdentity } from "./identity.js";
import { outboxMax } from "./limits.js";
import { countWaiting } from "./outbox.js";
import { ownClaims, type Page } from "./own-claims.js";
import { passedOn } from "./passing-on.js";
import type { Peer } from "./peers.js";
import { type Telling, tellPeer } from "./tell.js";

const rowsAtOnce = 1000;
const valuesAtOnce = 500;
/** A sighting is written some moments after the time it counts from; this much is looked at twice. */
const overlapUs = 120e6;
const weekUs = 7 * 86_400e6;
const dayUs = 86_400e6;

export interface Filling {
  readonly state: State;
  readonly clock: Clock;
  readonly identity: PeerIdentity;
  /** The gate of the community of today, with the revision it was made of. */
  readonly gate: Gate;
  readonly revision: string;
  /** What members met of some values in the last seven days, as far as it may count toward others: two notices a value at most. */
  readonly met: (
    tx: Kysely<Tables>,
    values: readonly Observable[],
    peer: Peer,
  ) => Promise<readonly NoticeObject[]>;
}

/** Queues what is due for a peer; answers how many messages. */
export async function fillOutbox(filling: Filling, peer: Peer): Promise<number> {
  const { state, identity } = filling;
  const isAnew = await consider(filling, peer);
  let queued = 0;
  const sources = [
    { column: "claims_after", read: (tx, after) => ownClaims(tx, identity, after, rowsAtOnce) },
    { column: "arrivals_after", read: (tx, after) => passedOn(tx, peer, after, rowsAtOnce) },
  ] as const satisfies readonly {
    column: string;
    read: (tx: Kysely<Tables>, after: number) => Promise<Page>;
  }[];
  for (const { column, read } of sources)
    while ((await countWaiting(state.db, peer.id)) < outboxMax) {
      const found = await fillFrom(filling, peer, column, read);
      if (found === null) break;
      queued += found;
    }
  if ((await countWaiting(state.db, peer.id)) >= outboxMax) return queued;
  return queued + (await fillMet(filling, peer, isAnew));
}

/** Whether all that was told is to be decided again, since what the gate is made of is another. */
async function consider({ state, revision }: Filling, peer: Peer): Promise<boolean> {
  const now = sha256Hex(`${revision} ${JSON.stringify(peer.agreement)}`);
  const changed = await state.db
    .updateTable("peer_link")
    .set({ considered: now, claims_after: 0, arrivals_after: 0, notices_after: 0 })
    .where("peer_id", "=", peer.id)
    .where("considered", "<>", now)
    .returning("peer_id")
    .execute();
  return changed.length > 0;
}

function fillFrom(
  { state, clock, gate }: Filling,
  peer: Peer,
  column: "claims_after" | "arrivals_after",
  read: (tx: Kysely<Tables>, after: number) => Promise<Page>,
): Promise<number | null> {
  return inTransaction(state.db, async (tx) => {
    const link = await tx
      .selectFrom("peer_link")
      .select(column)
      .where("peer_id", "=", peer.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { tellings, after } = await read(tx, link[column]);
    if (after === null) return null;
    await tx
      .updateTable("peer_link")
      .set({ [column]: after })
      .where("peer_id", "=", peer.id)
      .execute();
    return tellPeer(tx, clock, gate, peer.id, tellings);
  });
}

/**
 * What members met. Values are looked at when a sighting of them begins to count toward others, and those that the peer
 * was told of once more each day: what nobody met for a week is withdrawn.
 */
async function fillMet(filling: Filling, peer: Peer, isAnew: boolean): Promise<number> {
  const { state, clock } = filling;
  const nowUs = clock.nowUs();
  const link = await state.db
    .selectFrom("peer_link")
    .select("notices_after")
    .where("peer_id", "=", peer.id)
    .executeTakeFirstOrThrow();
  const isNewDay = Math.floor(link.notices_after / dayUs) !== Math.floor(nowUs / dayUs);
  const values = await valuesDue(state.db, peer, {
    fromUs: Math.max(link.notices_after - overlapUs, nowUs - weekUs),
    untilUs: nowUs,
    withTold: isAnew || isNewDay,
  });
  let queued = 0;
  for (let at = 0; at < values.length; at += valuesAtOnce)
    queued += await tellMet(filling, peer, values.slice(at, at + valuesAtOnce));
  await state.db
    .updateTable("peer_link")
    .set({ notices_after: nowUs })
    .where("peer_id", "=", peer.id)
    .execute();
  return queued;
}

async function valuesDue(
  db: Kysely<Tables>,
  peer: Peer,
  { fromUs, untilUs, withTold }: { fromUs: number; untilUs: number; withTold: boolean },
): Promise<readonly Observable[]> {
  const { rows } = await sql<Observable>`
    select type, value from sighting
    where told_us > ${fromUs}::bigint and told_us <= ${untilUs}::bigint and mark is null
    union
    select type, value from removed_sighting
    where told_us > ${fromUs}::bigint and told_us <= ${untilUs}::bigint and mark is null
    union
    select split_part(about, ' ', 2), substr(about, length(split_part(about, ' ', 1)) + length(split_part(about, ' ', 2)) + 3)
    from peer_told
    where ${withTold} and peer_id = ${peer.id} and (about like 'warning %' or about like 'sighting %')`.execute(
    db,
  );
  return rows;
}

function tellMet(filling: Filling, peer: Peer, values: readonly Observable[]): Promise<number> {
  const { state, clock, gate, identity, met } = filling;
  const center = centerToken(identity.publicKey);
  return inTransaction(state.db, async (tx) => {
    const notices = new Map((await met(tx, values, peer)).map((notice) => [notice.id, notice]));
    const tellings = values.flatMap(({ type, value }) =>
      (["warning", "sighting"] as const).map((kind): Telling => {
        const about = `${kind} ${type} ${value}`;
        const origin = { center, token: identity.token(`origin ${about}`) };
        return { about, kind, object: notices.get(about) ?? null, origin, hops: 0 };
      }),
    );
    return tellPeer(tx, clock, gate, peer.id, tellings);
  });
}
