/** What members asked for and could not register, with who has it: for operators to settle. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listConflicts } from "../../members/index.js";
import { defineAction } from "../action.js";
import { conflictShape } from "../member-shapes.js";
import { recordsFor } from "../records.js";

export const exposureConflictList = defineAction({
  id: "exposure-conflict-list",
  method: "GET",
  path: "/exposures/conflicts",
  summary: "Exposures that could not be registered, with who has them",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({ rows: z.array(conflictShape).readonly() }),
  async handle(center, { person }) {
    const all = await listConflicts(center.state.db);
    const rows = await recordsFor(center, person, { record: "exposure", memberId: null }, all);
    return rows instanceof Problem ? rows : { rows };
  },
});
