/** Ends one of the caller's own sessions; in the browser that has it, it is over with the next request. */
import { z } from "zod";
import { revokeSessionOf } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape } from "../shapes.js";

export const ownSessionEnd = defineAction({
  id: "own-session-end",
  method: "DELETE",
  path: "/own/sessions/:id",
  summary: "End one of your own sessions",
  roles,
  session: "revokes",
  input: z.object({ id: idShape }),
  output: z.object({ ended: z.boolean() }),
  async handle(center, caller, { id }) {
    const { person } = caller;
    const ended = await revokeSessionOf(center.state.db, center.clock, person.id, id, actorOf(caller));
    return ended ? { ended } : apiProblem("not-found", "No session has this id.");
  },
});
