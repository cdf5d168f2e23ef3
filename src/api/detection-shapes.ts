/** What the API says of detections. */
import { z } from "zod";
import { detectionKinds, detectionLevels, targetednesses } from "../model/index.js";
import { idShape, listOf, observableShape, timeShape } from "./shapes.js";

export const detectionShape = z.object({
  id: idShape,
  memberId: idShape,
  memberName: z.string(),
  rule: z.object({
    id: z.string(),
    title: z.string(),
    kind: z.enum(detectionKinds),
    level: z.enum(detectionLevels),
    techniques: listOf(z.string()),
  }),
  subject: observableShape.nullable(),
  about: z.string(),
  count: z.number(),
  firstUs: timeShape,
  lastUs: timeShape,
  /** A member is told `everybody` or `unknown`. */
  targetedness: z.enum(targetednesses),
  fields: z.record(z.string(), z.string()).readonly(),
  mark: z.string().nullable(),
});
