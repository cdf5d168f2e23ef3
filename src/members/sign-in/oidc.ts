/**
 * Sign-in by the company's own accounts (OpenID Connect, code flow with PKCE, state and nonce;
 * https://openid.net/specs/openid-connect-core-1_0.html). It never makes a person: whoever comes must be here by the
 * mail address that the provider verified. The account's subject is kept at the first sign-in, so that an address
 * given to somebody else later does not bring the old person's rights along.
 */
import { readFileSync } from "node:fs";
import type { Kysely } from "kysely";
import * as client from "openid-client";
import { type Clock, type Log, type Problem, Refusal } from "../../base/index.js";
import { appendAudit, inTransaction, type Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { openSession, type SignedIn } from "../sessions.js";
import { domainOf, normalEmail } from "./email.js";
import type { Sender } from "./sender.js";
import type { OidcSettings } from "./settings.js";
import { holdForSignIn, personOf } from "./standing.js";
import { isOver, openStep, type Step, takeStep } from "./steps.js";

/** Below what a browser waits for. */
const answerSeconds = 10;
/** Where the provider sends the browser back to: a page of the console, which posts what it got. */
export const oidcReturnPath = "/sign-in/oidc";

export interface Oidc {
  readonly title: string;
  /** The provider's page for the browser, and the step that only this browser has. `origin` is the console's. */
  begin(origin: string): Promise<{ readonly url: string; readonly step: string } | Problem>;
  /** Redeems what the provider sent back: the whole query of the address. */
  finish(step: string, query: string, sender: Sender): Promise<SignedIn | Problem>;
}

interface Asked {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirect: string;
}

const refusal = (): Problem =>
  membersProblem(
    "oidc-refused",
    "The answer is not to what was asked here, or nobody here has that account.",
  );

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

function readSecret(path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Refusal(
      membersProblem(
        "oidc-unavailable",
        `${path}: ${(error as NodeJS.ErrnoException).code ?? "unreadable"}`,
        "Mend `signIn.oidc.clientSecretFile` in the configuration.",
      ),
    );
  }
}

/** Throws a Refusal where the settings can't be used; the provider is asked at the first sign-in. */
export function openOidc(db: Kysely<Tables>, clock: Clock, log: Log, settings: OidcSettings): Oidc {
  const issuer = new URL(settings.issuer);
  if (issuer.protocol === "http:" && !isLoopback(issuer))
    throw new Refusal(
      membersProblem(
        "oidc-unavailable",
        `${settings.issuer} is not HTTPS.`,
        "Give the provider's HTTPS address in `signIn.oidc.issuer`.",
      ),
    );
  const secret = readSecret(settings.clientSecretFile);
  let found: Promise<client.Configuration> | null = null;
  const provider = async (): Promise<client.Configuration | null> => {
    found ??= client.discovery(
      issuer,
      settings.clientId,
      undefined,
      secret === null ? client.None() : client.ClientSecretBasic(secret),
      { timeout: answerSeconds, execute: isLoopback(issuer) ? [client.allowInsecureRequests] : [] },
    );
    try {
      return await found;
    } catch (error) {
      found = null;
      log.warn({ error }, "the OpenID provider does not answer");
      return null;
    }
  };

  return {
    title: settings.title,
    async begin(origin) {
      const config = await provider();
      if (config === null) return membersProblem("oidc-unavailable", "Its description could not be read.");
      const asked: Asked = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        redirect: `${origin}${oidcReturnPath}`,
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: asked.redirect,
        scope: "openid email profile",
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, step: await openStep(db, clock, "oidc", null, asked) };
    },
    async finish(step, query, sender) {
      const taken = await takeStep(db, clock, "oidc", step);
      if (taken === null) return membersProblem("step-refused", "No such sign-in is under way.");
      const config = await provider();
      if (config === null) return membersProblem("oidc-unavailable", "Its description could not be read.");
      const claims = await redeem(config, taken.content as Asked, query, log);
      if (claims === null) return refusal();
      return admit(db, clock, settings, claims, taken, sender);
    },
  };
}

type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

/** The claims of the ID token, and where the address is not in it, of the user info; null where anything is wrong. */
async function redeem(
  config: client.Configuration,
  asked: Asked,
  query: string,
  log: Log,
): Promise<Claims | null> {
  try {
    const back = new URL(asked.redirect);
    back.search = query;
    const tokens = await client.authorizationCodeGrant(config, back, {
      expectedState: asked.state,
      expectedNonce: asked.nonce,
      pkceCodeVerifier: asked.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) return null;
    if (config.serverMetadata().userinfo_endpoint === undefined) return claims;
    const more = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    // What is signed comes before what is not.
    return { ...more, ...claims };
  } catch (error) {
    log.info({ error: error instanceof Error ? error.message : "" }, "a sign-in by OpenID was refused");
    return null;
  }
}

/** RFC 8176: what an access by more than one factor is called. */
function saysSecondFactor(claims: Claims): boolean {
  const { amr } = claims;
  return Array.isArray(amr) && amr.some((method) => method === "mfa" || method === "hwk" || method === "otp");
}

async function admit(
  db: Kysely<Tables>,
  clock: Clock,
  settings: OidcSettings,
  claims: Claims,
  step: Step,
  sender: Sender,
): Promise<SignedIn | Problem> {
  const mail = claims[settings.mailClaim];
  const email = typeof mail === "string" ? normalEmail(mail) : null;
  if (email === null || claims[settings.verifiedClaim] !== true) return refusal();
  const domains = settings.domains.map((domain) => domain.toLowerCase());
  if (domains.length > 0 && !domains.includes(domainOf(email))) return refusal();
  const secondFactor = settings.providerChecksSecondFactor || saysSecondFactor(claims);
  return inTransaction(db, async (tx) => {
    const row = await tx.selectFrom("person").select("id").where("email", "=", email).executeTakeFirst();
    const person = row === undefined ? null : await holdForSignIn(tx, row.id);
    if (person === null || person.email !== email || isOver(step, person)) return refusal();
    const { iss: issuer, sub: subject } = claims;
    const first = await tx
      .insertInto("oidc_identity")
      .values({ issuer, subject, person_id: person.id, created_us: clock.nowUs() })
      .onConflict((conflict) => conflict.doNothing())
      .returning("person_id")
      .executeTakeFirst();
    const bound = await tx
      .selectFrom("oidc_identity")
      .select("person_id")
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .executeTakeFirst();
    if (bound?.person_id !== person.id) return refusal();
    const { token, entry } = await openSession(tx, clock, person, "oidc", { secondFactor, sender });
    // Whose account it is at the provider stays out of the chain: a subject may be an address.
    const bind = { kind: "company-account-bind", actor: person.id, subject: person.id, detail: {} };
    await appendAudit(tx, clock, first === undefined ? [entry] : [bind, entry]);
    return { person: personOf(person), sessionToken: token };
  });
}
