/** Removes a company with its people, tokens, sightings and warnings. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { removeMember } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf, makerOf } from "../actor.js";
import { removalShape } from "../member-shapes.js";
import { idShape, memberShape } from "../shapes.js";

/** In the query it is a word, in a body a boolean. */
const flagShape = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")]);

export const memberRemove = defineAction({
  id: "member-remove",
  method: "DELETE",
  path: "/members/:id",
  summary: "Remove a member and everything kept of it",
  roles: ["operator"],
  session: "revokes",
  input: z.object({ id: idShape, withOpenWarnings: flagShape.default(false) }),
  output: memberShape.extend({ removal: removalShape }),
  async handle(center, caller, { id, withOpenWarnings }) {
    const member = await removeMember(center.state.db, center.clock, id, {
      withOpenWarnings,
      actor: actorOf(caller),
      maker: makerOf(caller),
    });
    if (member instanceof Problem) return member;
    await center.refresh("members");
    center.changed("warning");
    return member;
  },
});
