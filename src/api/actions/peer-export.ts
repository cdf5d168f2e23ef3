/** What waits for another center as signed lines, to be carried over by hand: one batch at a time. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { readPeer, shareProblem, takeBatch } from "../../share/index.js";
import { appendAudit, inTransaction } from "../../store/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";

export const peerExport = defineAction({
  id: "peer-export",
  method: "POST",
  path: "/peers/:id/export",
  summary: "The next signed batch for another center, to be carried by hand",
  roles: ["operator"],
  input: z.object({
    id: idShape,
    since: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe("The last number that it has; what it acknowledged counts anyway."),
  }),
  output: z.object({ line: z.string(), messages: z.number(), upTo: z.number() }),
  async handle(center, caller, { id, since }) {
    const { state, clock, peerIdentity: identity } = center;
    const peer = await readPeer(state.db, id);
    if (peer instanceof Problem) return peer;
    if (peer.state !== "confirmed") return shareProblem("peer-state", `${peer.name} is ${peer.state}.`);
    await center.fillPeers();
    const parts = { state, identity, nowUs: clock.nowUs() };
    const batch = await takeBatch(parts, peer, await center.peerHead(), since);
    const detail = { messages: batch.messages, upTo: batch.upTo };
    await inTransaction(state.db, (tx) =>
      appendAudit(tx, clock, [{ kind: "peer-export", actor: actorOf(caller), subject: id, detail }]),
    );
    return batch;
  },
});
