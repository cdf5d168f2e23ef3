/** What was changed in a terminal's own lists: since when, from what to what, by whom. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { readSiteHistory } from "../../members/index.js";
import { defineAction } from "../action.js";
import { pageRowsMax } from "../limits.js";
import { memberAsked } from "../own-member.js";
import { recordsFor } from "../records.js";
import { idShape, textShape } from "../shapes.js";
import { siteChangeShape, siteListShape } from "../site-shapes.js";

export const siteHistory = defineAction({
  id: "site-history",
  method: "GET",
  path: "/members/:memberId/site/history",
  summary: "What was changed in a terminal's own lists, the newest first",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({
    memberId: idShape,
    list: siteListShape.optional(),
    /** Of this entry alone. */
    entry: textShape.max(100).optional(),
    /** From this instant on, in microseconds since 1970. */
    sinceUs: z.coerce.number().int().optional(),
    /** `next` of the page before. */
    after: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(pageRowsMax).default(50),
  }),
  output: z.object({ rows: z.array(siteChangeShape).readonly(), next: z.number().nullable() }),
  async handle(center, { person }, { memberId: asked, entry, ...query }) {
    const memberId = memberAsked(person, asked);
    if (memberId instanceof Problem) return memberId;
    const page = await readSiteHistory(center.state.db, { ...query, entryId: entry, memberId });
    const rows = await recordsFor(center, person, { record: "site", memberId }, page.rows);
    return rows instanceof Problem ? rows : { rows, next: page.next };
  },
});
