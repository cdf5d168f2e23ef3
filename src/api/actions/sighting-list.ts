/**
 * Sightings, the last changed first. A member's people see their own member's only: who else saw a value is for
 * warnings to say, through the gate.
 */
import { z } from "zod";
import { defineAction } from "../action.js";
import { apiProblem } from "../problems.js";
import { idShape, nextShape, pageInput, sightingShape, textShape } from "../shapes.js";
import { readSightings } from "../sighting-rows.js";

export const sightingList = defineAction({
  id: "sighting-list",
  method: "GET",
  path: "/sightings",
  summary: "Sightings, the last changed first",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({ ...pageInput, value: textShape.max(8192).optional(), memberId: idShape.optional() }),
  output: z.object({ rows: z.array(sightingShape), next: nextShape }),
  async handle(center, { person }, input) {
    if (person.memberId !== null && input.memberId !== undefined && input.memberId !== person.memberId)
      return apiProblem("not-found", "No member of yours has this id.");
    const memberId = person.memberId ?? input.memberId;
    return readSightings(center.state.db, person, { ...input, memberId });
  },
});
