/** Throw a mail away that is nobody's. */
import { z } from "zod";
import { discardHeldMail } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";

export const reportHeldDiscard = defineAction({
  id: "report-held-discard",
  method: "POST",
  path: "/reports/held/:id/discard",
  summary: "Throw a mail away that is nobody's",
  roles: ["operator"],
  input: z.object({ id: idShape }),
  output: z.object({ ok: z.literal(true) }),
  async handle(center, caller, { id }) {
    const fault = await discardHeldMail(center.state, center.clock, id, actorOf(caller));
    return fault ?? { ok: true as const };
  },
});
