/** How a member is written to: its language and time zone, set by its own admin or an operator. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { updateMember } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberAsked } from "../own-member.js";
import { idShape, languageShape, memberShape, textShape } from "../shapes.js";

export const memberLanguageSet = defineAction({
  id: "member-language-set",
  method: "PUT",
  path: "/members/:id/language",
  summary: "Set the language and time zone a member is written to in",
  roles: ["admin", "operator"],
  input: z.object({
    id: idShape,
    language: languageShape.optional(),
    timeZone: textShape.trim().max(64).optional(),
  }),
  output: memberShape,
  async handle(center, caller, { id, ...change }) {
    const memberId = memberAsked(caller.person, id);
    return memberId instanceof Problem
      ? memberId
      : updateMember(center.state.db, center.clock, memberId, change, actorOf(caller));
  },
});
