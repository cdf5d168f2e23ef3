/** Removes a company with its people, tokens, sightings and warnings. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removeMember } from "../../members/index.js";
import { defineAction } from "../action.js";
import { idShape, memberShape } from "../shapes.js";

export const memberRemove = defineAction({
  id: "member-remove",
  method: "DELETE",
  path: "/members/:id",
  summary: "Remove a member and everything kept of it",
  roles: ["operator"],
  session: "revokes",
  input: z.object({ id: idShape }),
  output: memberShape,
  async handle(center, _caller, { id }) {
    const member = await removeMember(center.state.db, id);
    if (member instanceof Problem) return member;
    await center.refresh("members");
    center.changed("warning");
    return member;
  },
});
