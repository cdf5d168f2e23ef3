/** Changes a company: what is given is changed, the rest is kept. */
import { Problem } from "../../base/index.js";
import { updateMember } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape, memberChangeInput, memberShape, withProviders } from "../shapes.js";

export const memberUpdate = defineAction({
  id: "member-update",
  method: "PUT",
  path: "/members/:id",
  summary: "Change a member",
  roles: ["operator"],
  input: memberChangeInput.extend({ id: idShape }),
  output: memberShape,
  async handle(center, caller, { id, ...change }) {
    const member = await updateMember(
      center.state.db,
      center.clock,
      id,
      withProviders(change),
      actorOf(caller),
    );
    if (member instanceof Problem) return member;
    await center.refresh("members");
    return member;
  },
});
