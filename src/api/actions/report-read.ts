/** One report, by the id that the caller knows it by. */
import { z } from "zod";
import { roles } from "../../model/index.js";
import { readReport } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { reportShape } from "../report-shapes.js";
import { idShape } from "../shapes.js";

export const reportRead = defineAction({
  id: "report-read",
  method: "GET",
  path: "/reports/:id",
  summary: "One report",
  roles,
  scope: "read",
  input: z.object({ id: idShape }),
  output: reportShape,
  async handle(center, { person }, { id }) {
    const { gate } = await loadCommunity(center.state.db);
    return readReport(center.state, center.clock, gate, person, id);
  },
});
