/** Health of the doors and stores, each with what to do where it is not well. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { sourceShape } from "../shapes.js";

export const sourceList = defineAction({
  id: "source-list",
  method: "GET",
  path: "/sources",
  summary: "Health of sources and stores",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({}),
  output: z.object({
    rows: z.array(sourceShape).readonly(),
    stateForm: z.string(),
    notes: z.array(z.string()).readonly(),
    version: z.string(),
  }),
  handle: async (center) => ({
    rows: center.health(),
    stateForm: center.state.form,
    notes: center.state.notes,
    version: center.version,
  }),
});
