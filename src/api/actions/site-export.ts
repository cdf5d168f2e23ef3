/** One of a terminal's own lists as a CSV file that can be imported again. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { exportSiteList } from "../../members/index.js";
import { defineAction } from "../action.js";
import { memberAsked } from "../own-member.js";
import { recordFor } from "../records.js";
import { idShape } from "../shapes.js";
import { siteListShape } from "../site-shapes.js";

export const siteExport = defineAction({
  id: "site-export",
  method: "GET",
  path: "/members/:memberId/site/:list/export",
  summary: "One of a terminal's own lists as CSV",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({ memberId: idShape, list: siteListShape }),
  output: z.object({ csv: z.string() }),
  async handle(center, { person }, { memberId: asked, list }) {
    const memberId = memberAsked(person, asked);
    if (memberId instanceof Problem) return memberId;
    const csv = await exportSiteList(center.state.db, memberId, list);
    return recordFor(center, person, { record: "site", memberId }, { csv });
  },
});
