/** To whom a member agrees to be named. Its own admin decides; nobody agrees for a member. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { writeConsents } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { consentInput } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape, memberShape } from "../shapes.js";

export const consentSet = defineAction({
  id: "consent-set",
  method: "PUT",
  path: "/members/:id/consents",
  summary: "Choose to whom this member may be named",
  roles: ["admin"],
  input: z.object({ id: idShape, consents: z.array(consentInput).max(300) }),
  output: memberShape.pick({ consents: true }),
  async handle(center, caller, { id, consents }) {
    const memberId = memberAsked(caller.person, id);
    if (memberId instanceof Problem) return memberId;
    const kept = await writeConsents(center.state.db, center.clock, memberId, consents, actorOf(caller));
    return kept instanceof Problem ? kept : { consents: kept };
  },
});
