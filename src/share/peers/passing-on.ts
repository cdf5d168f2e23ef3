/**
 * What other centers told, on its way to another peer: never back to who said it first or has it from elsewhere, through
 * no more than `hopsMax` centers, and once whatever number of ways it came by. It goes on under who said it first, so that
 * a ring of centers ends where it began. Of what may go on the gate decides: TLP:AMBER never does.
 */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Observable, Urgency } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { NoticeKind } from "../gate/request.js";
import { centerToken } from "./identity.js";
import { hopsMax } from "./limits.js";
import type { Page } from "./own-claims.js";
import type { Peer } from "./peers.js";
import type { Telling } from "./tell.js";

type Row = Selectable<Tables["peer_object"]>;

export async function passedOn(db: Kysely<Tables>, peer: Peer, after: number, limit: number): Promise<Page> {
  const { rows } = await sql<Row & { next: number }>`
    with arrived as (
      select origin_token, arrival from peer_object where arrival > ${after} order by arrival limit ${limit}
    )
    select o.*, (select max(arrival) from arrived) as next
    from peer_object o where o.origin_token in (select origin_token from arrived)
    order by o.hops, o.peer_id`.execute(db);
  const byOrigin = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.origin_center} ${row.origin_token}`;
    const list = byOrigin.get(key);
    if (list === undefined) byOrigin.set(key, [row]);
    else list.push(row);
  }
  const { rows: told } = await sql<{ about: string }>`
    select about from peer_told where peer_id = ${peer.id}
      and about = any(${[...byOrigin.keys()].map((key) => `passed ${key}`)}::text[])`.execute(db);
  const known = new Set(told.map(({ about }) => about));
  return {
    tellings: [...byOrigin].flatMap(([key, list]) =>
      tellingOf(`passed ${key}`, list, peer, known.has(`passed ${key}`)),
    ),
    after: rows[0]?.next ?? null,
  };
}

function tellingOf(about: string, rows: readonly Row[], peer: Peer, isTold: boolean): readonly Telling[] {
  const [first] = rows as readonly [Row, ...Row[]];
  const origin = { center: first.origin_center, token: first.origin_token };
  const live = rows.filter(({ withdrawn }) => !withdrawn);
  const [best] = live.filter(({ peer_id }) => peer_id !== peer.id);
  const hops = (best?.hops ?? 0) + 1;
  const mayGo = best !== undefined && hops <= hopsMax && origin.center !== centerToken(peer.publicKey);
  // It said so itself, so it has it; what it was told before stays as it is.
  if (mayGo && live.some(({ peer_id }) => peer_id === peer.id)) return [];
  if (!mayGo && !isTold) return [];
  return [
    {
      about,
      kind: (best ?? first).kind as NoticeKind,
      object: mayGo
        ? {
            kind: "notice",
            id: best.origin_token,
            about: best.kind as NoticeKind,
            from: "peer",
            observable: { type: best.type, value: best.value } as Observable,
            confidence: best.confidence,
            labels: best.labels,
            validFromUs: best.valid_from_us,
            validUntilUs: best.valid_until_us,
            upstream: best.upstream,
            urgency: best.urgency as Urgency | null,
            met: best.met,
            tlps: [best.tlp],
            memberIds: [],
          }
        : null,
      origin,
      hops: mayGo ? hops : Math.min(hopsMax, first.hops + 1),
      ids: { knownAs: (best ?? first).known_as, echoes: (best ?? first).echoes },
    },
  ];
}
