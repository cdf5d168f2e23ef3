/** What would go with a member, for whoever is about to remove it. */
import { z } from "zod";
import { previewRemoval } from "../../members/index.js";
import { defineAction } from "../action.js";
import { removalShape } from "../member-shapes.js";
import { idShape } from "../shapes.js";

export const memberRemovalRead = defineAction({
  id: "member-removal-read",
  method: "GET",
  path: "/members/:id/removal",
  summary: "What removing a member would remove",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: removalShape,
  handle: (center, _caller, { id }) => previewRemoval(center.state.db, id),
});
