/** Ends it with another center: nothing flows, and what it told counts no more. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { endPeer } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";

export const peerEnd = defineAction({
  id: "peer-end",
  method: "POST",
  path: "/peers/:id/end",
  summary: "End it with another center",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: z.object({ name: z.string() }),
  async handle(center, caller, { id }) {
    const peer = await endPeer(center, id, actorOf(caller));
    if (peer instanceof Problem) return peer;
    await center.refresh("indicators");
    return { name: peer.name };
  },
});
