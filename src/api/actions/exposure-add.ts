/** Registers what a member calls its own. Whether another has it is never told. */
import { Problem } from "../../base/index.js";
import { registerExposures } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { exposureInput, exposureShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";

export const exposureAdd = defineAction({
  id: "exposure-add",
  method: "POST",
  path: "/exposures",
  summary: "Register an exposure",
  roles: ["analyst", "admin", "operator"],
  input: exposureInput.extend({ memberId: idShape.optional() }),
  output: exposureShape,
  async handle(center, caller, { memberId: asked, ...input }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const byOperator = caller.person.memberId === null;
    const by = {
      memberId,
      byOperator,
      dryRun: false,
      audit: "exposure-add",
      actor: actorOf(caller),
    } as const;
    const answers = await registerExposures(center.state.db, center.clock, by, [input]);
    if (answers instanceof Problem) return answers;
    const [answer] = answers as [(typeof answers)[number]];
    return answer.outcome === "refused" ? answer.problem : answer.exposure;
  },
});
