/** Begins a sign-in by passkey: a challenge for whatever passkey the browser has for this center. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { askPasskey } from "../../members/index.js";
import { defineAction } from "../action.js";
import { passkeyPlaceOf } from "../passkey-place.js";
import { passkeyOptionsShape } from "../sign-in-shapes.js";

export const signInPasskeyBegin = defineAction({
  id: "sign-in-passkey-begin",
  method: "POST",
  path: "/sign-in/passkey/begin",
  summary: "Begin signing in with a passkey",
  roles: "public",
  input: z.object({}),
  output: z.object({ step: z.string(), options: passkeyOptionsShape }),
  async handle(center, caller) {
    const place = passkeyPlaceOf(center, caller);
    if (place instanceof Problem) return place;
    const asked = await askPasskey(center.state.db, center.clock, place);
    return { ...asked, options: { ...asked.options } };
  },
});
