/**
 * Redeems a sign-in link. The link carries its token behind `#`, which browsers do not send and mail scanners do
 * not follow; the page posts it, so that a preview of the link burns nothing.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { redeemSignInLink, sessionLongestMs } from "../../members/index.js";
import { defineAction } from "../action.js";
import { personShape, textShape, timeShape } from "../shapes.js";

export const signIn = defineAction({
  id: "sign-in",
  method: "POST",
  path: "/sign-in",
  summary: "Sign in with the token of a one-time link",
  roles: "public",
  session: "opens",
  input: z.object({ token: textShape.min(1).max(200) }),
  output: z.object({ sessionToken: z.string(), expiresUs: timeShape, person: personShape }),
  async handle(center, { sender }, { token }) {
    const signed = await redeemSignInLink(center.state.db, center.clock, token, sender);
    if (signed instanceof Problem) return signed;
    center.log.info({ person: signed.person.id }, "signed in by link");
    return { ...signed, expiresUs: center.clock.nowUs() + sessionLongestMs * 1000 };
  },
});
