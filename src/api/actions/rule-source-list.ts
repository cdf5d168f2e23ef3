/** Where rules come from, in which versions, and what waits to be looked at. */
import { z } from "zod";
import { listSources } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { sourceShape } from "../rule-shapes.js";
import { listOf } from "../shapes.js";

export const ruleSourceList = defineAction({
  id: "rule-source-list",
  method: "GET",
  path: "/rules/sources",
  summary: "Where rules come from, and in which versions",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({}),
  output: z.object({ rows: listOf(sourceShape) }),
  handle: async ({ state }) => ({ rows: await listSources(state.db) }),
});
