/** The caller has kept the recovery codes it was shown. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { keepRecoveryCodes } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { ownSession } from "../whose.js";

export const ownRecoveryCodesKeep = defineAction({
  id: "own-recovery-codes-keep",
  method: "POST",
  path: "/own/recovery-codes/kept",
  summary: "Say that you have kept your recovery codes",
  roles,
  input: z.object({}),
  output: z.object({ kept: z.boolean() }),
  async handle(center, caller) {
    const session = ownSession(caller);
    return session instanceof Problem ? session : keepRecoveryCodes(center.state.db, center.clock, session);
  },
});
