/** Detections, the last changed first. A member's people see their own member's only. */
import { z } from "zod";
import { detectionKinds, detectionLevels } from "../../model/index.js";
import { defineAction } from "../action.js";
import { readDetections } from "../detection-rows.js";
import { detectionShape } from "../detection-shapes.js";
import { apiProblem } from "../problems.js";
import { idShape, nextShape, pageInput, textShape } from "../shapes.js";

export const detectionList = defineAction({
  id: "detection-list",
  method: "GET",
  path: "/detections",
  summary: "What rules and detectors of behaviour said, the last changed first",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    rule: textShape.max(200).optional(),
    value: textShape.max(8192).optional(),
    kind: z.enum(detectionKinds).optional(),
    level: z.enum(detectionLevels).optional(),
    /** What knocks everywhere may be left out; how many those are is said. */
    everybody: z.enum(["shown", "hidden"]).default("shown"),
  }),
  output: z.object({
    rows: z.array(detectionShape),
    next: nextShape,
    /** Left out for knocking everywhere, of all that was asked for; counted up to 10,000. */
    hidden: z.number(),
  }),
  async handle(center, { person }, { everybody, ...input }) {
    if (person.memberId !== null && input.memberId !== undefined && input.memberId !== person.memberId)
      return apiProblem("not-found", "No member of yours has this id.");
    const memberId = person.memberId ?? input.memberId;
    const isHidden = everybody === "hidden";
    return readDetections(center.state.db, person, { ...input, memberId, isNoiseHidden: isHidden });
  },
});
