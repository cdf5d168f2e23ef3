/** What a member's own telemetry says it has, for it to register or to decline. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { suggestExposures } from "../../members/index.js";
import { defineAction } from "../action.js";
import { suggestionShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";

export const exposureSuggest = defineAction({
  id: "exposure-suggest",
  method: "GET",
  path: "/exposures/suggestions",
  summary: "Exposures that a member's own telemetry suggests",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ rows: z.array(suggestionShape).readonly() }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = memberAsked(person, asked);
    if (memberId instanceof Problem) return memberId;
    const { state, clock, events } = center;
    const made = await suggestExposures(state.db, clock, (...asking) => events.query(...asking), memberId);
    if (made instanceof Problem) return made;
    const rows = await recordsFor(center, person, { record: "exposure", memberId }, made);
    return rows instanceof Problem ? rows : { rows };
  },
});
