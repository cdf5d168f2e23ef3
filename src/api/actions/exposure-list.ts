/** What a member calls its own, for its people and the center's operators alone. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { countExposures, listOwnWaiting, readExposures } from "../../members/index.js";
import { defineAction } from "../action.js";
import { exposureKindShape, exposureShape, waitingExposureShape } from "../member-shapes.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape, nextShape, pageInput, textShape } from "../shapes.js";

export const exposureList = defineAction({
  id: "exposure-list",
  method: "GET",
  path: "/exposures",
  summary: "A member's exposures, the last registered first, and what waits for the center",
  roles: ["viewer", "analyst", "admin", "operator"],
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    kind: exposureKindShape.optional(),
    text: textShape.max(200).optional(),
  }),
  output: z.object({
    rows: z.array(exposureShape).readonly(),
    next: nextShape,
    total: z.number(),
    /** What was asked for and waits for the center to confirm. */
    waiting: z.array(waitingExposureShape).readonly(),
  }),
  async handle(center, { person }, query) {
    const memberId = memberAsked(person, query.memberId);
    if (memberId instanceof Problem) return memberId;
    const page = await readExposures(center.state.db, { ...query, memberId });
    const rows = await recordsFor(center, person, { record: "exposure", memberId }, page.rows);
    if (rows instanceof Problem) return rows;
    const asked = await listOwnWaiting(center.state.db, memberId);
    const waiting = await recordsFor(center, person, { record: "exposure", memberId }, asked);
    if (waiting instanceof Problem) return waiting;
    return { rows, waiting, next: page.next, total: await countExposures(center.state.db, memberId) };
  },
});
