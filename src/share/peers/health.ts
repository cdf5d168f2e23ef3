/** How it stands with each peer: what waits, when it was last heard, what was refused, what is held of its chain. */
import { type Kysely, sql } from "kysely";
import type { Checkpoint, Tables } from "../../store/index.js";
import { lastHead } from "./heads.js";
import { fingerprintOf } from "./invitation.js";
import { type Peer, readPeers } from "./peers.js";

export interface PeerStanding extends Peer {
  readonly fingerprint: string;
  /** Messages that wait for it. */
  readonly waiting: number;
  /** Things that it told and that stand. */
  readonly holding: number;
  readonly sent: number;
  readonly received: number;
  readonly triedUs: number | null;
  /** When it last answered, and when it last sent something. */
  readonly reachedUs: number | null;
  readonly heardUs: number | null;
  readonly failures: number;
  readonly note: string;
  /** Its clock less this one's, in microseconds; null where it was never heard. */
  readonly clockDifferenceUs: number | null;
  readonly refused: readonly {
    readonly code: string;
    readonly count: number;
    readonly detail: string;
    readonly lastUs: number;
  }[];
  readonly head: Checkpoint | null;
}

export async function readStandings(db: Kysely<Tables>, publicKey: string): Promise<readonly PeerStanding[]> {
  const peers = await readPeers(db);
  const links = await db.selectFrom("peer_link").selectAll().execute();
  const refusals = await db.selectFrom("peer_refusal").selectAll().orderBy("code").execute();
  const { rows: counts } = await sql<{ id: string; waiting: number; holding: number }>`
    select p.id,
      (select count(*)::int from peer_outbox o where o.peer_id = p.id) as waiting,
      (select count(*)::int from peer_object o where o.peer_id = p.id and not o.withdrawn) as holding
    from peer p`.execute(db);
  return Promise.all(
    peers.map(async (peer): Promise<PeerStanding> => {
      const link = links.find(({ peer_id }) => peer_id === peer.id);
      const counted = counts.find(({ id }) => id === peer.id);
      return {
        ...peer,
        fingerprint: fingerprintOf(publicKey, peer.publicKey),
        waiting: counted?.waiting ?? 0,
        holding: counted?.holding ?? 0,
        sent: link?.acknowledged ?? 0,
        received: link?.received ?? 0,
        triedUs: link?.tried_us ?? null,
        reachedUs: link?.reached_us ?? null,
        heardUs: link?.heard_us ?? null,
        failures: link?.failures ?? 0,
        note: link?.note ?? "",
        clockDifferenceUs: link?.clock_difference_us ?? null,
        refused: refusals
          .filter(({ peer_id }) => peer_id === peer.id)
          .map(({ code, count, detail, last_us }) => ({ code, count, detail, lastUs: last_us })),
        head: await lastHead(db, peer.id),
      };
    }),
  );
}
