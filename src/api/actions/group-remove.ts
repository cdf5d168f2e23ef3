/** Removes a group and every consent that was to it; its members stay. */
import { z } from "zod";
import { removeGroup } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { groupShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const groupRemove = defineAction({
  id: "group-remove",
  method: "DELETE",
  path: "/groups/:id",
  summary: "Remove a group",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: groupShape.omit({ listed: true }),
  handle: (center, caller, { id }) => removeGroup(center.state.db, center.clock, id, actorOf(caller)),
});
