/** Answers the question that a new machine is: confirmed, or not expected. */
import { listAssets } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { answerReview } from "../inventory-answers.js";
import { assetShape, reviewInput } from "../inventory-shapes.js";

export const assetReview = defineAction({
  id: "asset-review",
  method: "POST",
  path: "/assets/:id/review",
  summary: "Say whether a machine of a control network is known and expected",
  roles: ["analyst", "admin", "operator"],
  input: reviewInput,
  output: assetShape,
  handle: (center, caller, given) =>
    answerReview(center, caller, "asset", given, async (id) => {
      const { rows } = await listAssets(center.state.db, { id, limit: 1 });
      return rows[0];
    }),
});
