/** What a member calls its own, for its people and the center's operators alone. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { countExposures, readExposures } from "../../members/index.js";
import { defineAction } from "../action.js";
import { exposureKindShape, exposureShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape, nextShape, pageInput, textShape } from "../shapes.js";

export const exposureList = defineAction({
  id: "exposure-list",
  method: "GET",
  path: "/exposures",
  summary: "A member's exposures, the last registered first",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    kind: exposureKindShape.optional(),
    text: textShape.max(200).optional(),
  }),
  output: z.object({ rows: z.array(exposureShape).readonly(), next: nextShape, total: z.number() }),
  async handle(center, { person }, query) {
    const memberId = memberAsked(person, query.memberId);
    if (memberId instanceof Problem) return memberId;
    const page = await readExposures(center.state.db, { ...query, memberId });
    const rows = await recordsFor(center, person, { record: "exposure", memberId }, page.rows);
    if (rows instanceof Problem) return rows;
    return { rows, next: page.next, total: await countExposures(center.state.db, memberId) };
  },
});
