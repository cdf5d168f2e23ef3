/**
 * A real OpenID provider (`oidc-provider`) on a loopback port, for tests: one client, accounts given by the test, and
 * a sign-in page that takes an account's name by a form, or at once where the test says who comes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface TestAccount {
  readonly email: string;
  readonly email_verified: boolean;
  readonly amr?: readonly string[];
}

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Accounts by their subject; changed by the test as it goes. */
  readonly accounts: Map<string, TestAccount>;
  /** Whose sign-in is taken for granted; null shows the form. */
  comes: string | null;
  close(): Promise<void>;
}

const clientId = "breakwater";
const clientSecret = "a-secret-of-the-test-0123456789";

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

const page =
  '<!doctype html><html lang="en"><title>Port directory</title><main><h1>Port directory</h1>' +
  '<form method="post"><label>Account <input name="account"></label><button>Continue</button></form></main></html>';

function providerOf(
  issuer: string,
  redirects: readonly string[],
  accounts: Map<string, TestAccount>,
): Provider {
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirects] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], amr: null },
    cookies: { keys: ["test-key"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, subject) => {
      const account = accounts.get(subject);
      return account === undefined
        ? undefined
        : { accountId: subject, claims: async () => ({ sub: subject, ...account }) };
    },
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.on("server_error", (_context, error) => {
    throw error;
  });
  return provider;
}

export async function openTestProvider(redirects: readonly string[]): Promise<TestProvider> {
  const accounts = new Map<string, TestAccount>();
  let comes: string | null = null;
  let provider: Provider;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!request.url?.startsWith("/interaction/")) {
      await provider.callback()(request, response);
      return;
    }
    const account = request.method === "POST" ? (await readForm(request)).get("account") : comes;
    if (account === null) response.setHeader("content-type", "text/html").end(page);
    else {
      const amr = accounts.get(account)?.amr;
      const login = { accountId: account, ...(amr === undefined ? {} : { amr: [...amr] }) };
      await provider.interactionFinished(request, response, { login });
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = providerOf(issuer, redirects, accounts);
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    get comes() {
      return comes;
    },
    set comes(account) {
      comes = account;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** What a browser does: follows the provider, with its cookies, until it is sent back to the console at `origin`; answers the query. */
export async function browse(url: string, origin: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  while (!next.startsWith(origin)) {
    const answer = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as unknown as [string, string, string];
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`the provider stopped at ${next}: ${await answer.text()}`);
    next = new URL(location, next).href;
  }
  return new URL(next).search;
}
