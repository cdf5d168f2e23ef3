/** Throw a mail of yours away. */
import { z } from "zod";
import { discardMailDraft } from "../../share/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { idShape } from "../shapes.js";

export const reportMailDiscard = defineAction({
  id: "report-mail-discard",
  method: "POST",
  path: "/reports/mail/:id/discard",
  summary: "Throw a mail of yours away",
  roles: ["analyst", "admin"],
  input: z.object({ id: idShape }),
  output: z.object({ ok: z.literal(true) }),
  async handle(center, caller, { id }) {
    const fault = await discardMailDraft(center.state, center.clock, caller.person.id, id, actorOf(caller));
    return fault ?? { ok: true as const };
  },
});
