/** Ends one session of a person whom the caller looks after. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { revokeSessionOf } from "../../members/index.js";
import { defineAction } from "../action.js";
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
  async handle(center, { person: asking }, { id, sessionId }) {
    const person = await lookedAfter(center, asking, id);
    if (person instanceof Problem) return person;
    const hash = await revokeSessionOf(center.state.db, id, sessionId);
    return hash === null ? apiProblem("not-found", "No session has this id.") : { ended: true };
  },
});
