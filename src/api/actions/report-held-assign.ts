/** Give a mail that is nobody's to the person it is of. */
import { z } from "zod";
import { assignHeldMail } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";

export const reportHeldAssign = defineAction({
  id: "report-held-assign",
  method: "POST",
  path: "/reports/held/:id/assign",
  summary: "Give a mail that is nobody's to the person it is of",
  roles: ["operator"],
  input: z.object({ id: idShape, personId: idShape }),
  output: z.object({ ok: z.literal(true) }),
  async handle(center, caller, { id, personId }) {
    const fault = await assignHeldMail(center.state, center.clock, id, personId, actorOf(caller));
    return fault ?? { ok: true as const };
  },
});
