/** Meets the second factor in a session that came by a link. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { confirmSession, unknownSender } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { codeInput } from "../sign-in-shapes.js";
import { ownSession } from "../whose.js";

export const ownConfirm = defineAction({
  id: "own-confirm",
  method: "POST",
  path: "/own/confirm",
  summary: "Confirm this session with a code of your app or a recovery code",
  roles,
  beforeSecondFactor: true,
  input: z.object({ code: codeInput }),
  output: z.object({ confirmed: z.boolean() }),
  async handle(center, caller, { code }) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    return confirmSession(
      center.state.db,
      center.clock,
      center.secrets,
      session,
      code,
      caller.sender ?? unknownSender,
    );
  },
});
