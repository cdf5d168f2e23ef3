/** Begins setting up a password with a code app: a secret for the app, and what its picture says. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { beginPassword } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { ownSession } from "../whose.js";

export const ownPasswordBegin = defineAction({
  id: "own-password-begin",
  method: "POST",
  path: "/own/password/begin",
  summary: "Begin setting up a password with a code app",
  roles,
  beforeSecondFactor: true,
  input: z.object({}),
  output: z.object({ step: z.string(), secret: z.string(), url: z.string() }),
  async handle(center, caller) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    return beginPassword(center.state.db, center.clock, center.secrets, session);
  },
});
