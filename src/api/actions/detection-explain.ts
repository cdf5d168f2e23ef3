/** Why there is a detection: its records, what mattered in them, and the warnings that came of it. */
import { z } from "zod";
import { explainDetection } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { detectionShape } from "../detection-shapes.js";
import { evidenceShape, idShape, listOf } from "../shapes.js";

export const detectionExplain = defineAction({
  id: "detection-explain",
  method: "GET",
  path: "/detections/:id/why",
  summary: "The whole story of a detection",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({ id: idShape }),
  output: z.object({
    detection: detectionShape.omit({ memberName: true }),
    evidence: listOf(evidenceShape),
    warnings: listOf(z.object({ id: idShape, rule: z.string(), sentence: z.string() })),
  }),
  handle: (center, { person }, { id }) => explainDetection(center.state, person, id),
});
