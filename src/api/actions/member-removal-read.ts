/** What would go with a member, for whoever is about to remove it. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { previewRemoval } from "../../members/index.js";
import { defineAction } from "../action.js";
import { removalShape } from "../member-shapes.js";
import { recordFor } from "../records.js";
import { idShape } from "../shapes.js";

export const memberRemovalRead = defineAction({
  id: "member-removal-read",
  method: "GET",
  path: "/members/:id/removal",
  summary: "What removing a member would remove",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: removalShape,
  async handle(center, { person }, { id }) {
    const removal = await previewRemoval(center.state.db, id);
    if (removal instanceof Problem) return removal;
    return recordFor(center, person, { record: "count", memberId: id }, removal);
  },
});
