/** Writes the policy of sharing in order to receive, and judges every member by it at once. */

import { writePolicy } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { policyInput, policyShape } from "../member-shapes.js";

export const reciprocitySet = defineAction({
  id: "reciprocity-set",
  method: "PUT",
  path: "/reciprocity",
  summary: "Set the policy of sharing in order to receive",
  roles: ["operator"],
  input: policyInput,
  output: policyShape,
  handle: (center, caller, input) => writePolicy(center.state.db, center.clock, input, actorOf(caller)),
});
