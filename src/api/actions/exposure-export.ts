/** A member's register as a CSV file that can be imported again. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { listExposuresOf, writeExposuresCsv } from "../../members/index.js";
import { defineAction } from "../action.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape } from "../shapes.js";

export const exposureExport = defineAction({
  id: "exposure-export",
  method: "GET",
  path: "/exposures/export",
  summary: "A member's exposures as CSV",
  roles: ["analyst", "admin", "operator"],
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({ csv: z.string() }),
  async handle(center, { person }, { memberId: asked }) {
    const memberId = memberAsked(person, asked);
    if (memberId instanceof Problem) return memberId;
    const all = await listExposuresOf(center.state.db, memberId);
    const rows = await recordsFor(center, person, { record: "exposure", memberId }, all);
    return rows instanceof Problem ? rows : { csv: writeExposuresCsv(rows) };
  },
});
