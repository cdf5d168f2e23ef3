/** Answers whether a conversation of two machines is expected; what is confirmed belongs to the baseline. */
import { listRelations } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { answerReview } from "../inventory-answers.js";
import { relationShape, reviewInput } from "../inventory-shapes.js";

export const relationReview = defineAction({
  id: "relation-review",
  method: "POST",
  path: "/relations/:id/review",
  summary: "Say whether a conversation of two machines is known and expected",
  roles: ["analyst", "admin", "operator"],
  input: reviewInput,
  output: relationShape,
  handle: (center, caller, given) =>
    answerReview(center, caller, "relation", given, async (id) => {
      const { rows } = await listRelations(center.state.db, { id, limit: 1 });
      return rows[0];
    }),
});
