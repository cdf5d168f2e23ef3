/** What each kind of reader would get of a report, before it is sent; nothing is kept. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { previewOf } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { previewShape, reportInput } from "../report-shapes.js";
import { previewFor, senderOf } from "../reporting.js";

export const reportPreview = defineAction({
  id: "report-preview",
  method: "POST",
  path: "/reports/preview",
  summary: "What others would read of a report",
  roles: ["analyst", "admin"],
  scope: "report",
  input: reportInput,
  output: z.object({
    readers: z.array(previewShape).readonly(),
  }),
  async handle(center, { person }, input) {
    const sender = await senderOf(center, person);
    if (sender instanceof Problem) return sender;
    const report = previewOf(input, sender, center.clock.nowUs());
    if (report instanceof Problem) return report;
    const { gate, groups } = await loadCommunity(center.state.db);
    return { readers: previewFor(gate, report, new Map(groups.map(({ id, name }) => [id, name]))) };
  },
});
