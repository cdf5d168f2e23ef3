/** Forgets an edge that is gone for good. One that runs on makes itself known again; to end it, revoke its token. */
import { z } from "zod";
import { forgetEdge } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape } from "../shapes.js";

export const edgeForget = defineAction({
  id: "edge-forget",
  method: "DELETE",
  path: "/edges/:id",
  summary: "Forget an edge that is gone for good",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape }),
  output: z.object({ id: idShape }),
  async handle(center, caller, { id }) {
    const { db } = center.state;
    const gone = await forgetEdge(db, center.clock, id, caller.person.memberId, actorOf(caller));
    return gone ? { id } : apiProblem("not-found", "No edge has this id.");
  },
});
