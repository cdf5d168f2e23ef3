/** Says that people compared the fingerprint and it is the same on both sides: from now on what was agreed flows. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { confirmPeer } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape, textShape } from "../shapes.js";

export const peerConfirm = defineAction({
  id: "peer-confirm",
  method: "POST",
  path: "/peers/:id/confirm",
  summary: "Confirm that both sides read the same fingerprint",
  roles: ["operator"],
  input: z.object({
    id: idShape,
    fingerprint: textShape.max(200).optional().describe("As the other side reads it; compared where given."),
  }),
  output: z.object({ name: z.string() }),
  async handle(center, caller, { id, fingerprint }) {
    const { state, clock, peerIdentity: identity } = center;
    const peer = await confirmPeer({ state, clock, identity }, id, fingerprint, actorOf(caller));
    if (peer instanceof Problem) return peer;
    center.wakePeers();
    return { name: peer.name };
  },
});
