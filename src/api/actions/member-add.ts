/** Adds a company with its networks; from then on telemetry is read as its own. */
import { Problem } from "../../base/index.js";
import { addMember } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberInput, memberShape, withProviders } from "../shapes.js";

export const memberAdd = defineAction({
  id: "member-add",
  method: "POST",
  path: "/members",
  summary: "Add a member",
  roles: ["operator"],
  input: memberInput,
  output: memberShape,
  async handle(center, caller, input) {
    const member = await addMember(center.state.db, center.clock, withProviders(input), actorOf(caller));
    if (member instanceof Problem) return member;
    await center.refresh("members");
    center.changed("source");
    return member;
  },
});
