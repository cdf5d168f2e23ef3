/** Signs in with a passkey. */
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { signInByPasskey, unknownSender } from "../../members/index.js";
import { defineAction } from "../action.js";
import { textShape } from "../shapes.js";
import { passkeyAnswerInput, signedInShape, tokenInput } from "../sign-in-shapes.js";
import { opened } from "../whose.js";

export const signInPasskey = defineAction({
  id: "sign-in-passkey",
  method: "POST",
  path: "/sign-in/passkey",
  summary: "Sign in with a passkey",
  roles: "public",
  session: "opens",
  input: z.object({
    step: tokenInput,
    answer: passkeyAnswerInput.extend({
      response: z.object({
        clientDataJSON: textShape.max(8_000),
        authenticatorData: textShape.max(8_000),
        signature: textShape.max(8_000),
        userHandle: textShape.max(200).optional(),
      }),
    }),
  }),
  output: signedInShape,
  async handle(center, { sender = unknownSender }, { step, answer }) {
    const { userHandle, ...response } = answer.response;
    const read: AuthenticationResponseJSON = {
      ...answer,
      response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
      clientExtensionResults: {},
    };
    const signed = await signInByPasskey(center.state.db, center.clock, { step, answer: read }, sender);
    if (signed instanceof Problem) return signed;
    center.log.info({ person: signed.person.id }, "signed in by passkey");
    return opened(center, signed);
  },
});
