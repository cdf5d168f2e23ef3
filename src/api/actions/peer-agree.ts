/** Changes what flows to and from another center. What may no longer go is taken back. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { agreeWithPeer } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { agreementParts } from "../peer-shapes.js";
import { idShape } from "../shapes.js";

export const peerAgree = defineAction({
  id: "peer-agree",
  method: "PUT",
  path: "/peers/:id/agreement",
  summary: "Change what flows to and from another center",
  roles: ["operator"],
  input: z.object({
    id: idShape,
    tlpCeiling: agreementParts.tlpCeiling.optional(),
    kinds: agreementParts.kinds.optional(),
    direction: agreementParts.direction.optional(),
  }),
  output: z.object(agreementParts),
  async handle(center, caller, { id, ...change }) {
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const peer = await agreeWithPeer(center, id, said, actorOf(caller));
    if (peer instanceof Problem) return peer;
    center.wakePeers();
    return { ...peer.agreement, kinds: [...peer.agreement.kinds] };
  },
});
