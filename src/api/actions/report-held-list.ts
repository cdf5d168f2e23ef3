/** Mail to the center that is nobody's yet: what it says of itself, what is known of its sender, why it is held. */
import { z } from "zod";
import { listHeldMail } from "../../share/index.js";
import { defineAction } from "../action.js";
import { heldMailShape } from "../report-shapes.js";

export const reportHeldList = defineAction({
  id: "report-held-list",
  method: "GET",
  path: "/reports/held",
  summary: "Mail that is held, as nobody is surely its sender",
  roles: ["operator"],
  input: z.object({}),
  output: z.object({ rows: z.array(heldMailShape).readonly() }),
  async handle(center) {
    return { rows: await listHeldMail(center.state.db) };
  },
});
