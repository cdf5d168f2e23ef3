/** Puts the plan of the port in place of the one there is: GeoJSON, features that can't be read are named. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { planBytesMax, readPlan, writePlan } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { uploadBytesMax } from "../limits.js";
import { textShape } from "../shapes.js";
import { planPutShape } from "../site-shapes.js";

export const planPut = defineAction({
  id: "plan-put",
  method: "PUT",
  path: "/plan",
  summary: "Put the plan of the port",
  roles: ["operator"],
  input: z.object({ geojson: textShape.max(planBytesMax) }),
  output: planPutShape,
  bodyBytesMax: uploadBytesMax,
  async handle({ state, clock }, caller, { geojson }) {
    const read = readPlan(geojson);
    if (read instanceof Problem) return read;
    const { changedUs } = await writePlan(state.db, clock, read.plan, actorOf(caller));
    return { features: read.plan.features.length, refused: read.refused, faults: read.faults, changedUs };
  },
});
