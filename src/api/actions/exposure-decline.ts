/** Keeps a suggestion away: it is not made again. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { declineSuggestion } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { exposureKindShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape, textShape } from "../shapes.js";

export const exposureDecline = defineAction({
  id: "exposure-decline",
  method: "POST",
  path: "/exposures/declined",
  summary: "Decline a suggested exposure",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ memberId: idShape.optional(), kind: exposureKindShape, value: textShape.max(400) }),
  output: z.object({ kind: exposureKindShape, value: z.string() }),
  async handle(center, caller, { memberId: asked, ...suggestion }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    return declineSuggestion(center.state.db, center.clock, memberId, suggestion, actorOf(caller));
  },
});
