/** Sets the password and the code app that were begun; answers ten recovery codes, shown once. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { setPassword } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { codeInput, emailInput, passwordInput, tokenInput } from "../sign-in-shapes.js";
import { ownSession } from "../whose.js";

export const ownPasswordSet = defineAction({
  id: "own-password-set",
  method: "POST",
  path: "/own/password",
  summary: "Set your password and code app; other sessions of yours end",
  roles,
  session: "revokes",
  beforeSecondFactor: true,
  input: z.object({
    step: tokenInput,
    code: codeInput,
    password: passwordInput,
    email: emailInput.optional(),
  }),
  output: z.object({ recoveryCodes: z.array(z.string()).readonly() }),
  async handle(center, caller, input) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    const set = await setPassword(center.state.db, center.clock, center.secrets, session, input);
    if (!(set instanceof Problem)) center.log.info({ person: caller.person.id }, "password and code app set");
    return set;
  },
});
