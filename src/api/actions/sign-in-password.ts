/** Signs in by e-mail address, password and code; whatever is wrong, the answer is the same. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { signInByPassword, unknownSender } from "../../members/index.js";
import { defineAction } from "../action.js";
import { codeInput, emailInput, passwordInput, signedInShape } from "../sign-in-shapes.js";
import { opened } from "../whose.js";

export const signInPassword = defineAction({
  id: "sign-in-password",
  method: "POST",
  path: "/sign-in/password",
  summary: "Sign in with e-mail address, password and a code",
  roles: "public",
  session: "opens",
  input: z.object({ email: emailInput, password: passwordInput, code: codeInput }),
  output: signedInShape,
  async handle(center, { sender = unknownSender }, input) {
    const signed = await signInByPassword(center.state.db, center.clock, center.secrets, input, sender);
    if (signed instanceof Problem) return signed;
    center.log.info({ person: signed.person.id }, "signed in by password");
    return opened(center, signed);
  },
});
