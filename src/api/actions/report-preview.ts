/** What each kind of reader would get of a report, before it is sent; nothing is kept. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { evidenceUnfit, previewOf } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { previewFor } from "../previewing.js";
import { previewInput, previewShape } from "../report-shapes.js";
import { senderOf } from "../reporting.js";

/** Stands for the files, whose bytes and names decide nothing. */
const anyFile = { id: "file", name: "file", mediaType: "application/octet-stream", sizeBytes: 1, sha256: "" };

export const reportPreview = defineAction({
  id: "report-preview",
  method: "POST",
  path: "/reports/preview",
  summary: "What others would read of a report",
  roles: ["analyst", "admin"],
  scope: "report",
  input: previewInput,
  output: z.object({
    readers: z.array(previewShape).readonly(),
  }),
  async handle(center, { person }, { withEvidence, ...draft }) {
    const sender = await senderOf(center, person);
    if (sender instanceof Problem) return sender;
    const files = withEvidence ? [anyFile] : [];
    const report = previewOf(draft, sender, center.clock.nowUs(), files);
    if (report instanceof Problem) return report;
    const unfit = withEvidence ? evidenceUnfit(report.attribution) : null;
    if (unfit !== null) return unfit;
    const { gate, groups } = await loadCommunity(center.state.db);
    return { readers: previewFor(gate, report, new Map(groups.map(({ id, name }) => [id, name]))) };
  },
});
