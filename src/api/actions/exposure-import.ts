/** Registers the lines of a CSV file; bad ones are named by number, good ones kept. `dryRun` says what would happen. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { csvCharactersMax, importExposures } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { importBytesMax } from "../limits.js";
import { importReportShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { idShape, textShape } from "../shapes.js";

export const exposureImport = defineAction({
  id: "exposure-import",
  method: "POST",
  path: "/exposures/import",
  summary: "Register the exposures of a CSV file",
  roles: ["analyst", "admin", "operator"],
  input: z.object({
    memberId: idShape.optional(),
    csv: textShape.max(csvCharactersMax),
    dryRun: z.boolean().default(false),
  }),
  output: importReportShape,
  bodyBytesMax: importBytesMax,
  async handle(center, caller, { memberId: asked, csv, dryRun }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const byOperator = caller.person.memberId === null;
    const by = { memberId, byOperator, dryRun, audit: "exposure-import", actor: actorOf(caller) } as const;
    return importExposures(center.state.db, center.clock, by, csv);
  },
});
