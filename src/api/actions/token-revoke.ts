/** Revokes an API token; it is refused from now on. */
import { z } from "zod";
import { listTokens, revokeToken } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape, tokenShape } from "../shapes.js";

export const tokenRevoke = defineAction({
  id: "token-revoke",
  method: "DELETE",
  path: "/tokens/:id",
  summary: "Revoke an API token",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape }),
  output: tokenShape,
  async handle(center, caller, { id }) {
    const own = await listTokens(center.state.db, caller.person.memberId ?? undefined);
    if (!own.some((token) => token.id === id)) return apiProblem("not-found", "No token has this id.");
    return revokeToken(center.state.db, center.clock, id, actorOf(caller));
  },
});
