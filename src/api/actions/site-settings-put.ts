/** Sets how long relations in a terminal's control network are learned. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { learningDaysMax, setLearningDays } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";

export const siteSettingsPut = defineAction({
  id: "site-settings-put",
  method: "PUT",
  path: "/members/:memberId/site",
  summary: "Set how long relations in a terminal's control network are learned",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ memberId: idShape, learningDays: z.number().int().min(1).max(learningDaysMax) }),
  output: z.object({ version: z.number(), learningDays: z.number() }),
  async handle(center, caller, { memberId: asked, learningDays }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const { state, clock } = center;
    const version = await setLearningDays(state.db, clock, memberId, learningDays, actorOf(caller));
    if (version instanceof Problem) return version;
    await center.refresh("sites");
    return { version, learningDays };
  },
});
