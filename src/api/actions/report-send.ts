/** A member's report: checked, settled by the gate, kept; it leaves when its time has come. */
import { Problem } from "../../base/index.js";
import { readReport, sendReport } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { reportBytesMax } from "../limits.js";
import { reportInput, reportShape } from "../report-shapes.js";
import { senderOf } from "../reporting.js";

export const reportSend = defineAction({
  id: "report-send",
  method: "POST",
  path: "/reports",
  summary: "Report something to the center and, as far as the report says, to others",
  roles: ["analyst", "admin"],
  scope: "report",
  bodyBytesMax: reportBytesMax,
  input: reportInput,
  output: reportShape,
  async handle(center, caller, { evidence, ...draft }) {
    const { person } = caller;
    const sender = await senderOf(center, person);
    if (sender instanceof Problem) return sender;
    const { gate } = await loadCommunity(center.state.db);
    const sent = await sendReport(
      center.state,
      center.clock,
      gate,
      sender,
      draft,
      caller.scopes === undefined ? "console" : "api",
      actorOf(caller),
      evidence.map(({ name, content }) => ({ name, bytes: Buffer.from(content, "base64") })),
    );
    if (sent instanceof Problem) return sent;
    center.changed("report");
    return readReport(center.state, center.clock, gate, person, sent.id);
  },
});
