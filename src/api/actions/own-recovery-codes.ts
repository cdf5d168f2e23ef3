/** Makes ten new recovery codes in place of the caller's old ones; shown in this answer and nowhere else. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { renewRecoveryCodes } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { ownSession } from "../whose.js";

export const ownRecoveryCodes = defineAction({
  id: "own-recovery-codes",
  method: "POST",
  path: "/own/recovery-codes",
  summary: "Make ten new recovery codes; the old ones stop working",
  roles,
  input: z.object({}),
  output: z.object({ recoveryCodes: z.array(z.string()).readonly() }),
  async handle(center, caller) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    return renewRecoveryCodes(center.state.db, center.clock, session);
  },
});
