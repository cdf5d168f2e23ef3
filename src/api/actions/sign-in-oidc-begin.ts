/** Begins a sign-in by the company's own account: the provider's page to go to, and a step for the way back. */
import { z } from "zod";
import { knownOrigin, membersProblem } from "../../members/index.js";
import { defineAction } from "../action.js";

export const signInOidcBegin = defineAction({
  id: "sign-in-oidc-begin",
  method: "POST",
  path: "/sign-in/oidc/begin",
  summary: "Begin signing in with your company's account",
  roles: "public",
  input: z.object({}),
  output: z.object({ step: z.string(), url: z.string() }),
  async handle(center, { origin }) {
    if (center.oidc === null) return membersProblem("oidc-off", "No provider is configured.");
    return center.oidc.begin(knownOrigin(origin, center.address) ?? new URL(center.address).origin);
  },
});
