/** Reports the caller may read: its own company's and those that were released to it, by keyset. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { roles } from "../../model/index.js";
import { listReports } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { reportShape } from "../report-shapes.js";
import { nextShape, pageInput } from "../shapes.js";

export const reportList = defineAction({
  id: "report-list",
  method: "GET",
  path: "/reports",
  summary: "Reports, the newest first",
  roles,
  scope: "read",
  input: z.object(pageInput),
  output: z.object({ rows: z.array(reportShape).readonly(), next: nextShape }),
  async handle(center, { person }, { after, limit }) {
    const { gate } = await loadCommunity(center.state.db);
    const page = await listReports(center.state, center.clock, gate, person, { before: after, limit });
    return page instanceof Problem ? page : { rows: page.reports, next: page.next };
  },
});
