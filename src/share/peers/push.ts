/**
 * Sending what waits to a peer: batch after batch, each from the last number that the peer said it has, over TLS to
 * exactly the certificate of its invitation, showing one's own. An answer without a number leaves everything as it is.
 */
import { z } from "zod";
import { askOutside, type Clock, Problem } from "../../base/index.js";
import { type Checkpoint, inTransaction, type State } from "../../store/index.js";
import { shareProblem } from "../problems.js";
import { faultOf } from "./batch.js";
import { countRefusals, keepHead, refusalOf } from "./heads.js";
import type { PeerIdentity } from "./identity.js";
import { answerBytesMax, answerTimeoutMs, beatUs, firstWaitUs, longestWaitUs } from "./limits.js";
import { settleAnswer, takeBatch } from "./outbox.js";
import type { Peer } from "./peers.js";

/** Sends a line and answers status and text. */
export type SendLine = (peer: Peer, line: string) => Promise<{ status: number; text: string } | Problem>;

export const peerPath = "/peer/messages";

export function sendByTls(identity: PeerIdentity, mayBeNear: boolean, ending: AbortSignal): SendLine {
  return async ({ url, certificate }, line) => {
    const answered = await askOutside({
      url: `${(url ?? "").replace(/\/+$/, "")}${peerPath}`,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: line,
      bytesMax: answerBytesMax,
      timeoutMs: answerTimeoutMs,
      mayBeNear,
      pinned: { certificateHash: certificate, own: { certificate: identity.certificate, key: identity.key } },
      ending,
    });
    if (answered instanceof Problem) return answered;
    return { status: answered.status, text: Buffer.from(answered.body).toString("utf8") };
  };
}

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const answerShape = z.object({
  received: count,
  atUs: count,
  head: z
    .object({
      number: count.min(1),
      sequence: count,
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      atUs: count,
      publicKey: z.string().regex(/^[0-9a-f]{64}$/),
      signature: z.string().max(100),
    })
    .nullable(),
});

export interface Pushing {
  readonly state: State;
  readonly clock: Clock;
  readonly identity: PeerIdentity;
  readonly send: SendLine;
  /** This center's last signed checkpoint. */
  readonly head: () => Promise<Checkpoint | null>;
}

/** Sends one batch; answers how many messages went, or why none did. */
export async function pushBatch(
  { state, clock, identity, send, head }: Pushing,
  peer: Peer,
): Promise<number | Problem> {
  const { db } = state;
  const batch = await takeBatch({ state, identity, nowUs: clock.nowUs() }, peer, await head());
  await db.updateTable("peer_link").set({ tried_us: clock.nowUs() }).where("peer_id", "=", peer.id).execute();
  const sentUs = clock.nowUs();
  const outcome = readAnswer(await send(peer, batch.line));
  if (outcome instanceof Problem) return noted(db, peer, outcome);
  const anew = await settleAnswer(state, peer.id, outcome.received);
  if (anew instanceof Problem) return noted(db, peer, anew);
  await inTransaction(db, async (tx) => {
    const fault = await keepHead(tx, clock, peer.id, outcome.head);
    if (fault !== null) await countRefusals(tx, clock, peer.id, refusalOf(fault));
    await tx
      .updateTable("peer_link")
      .set({
        reached_us: clock.nowUs(),
        failures: 0,
        note: anew ? "One of the two centers came back from a backup: everything is told anew." : "",
        clock_difference_us: outcome.atUs - Math.round((sentUs + clock.nowUs()) / 2),
      })
      .where("peer_id", "=", peer.id)
      .execute();
  });
  return anew ? 0 : batch.messages;
}

/** Keeps why a try failed where operators read how a peer does. */
async function noted(db: State["db"], peer: Peer, problem: Problem): Promise<Problem> {
  await db
    .updateTable("peer_link")
    .set((eb) => ({ failures: eb("failures", "+", 1), note: problem.detail.slice(0, 300) }))
    .where("peer_id", "=", peer.id)
    .execute();
  return problem;
}

/** What a peer answered, or why that is no answer. */
export function readAnswer(answered: { status: number; text: string } | Problem) {
  if (answered instanceof Problem) return answered;
  const refusal = (detail: string) => shareProblem("peer-answer", detail.slice(0, 300));
  let said: unknown;
  try {
    said = JSON.parse(answered.text);
  } catch {
    return refusal(`Status ${answered.status}, and no JSON.`);
  }
  const read = answerShape.safeParse(said);
  // A gap is answered with 409 and the number to go on from; so is much else, with a code and without a number.
  if (read.success && (answered.status === 200 || answered.status === 409)) return read.data;
  const { detail, code } = (said ?? {}) as { detail?: unknown; code?: unknown };
  if (typeof code === "string" || read.success)
    return refusal(`Status ${answered.status}: ${String(code ?? "")} ${String(detail ?? "")}`);
  return refusal(`Status ${answered.status}: ${faultOf(read.error)}`);
}

/** When a peer is tried next: at once where something waits and it answers, later each time where it does not. */
export function nextTryUs(link: {
  readonly waiting: number;
  readonly triedUs: number | null;
  readonly failures: number;
}): number {
  if (link.triedUs === null) return 0;
  if (link.failures > 0)
    return link.triedUs + Math.min(firstWaitUs * 2 ** Math.min(link.failures, 20), longestWaitUs);
  return link.waiting > 0 ? 0 : link.triedUs + beatUs;
}
