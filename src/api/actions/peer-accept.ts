/** Takes another center's invitation, or its answer to one's own. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { acceptPeer } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape, textShape } from "../shapes.js";

export const peerAccept = defineAction({
  id: "peer-accept",
  method: "POST",
  path: "/peers/accept",
  summary: "Take another center's invitation or its answer",
  roles: ["operator"],
  input: z.object({ line: textShape.max(8192) }),
  output: z.object({
    id: idShape,
    name: z.string(),
    fingerprint: z.string(),
    /** For the other side to accept; null where the line was its answer. */
    answer: z.string().nullable(),
  }),
  async handle({ state, clock, peerIdentity: identity }, caller, { line }) {
    const accepted = await acceptPeer({ state, clock, identity }, line, actorOf(caller));
    if (accepted instanceof Problem) return accepted;
    const { peer, fingerprint, answer } = accepted;
    return { id: peer.id, name: peer.name, fingerprint, answer };
  },
});
