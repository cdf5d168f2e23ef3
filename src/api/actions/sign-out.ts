/** Ends the caller's session, here and in every tab. */
import { z } from "zod";
import { revokeSession } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";

export const signOut = defineAction({
  id: "sign-out",
  method: "POST",
  path: "/sign-out",
  summary: "End this session",
  roles,
  beforeSecondFactor: true,
  session: "ends",
  input: z.object({}),
  output: z.object({ signedOut: z.boolean() }),
  async handle(center, { sessionHash }) {
    if (sessionHash !== null) await revokeSession(center.state.db, center.clock, sessionHash);
    return { signedOut: true };
  },
});
