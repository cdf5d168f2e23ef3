/** Gives a token a new secret; the old one works for an hour more unless said otherwise. */
import { z } from "zod";
import { listTokens, rotateToken } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape, tokenShape } from "../shapes.js";

export const tokenRotate = defineAction({
  id: "token-rotate",
  method: "POST",
  path: "/tokens/:id/rotate",
  summary: "Make a new secret in place of a token's; it is shown once",
  roles: ["operator", "admin"],
  input: z.object({ id: idShape, graceMinutes: z.number().int().min(0).max(10_080).default(60) }),
  output: z.object({ token: z.string(), record: tokenShape }),
  async handle(center, caller, { id, graceMinutes }) {
    const own = await listTokens(center.state.db, caller.person.memberId ?? undefined);
    if (!own.some((token) => token.id === id)) return apiProblem("not-found", "No token has this id.");
    const options = { graceMs: graceMinutes * 60_000, maker: makerOf(caller) };
    return rotateToken(center.state.db, center.clock, id, options, actorOf(caller));
  },
});
