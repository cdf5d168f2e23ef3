/** Which ways of signing in there are, for the sign-in page; the same for everybody. */
import { z } from "zod";
import { passkeyAddress, passkeyPlace } from "../../members/index.js";
import { defineAction } from "../action.js";
import { waysShape } from "../sign-in-shapes.js";

export const signInWays = defineAction({
  id: "sign-in-ways",
  method: "GET",
  path: "/sign-in/ways",
  summary: "The ways of signing in that there are here",
  roles: "public",
  input: z.object({}),
  output: waysShape,
  async handle(center, { origin }) {
    const passkeys = passkeyPlace(origin, center.address) !== null;
    return {
      oidc: center.oidc?.title ?? null,
      passkeys,
      passkeysAt: passkeys ? null : passkeyAddress(center.address),
    };
  },
});
