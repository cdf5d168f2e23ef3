/** Why: the rule, the sightings it stood on, what the sources say, what the gate decided, who answered. */
import { z } from "zod";
import { roles } from "../../model/index.js";
import { explainWarning } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { explanationShape, idShape } from "../shapes.js";

export const warningExplain = defineAction({
  id: "warning-explain",
  method: "GET",
  path: "/warnings/:id/why",
  summary: "The whole story of a warning",
  roles,
  scope: "read",
  input: z.object({ id: idShape }),
  output: explanationShape,
  handle: (center, { person }, { id }) => explainWarning(center.state, person, id),
});
