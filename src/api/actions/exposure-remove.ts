/** Takes an exposure out of the register. Another member's answers as one that never was. */
import { z } from "zod";
import { removeExposure } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { exposureShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const exposureRemove = defineAction({
  id: "exposure-remove",
  method: "DELETE",
  path: "/exposures/:id",
  summary: "Remove an exposure",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ id: idShape }),
  output: exposureShape,
  handle: (center, caller, { id }) =>
    removeExposure(center.state.db, center.clock, id, caller.person.memberId, actorOf(caller)),
});
