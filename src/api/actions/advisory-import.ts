/**
 * Imports advisories (CSAF 2.0) and CISA's catalog of known exploited flaws. Files of the center's machine are read for the
 * machine's own command line alone, as with indicators; documents on the web for any operator.
 */
import { isAbsolute } from "node:path";
import { z } from "zod";
import { importAdvisories } from "../../intel/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { apiProblem } from "../problems.js";
import { listOf, textShape } from "../shapes.js";

const input = z
  .object({
    paths: z.array(textShape.max(4096).refine(isAbsolute, "give absolute paths")).max(1000).default([]),
    urls: z
      .array(
        textShape
          .max(2000)
          .refine((text) => /^https:\/\//.test(text) && URL.canParse(text), "give https addresses"),
      )
      .max(20)
      .default([]),
  })
  .refine(({ paths, urls }) => paths.length + urls.length > 0, "give files or addresses");

export const advisoryImport = defineAction({
  id: "advisory-import",
  method: "POST",
  path: "/advisories/import",
  summary: "Import advisories (CSAF 2.0) or CISA's catalog of known exploited flaws, from files or the web",
  roles: ["operator"],
  input,
  output: z.object({
    added: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    older: z.number(),
    exploited: z.number(),
    newExploited: z.number(),
    faults: listOf(z.object({ path: z.string(), fault: z.string() })),
    refused: listOf(z.object({ path: z.string(), code: z.string(), detail: z.string() })),
  }),
  async handle(center, caller, { paths, urls }) {
    if (paths.length > 0 && caller.sessionHash !== null)
      return apiProblem(
        "not-allowed",
        "Files of the center's machine are imported with `breakwater advisory import`.",
      );
    return importAdvisories(center.state, center.clock, { paths, urls }, actorOf(caller));
  },
});
