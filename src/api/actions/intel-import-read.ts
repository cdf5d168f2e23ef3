/** How far the import is, or what the last one came to. */
import { z } from "zod";
import { defineAction } from "../action.js";
import { importShape } from "../import-shape.js";

export const intelImportRead = defineAction({
  id: "intel-import-read",
  method: "GET",
  path: "/intel/import",
  summary: "How far the import of indicators is, or what the last one came to",
  roles: ["operator"],
  input: z.object({}),
  output: importShape,
  handle: async (center) => center.importState(),
});
