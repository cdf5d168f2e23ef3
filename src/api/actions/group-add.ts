/** Makes a group of members with a ceiling of its own. */

import { addGroup } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { groupInput, groupShape } from "../member-shapes.js";

export const groupAdd = defineAction({
  id: "group-add",
  method: "POST",
  path: "/groups",
  summary: "Make a group of members",
  roles: ["operator"],
  input: groupInput,
  output: groupShape.omit({ listed: true }),
  handle: (center, caller, input) => addGroup(center.state.db, center.clock, input, actorOf(caller)),
});
