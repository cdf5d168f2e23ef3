/** What a member shows of itself to the others. Its own admin decides; nobody does it for a member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { writeDirectoryEntry } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberAsked } from "../own-member.js";
import { directoryShape, idShape, textShape } from "../shapes.js";

export const directorySet = defineAction({
  id: "directory-set",
  method: "PUT",
  path: "/members/:id/directory",
  summary: "Choose what other members see of this one",
  roles: ["admin"],
  input: z.object({ id: idShape, listed: z.boolean(), text: textShape.max(2000).default("") }),
  output: directoryShape,
  async handle(center, caller, { id, ...entry }) {
    const memberId = memberAsked(caller.person, id);
    return memberId instanceof Problem
      ? memberId
      : writeDirectoryEntry(center.state.db, center.clock, memberId, entry, actorOf(caller));
  },
});
