/** Begins adding a passkey: what the browser asks its authenticator. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { beginPasskey } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { passkeyPlaceOf } from "../passkey-place.js";
import { passkeyOptionsShape } from "../sign-in-shapes.js";
import { ownSession } from "../whose.js";

export const ownPasskeyBegin = defineAction({
  id: "own-passkey-begin",
  method: "POST",
  path: "/own/passkeys/begin",
  summary: "Begin adding a passkey",
  roles,
  beforeSecondFactor: true,
  input: z.object({}),
  output: z.object({ step: z.string(), options: passkeyOptionsShape }),
  async handle(center, caller) {
    const session = ownSession(caller);
    if (session instanceof Problem) return session;
    const place = passkeyPlaceOf(center, caller);
    if (place instanceof Problem) return place;
    const begun = await beginPasskey(center.state.db, center.clock, session, place);
    return begun instanceof Problem ? begun : { ...begun, options: { ...begun.options } };
  },
});
