/** Withdraws a report of the caller's company: whoever got it reads from now on that it is withdrawn. */
import { z } from "zod";
import { readReport, withdrawReport } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
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
  async handle(center, caller, { id }) {
    const { person } = caller;
    const community = await loadCommunity(center.state.db);
    const refused = await withdrawReport(center.state, center.clock, community, person, id, actorOf(caller));
    if (refused !== null) return refused;
    center.changed("report");
    return readReport(center.state, center.clock, community.gate, person, id);
  },
});
