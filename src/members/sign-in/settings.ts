/** What may be set for sign-in: the company's own sign-in by OpenID Connect. */
import { z } from "zod";

const oidcSettings = z.strictObject({
  issuer: z
    .url({ protocol: /^https?$/ })
    .describe("The provider's issuer address; HTTPS, or HTTP on this machine's loopback address."),
  clientId: z.string().min(1).max(200).describe("The client's id at the provider."),
  clientSecretFile: z
    .string()
    .optional()
    .describe("A file with the client's secret; left out for a public client, which PKCE protects."),
  title: z
    .string()
    .min(1)
    .max(60)
    .default("your company's account")
    .describe("What the button says after *Sign in with*."),
  domains: z
    .array(z.string().min(1).max(253))
    .max(100)
    .default([])
    .describe("Mail domains that are accepted; all where empty. Only people who are here already get in."),
  mailClaim: z.string().min(1).max(60).default("email").describe("The claim with the mail address."),
  verifiedClaim: z
    .string()
    .min(1)
    .max(60)
    .default("email_verified")
    .describe("The claim that says that the provider verified the address; it must be `true`."),
  providerChecksSecondFactor: z
    .boolean()
    .default(false)
    .describe(
      "True where the provider asks everybody for a second factor without saying so in `amr`; it then counts here.",
    ),
});

export const signInSettings = z.strictObject({
  oidc: oidcSettings.optional().describe("Sign-in by the company's own accounts (OpenID Connect)."),
});

export type OidcSettings = z.infer<typeof oidcSettings>;
export type SignInSettings = z.infer<typeof signInSettings>;
