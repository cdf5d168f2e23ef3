/** Ends one session of a person whom the caller looks after. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { revokeSessionOf } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape } from "../shapes.js";
import { lookedAfter } from "../whose.js";

export const personSessionEnd = defineAction({
  id: "person-session-end",
  method: "DELETE",
  path: "/people/:id/sessions/:sessionId",
  summary: "End a person's session",
  roles: ["operator", "admin"],
  session: "revokes",
  input: z.object({ id: idShape, sessionId: idShape }),
  output: z.object({ ended: z.boolean() }),
  async handle(center, caller, { id, sessionId }) {
    const person = await lookedAfter(center, caller.person, id);
    if (person instanceof Problem) return person;
    const ended = await revokeSessionOf(center.state.db, center.clock, id, sessionId, actorOf(caller));
    return ended ? { ended } : apiProblem("not-found", "No session has this id.");
  },
});
