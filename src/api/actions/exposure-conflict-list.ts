/** What members asked for and could not register, with who has it: for operators to settle. */
import { z } from "zod";
import { listConflicts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { conflictShape } from "../member-shapes.js";

export const exposureConflictList = defineAction({
  id: "exposure-conflict-list",
  method: "GET",
  path: "/exposures/conflicts",
  summary: "Exposures that could not be registered, with who has them",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({ rows: z.array(conflictShape).readonly() }),
  handle: async (center) => ({ rows: await listConflicts(center.state.db) }),
});
