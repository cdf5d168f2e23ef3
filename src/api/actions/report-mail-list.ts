/** Mail that waits for the caller: what came from the caller's own address, proven, and was not yet looked at. */
import { z } from "zod";
import { listMailDrafts } from "../../share/index.js";
import { defineAction } from "../action.js";
import { mailDraftShape } from "../report-shapes.js";

export const reportMailList = defineAction({
  id: "report-mail-list",
  method: "GET",
  path: "/reports/mail",
  summary: "Your own mail to the center that waits to be looked at and sent",
  roles: ["analyst", "admin"],
  input: z.object({}),
  output: z.object({
    rows: z.array(mailDraftShape).readonly(),
    /** What may be written to. */
    addresses: z.array(z.string()).readonly(),
  }),
  async handle(center, { person }) {
    const rows = await listMailDrafts(center.state.db, person.id);
    return { rows, addresses: center.reportMail().addresses };
  },
});
