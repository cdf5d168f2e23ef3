/** Finishes a sign-in by the company's own account with what the provider sent the browser back with. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { membersProblem, unknownSender } from "../../members/index.js";
import { defineAction } from "../action.js";
import { textShape } from "../shapes.js";
import { signedInShape, tokenInput } from "../sign-in-shapes.js";
import { opened } from "../whose.js";

export const signInOidc = defineAction({
  id: "sign-in-oidc",
  method: "POST",
  path: "/sign-in/oidc",
  summary: "Finish signing in with your company's account",
  roles: "public",
  session: "opens",
  input: z.object({ step: tokenInput, query: textShape.min(1).max(8_000) }),
  output: signedInShape,
  async handle(center, { sender = unknownSender }, { step, query }) {
    if (center.oidc === null) return membersProblem("oidc-off", "No provider is configured.");
    const signed = await center.oidc.finish(step, query, sender);
    if (signed instanceof Problem) return signed;
    center.log.info({ person: signed.person.id }, "signed in by the company's account");
    return opened(center, signed);
  },
});
