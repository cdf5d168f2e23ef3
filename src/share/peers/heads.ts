/**
 * The heads of one another's audit chains (rule 7): every batch and every answer carries the sender's last signed
 * checkpoint, and the receiver keeps it. Whoever rewrites a chain below its own program can't rewrite what others hold
 * of it: `audit verify --head` checks a chain against it. A head that contradicts one held is refused and told.
 */
import { type Kysely, sql } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import { type Checkpoint, isSignedCheckpoint, type Tables } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { headsKept } from "./limits.js";

export async function keepHead(
  tx: Kysely<Tables>,
  clock: Clock,
  peerId: string,
  head: Checkpoint | null,
): Promise<Problem | null> {
  if (head === null) return null;
  if (!isSignedCheckpoint(head)) return shareProblem("peer-head", `Checkpoint ${head.number} is not signed.`);
  const held = await tx
    .selectFrom("peer_head")
    .selectAll()
    .where("peer_id", "=", peerId)
    .where("public_key", "=", head.publicKey)
    .where((eb) =>
      eb.or([
        eb("number", "=", head.number),
        eb.and([eb("number", "<", head.number), eb("sequence", ">", head.sequence)]),
        eb.and([eb("number", ">", head.number), eb("sequence", "<", head.sequence)]),
      ]),
    )
    .execute();
  const same = held.find(({ number }) => number === head.number);
  if (same?.hash === head.hash && same.sequence === head.sequence) return null;
  if (held.length > 0)
    return shareProblem(
      "peer-head",
      `Checkpoint ${head.number} is over entry ${head.sequence}, ${head.hash.slice(0, 16)}…; held is checkpoint ${held[0]?.number} over entry ${held[0]?.sequence}, ${held[0]?.hash.slice(0, 16)}….`,
    );
  await tx
    .insertInto("peer_head")
    .values({
      peer_id: peerId,
      public_key: head.publicKey,
      number: head.number,
      sequence: head.sequence,
      hash: head.hash,
      at_us: head.atUs,
      signature: head.signature,
      received_us: clock.nowUs(),
    })
    .execute();
  await sql`
    delete from peer_head where peer_id = ${peerId} and public_key = ${head.publicKey} and number < (
      select min(number) from (
        select number from peer_head where peer_id = ${peerId} and public_key = ${head.publicKey}
        order by number desc limit ${headsKept}) as newest)`.execute(tx);
  return null;
}

/** The newest head held of a peer; null where it never sent one. */
export async function lastHead(db: Kysely<Tables>, peerId: string): Promise<Checkpoint | null> {
  const row = await db
    .selectFrom("peer_head")
    .selectAll()
    .where("peer_id", "=", peerId)
    .orderBy("received_us", "desc")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined
    ? null
    : {
        number: row.number,
        sequence: row.sequence,
        hash: row.hash,
        atUs: row.at_us,
        publicKey: row.public_key,
        signature: row.signature,
      };
}

/** Counts what was refused of a peer, by why, for operators. */
export async function countRefusals(
  tx: Kysely<Tables>,
  clock: Clock,
  peerId: string,
  refused: ReadonlyMap<string, { readonly count: number; readonly detail: string }>,
): Promise<void> {
  for (const [code, { count, detail }] of refused)
    await tx
      .insertInto("peer_refusal")
      .values({ peer_id: peerId, code, count, detail: detail.slice(0, 300), last_us: clock.nowUs() })
      .onConflict((conflict) =>
        conflict.columns(["peer_id", "code"]).doUpdateSet((eb) => ({
          count: eb("peer_refusal.count", "+", count),
          detail: eb.ref("excluded.detail"),
          last_us: eb.ref("excluded.last_us"),
        })),
      )
      .execute();
}

export const refusalOf = (problem: Problem): ReadonlyMap<string, { count: number; detail: string }> =>
  new Map([[problem.code.replace(/^share\./, ""), { count: 1, detail: problem.detail }]]);
