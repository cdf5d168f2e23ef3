/** Why there is a sighting: its records, what the sources say of the value, and the warnings that came of it. */
import { z } from "zod";
import { explainSighting } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { idShape, sightingStoryShape } from "../shapes.js";

export const sightingExplain = defineAction({
  id: "sighting-explain",
  method: "GET",
  path: "/sightings/:id/why",
  summary: "The whole story of a sighting and its hits",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({ id: idShape }),
  output: sightingStoryShape,
  handle: (center, { person }, { id }) => explainSighting(center.state, person, id),
});
