/**
 * Starts an import of indicators and allow lists from files of the center's own machine. As it reads any path the
 * center may read, only the machine's own command line may call it: a session in a browser may not.
 */
import { isAbsolute } from "node:path";
import { z } from "zod";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { importShape } from "../import-shape.js";
import { apiProblem } from "../problems.js";
import { textShape, tlpShape } from "../shapes.js";

export const intelImport = defineAction({
  id: "intel-import",
  method: "POST",
  path: "/intel/import",
  summary: "Start importing indicators from files of this machine (command line only)",
  roles: ["operator"],
  input: z.object({
    paths: z.array(textShape.max(4096).refine(isAbsolute, "give absolute paths")).min(1).max(1000),
    name: textShape.trim().min(1).max(200).optional(),
    format: textShape.max(64).optional(),
    tlp: tlpShape.optional(),
    confidence: z.number().int().min(0).max(100).optional(),
    labels: z.array(textShape.trim().min(1).max(200)).max(20).optional(),
    replace: z.boolean().optional(),
  }),
  output: importShape,
  async handle(center, caller, input) {
    if (caller.sessionHash !== null)
      return apiProblem(
        "not-allowed",
        "Files of the center's machine are imported with `breakwater intel import`.",
      );
    return (
      center.startImport({ ...input, actor: actorOf(caller) }) ??
      apiProblem("busy", "Another import is under way.")
    );
  },
});
