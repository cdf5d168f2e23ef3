/** Changes a group: what is given is changed, the rest is kept; `memberIds` replaces all of them. */

import { z } from "zod";
import { updateGroup } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { groupInput, groupShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const groupUpdate = defineAction({
  id: "group-update",
  method: "PUT",
  path: "/groups/:id",
  summary: "Change a group; `memberIds` replaces all its members",
  roles: ["operator"],
  input: z.object({
    id: idShape,
    name: groupInput.shape.name.optional(),
    purpose: groupInput.shape.purpose,
    tlpCeiling: groupInput.shape.tlpCeiling,
    memberIds: z.array(idShape).max(1000).optional(),
  }),
  output: groupShape.omit({ listed: true }),
  handle: (center, caller, { id, ...change }) =>
    updateGroup(center.state.db, center.clock, id, change, actorOf(caller)),
});
