/** What a member's edges get as keyed hashes of what the member may not read. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { blindChoices, setBlind } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { idShape } from "../shapes.js";

export const edgeBlindSet = defineAction({
  id: "edge-blind-set",
  method: "PUT",
  path: "/members/:id/edge-blind",
  summary: "Give a member's edges hashes of what it may not read, or no longer",
  roles: ["operator"],
  input: z.object({ id: idShape, choice: z.enum(blindChoices) }),
  output: z.object({ memberId: idShape, choice: z.enum(blindChoices) }),
  async handle(center, caller, { id, choice }) {
    const set = await setBlind(center.state.db, center.clock, id, choice, actorOf(caller));
    if (set instanceof Problem) return apiProblem("not-found", "No member has this id.");
    return { memberId: id, choice: set };
  },
});
