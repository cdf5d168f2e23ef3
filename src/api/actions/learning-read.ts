/** How far the baselines of members' control networks are: what is learned can't be poisoned unseen if it is shown. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { readLearning } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { membersAsked } from "../inventory-answers.js";
import { learningShape, learnStateShape } from "../inventory-shapes.js";
import { recordsFor } from "../records.js";
import { idShape, listOf } from "../shapes.js";

export const learningRead = defineAction({
  id: "learning-read",
  method: "GET",
  path: "/learning",
  summary: "Since when and until when each member's baseline is learned, and how much of it is",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({
    rows: listOf(learningShape),
    /** The last that was learned from stored events since the center's start, for the center's people. */
    history: learnStateShape.nullable(),
  }),
  async handle(center, { person }, asked) {
    const memberId = membersAsked(person, asked.memberId);
    if (memberId instanceof Problem) return memberId;
    const rows = await recordsFor(
      center,
      person,
      { record: "asset", memberId },
      await readLearning(center.state.db, memberId),
    );
    if (rows instanceof Problem) return rows;
    // One runs at a time, whoever's it is: that is for the center alone to know.
    return { rows, history: person.memberId === null ? center.learning.state : null };
  },
});
