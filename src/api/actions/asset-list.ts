/**
 * Assets of control networks, as passive watching found them: a member's own for its people, any member's or all for the
 * center's operators and auditors.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { assetRoles, reviewStates } from "../../model/index.js";
import { countReviews, listAssets } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { membersAsked } from "../inventory-answers.js";
import { assetShape, reviewCountsShape } from "../inventory-shapes.js";
import { recordsFor } from "../records.js";
import { idShape, listOf, nextShape, pageInput, textShape, timeShape } from "../shapes.js";

export const assetList = defineAction({
  id: "asset-list",
  method: "GET",
  path: "/assets",
  summary: "Machines of a control network, with the evidence for what each is, the last changed first",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  scope: "read",
  input: z.object({
    ...pageInput,
    memberId: idShape.optional(),
    review: z.enum(reviewStates).optional(),
    role: z.enum(assetRoles).optional(),
    crane: textShape.max(100).optional(),
    /** Changed at that time or later. */
    sinceUs: z.coerce.number().pipe(timeShape).optional(),
    /** In its address, MAC address, maker, identity, zone or protocols. */
    text: textShape.max(200).optional(),
  }),
  output: z.object({
    rows: listOf(assetShape),
    next: nextShape,
    /** Of all of the member's, whatever was asked for. */
    reviews: reviewCountsShape,
  }),
  async handle(center, { person }, { crane, ...query }) {
    const memberId = membersAsked(person, query.memberId);
    if (memberId instanceof Problem) return memberId;
    const { db } = center.state;
    const page = await listAssets(db, { ...query, memberId, craneId: crane });
    const rows = await recordsFor(center, person, { record: "asset", memberId }, page.rows);
    if (rows instanceof Problem) return rows;
    return { rows, next: page.next, reviews: await countReviews(db, "asset", memberId) };
  },
});
