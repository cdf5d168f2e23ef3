/** Who talks to whom in control networks, with the difference from the baseline. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { reviewStates } from "../../model/index.js";
import { countReviews, listRelations } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { membersAsked } from "../inventory-answers.js";
import { relationShape, reviewCountsShape } from "../inventory-shapes.js";
import { recordsFor } from "../records.js";
import { idShape, listOf, nextShape, pageInput, textShape, timeShape } from "../shapes.js";

export const relationList = defineAction({
  id: "relation-list",
  method: "GET",
  path: "/relations",
  summary: "Who talks to whom in a control network, with which functions, and what is beyond the baseline",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    /** With this machine at either end. */
    assetId: idShape.optional(),
    review: z.enum(reviewStates).optional(),
    /** Changed at that time or later. */
    sinceUs: z.coerce.number().pipe(timeShape).optional(),
    /** First seen at that time or later. */
    newSinceUs: z.coerce.number().pipe(timeShape).optional(),
    /** Last seen before that time. */
    silentSinceUs: z.coerce.number().pipe(timeShape).optional(),
    /** In an address, the port, a protocol or a function. */
    text: textShape.max(200).optional(),
  }),
  output: z.object({ rows: listOf(relationShape), next: nextShape, reviews: reviewCountsShape }),
  async handle(center, { person }, query) {
    const memberId = membersAsked(person, query.memberId);
    if (memberId instanceof Problem) return memberId;
    const { db } = center.state;
    const page = await listRelations(db, { ...query, memberId });
    const rows = await recordsFor(center, person, { record: "asset", memberId }, page.rows);
    if (rows instanceof Problem) return rows;
    return { rows, next: page.next, reviews: await countReviews(db, "relation", memberId) };
  },
});
