/** Adds the passkey that was begun; the first method of a person comes with ten recovery codes, shown once. */
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { addPasskey } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { textShape } from "../shapes.js";
import { passkeyAnswerInput, passkeyShape, tokenInput } from "../sign-in-shapes.js";
import { ownSession } from "../whose.js";

export const ownPasskeyAdd = defineAction({
  id: "own-passkey-add",
  method: "POST",
  path: "/own/passkeys",
  summary: "Add a passkey",
  roles,
  beforeSecondFactor: true,
  input: z.object({
    step: tokenInput,
    name: textShape.max(60).default(""),
    answer: passkeyAnswerInput.extend({
      response: z.object({ clientDataJSON: textShape.max(8_000), attestationObject: textShape.max(64_000) }),
    }),
  }),
  output: z.object({ passkey: passkeyShape, recoveryCodes: z.array(z.string()).readonly() }),
  async handle(center, caller, { step, name, answer }) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    const read: RegistrationResponseJSON = { ...answer, clientExtensionResults: {} };
    const added = await addPasskey(center.state.db, center.clock, session, { step, name, answer: read });
    if (!(added instanceof Problem)) center.log.info({ person: caller.person.id }, "passkey added");
    return added;
  },
});
