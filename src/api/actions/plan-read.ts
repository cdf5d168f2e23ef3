/** The plan of the port; a member reads it without what others call their cranes and machines. */
import { z } from "zod";
import { keptPlan, readSite } from "../../members/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { apiProblem } from "../problems.js";
import { planReadShape } from "../site-shapes.js";

export const planRead = defineAction({
  id: "plan-read",
  method: "GET",
  path: "/plan",
  summary: "The plan of the port, as GeoJSON",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({}),
  output: planReadShape,
  async handle({ state }, { person }) {
    const kept = await keptPlan(state.db);
    const { cranes } = person.memberId === null ? { cranes: [] } : await readSite(state.db, person.memberId);
    const { gate } = await loadCommunity(state.db);
    const plan = kept?.plan ?? { type: "FeatureCollection", features: [] };
    const decision = gate.decide({
      object: { kind: "plan", id: "plan", plan, cranes },
      recipient: { kind: "person", person },
      channel: "console",
    });
    if (!decision.released) return apiProblem("not-found", "There is no plan for you.");
    return kept === null
      ? { plan: null, changedUs: null }
      : { plan: decision.form, changedUs: kept.changedUs };
  },
});
