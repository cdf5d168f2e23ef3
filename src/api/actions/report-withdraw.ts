/** Withdraws a report of the caller's company: whoever got it reads from now on that it is withdrawn. */
import { z } from "zod";
import { readReport, withdrawReport } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { reportShape } from "../report-shapes.js";
import { idShape } from "../shapes.js";

export const reportWithdraw = defineAction({
  id: "report-withdraw",
  method: "POST",
  path: "/reports/:id/withdraw",
  summary: "Withdraw a report of one's own company",
  roles: ["analyst", "admin"],
  scope: "report",
  input: z.object({ id: idShape }),
  output: reportShape,
  async handle(center, { person }, { id }) {
    const community = await loadCommunity(center.state.db);
    const refused = await withdrawReport(center.state, center.clock, community, person, id);
    if (refused !== null) return refused;
    center.changed("report");
    return readReport(center.state, center.clock, community.gate, person, id);
  },
});
