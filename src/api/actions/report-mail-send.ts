/** Sends one's own mail as the report that was made of it; from then on it is a report like any other. */
import { Problem } from "../../base/index.js";
import { readReport, sendMailDraft } from "../../share/index.js";
import { loadCommunity } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { mailSendInput, reportShape } from "../report-shapes.js";
import { openDraft } from "../reported-mail.js";
import { senderOf } from "../reporting.js";

export const reportMailSend = defineAction({
  id: "report-mail-send",
  method: "POST",
  path: "/reports/mail/:id/send",
  summary: "Send a mail of yours as a report",
  roles: ["analyst", "admin"],
  input: mailSendInput,
  output: reportShape,
  async handle(center, caller, { id, withFiles, ...draft }) {
    const { person } = caller;
    const sender = await senderOf(center, person);
    if (sender instanceof Problem) return sender;
    const opened = withFiles ? await openDraft(center, person, id) : null;
    if (opened instanceof Problem) return opened;
    const { gate } = await loadCommunity(center.state.db);
    const sent = await sendMailDraft(
      center.state,
      center.clock,
      gate,
      sender,
      id,
      draft,
      actorOf(caller),
      opened?.files ?? [],
    );
    if (sent instanceof Problem) return sent;
    center.changed("report");
    return readReport(center.state, center.clock, gate, person, sent.id);
  },
});
