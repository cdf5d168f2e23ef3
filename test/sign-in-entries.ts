/**
 * For the test of the audit chain's entries: what signing in, inviting and looking after people takes to work, with an
 * app, an authenticator and a provider as people have them. What is secret in it is kept aside, to be looked for.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Caller, callAction } from "../src/api/index.js";
import type { TestCenter } from "../src/api/testing.js";
import { openLog } from "../src/base/index.js";
import {
  addPerson,
  checkSession,
  createSession,
  listAccounts,
  openOidc,
  signInSettings,
} from "../src/members/index.js";
import { accepted, appCode, goodPassword, withPassword } from "../src/members/sign-in/testing.js";
import type { Person } from "../src/model/index.js";
import { browse, openTestProvider, type TestProvider } from "./oidc-provider.js";
import { SoftAuthenticator } from "./soft-authenticator.js";

export interface SignInExample {
  readonly kind: string;
  readonly input: () => Promise<Record<string, unknown>>;
  readonly caller?: () => Promise<Caller>;
  readonly actor?: () => string | Promise<string>;
}

export interface SignInExamples {
  readonly examples: Readonly<Record<string, SignInExample>>;
  /** Texts that may stand nowhere in the chain. */
  readonly secrets: readonly string[];
  /** The company's own sign-in, for the center. */
  oidcOf(center: TestCenter): Promise<TestCenter["oidc"]>;
  close(): Promise<void>;
}

const origin = "http://localhost:8420";
const place = { origin, rpId: "localhost" };
const nobody: Caller = {
  person: { id: "", name: "", role: "viewer", memberId: "" },
  sessionHash: null,
  origin,
};

type Session = Caller & {
  readonly sessionHash: string;
  readonly secondFactor: boolean;
  readonly sessionId: string;
};

export function signInExamples(center: () => TestCenter): SignInExamples {
  const secrets: string[] = [goodPassword];
  const folder = mkdtempSync(join(tmpdir(), "bw-sign-in-"));
  let provider: TestProvider | null = null;
  let count = 0;
  /** Who calls, or is to be named, for the input made last. */
  let mine: Session;
  const asMine = async (): Promise<Caller> => mine;
  const asNobody = async (): Promise<Caller> => nobody;
  const named = (): string => mine.person.id;

  const store = () => center().state.db;
  const emailOf = (): string => `ida${count}@harbour.example`;
  async function newPerson(): Promise<Person> {
    count++;
    const input = { name: "Ida Marquez", role: "auditor", memberId: null, email: emailOf() };
    return accepted(await addPerson(store(), center().clock, input));
  }
  async function sessionOf(person: Person, secondFactor = false): Promise<Session> {
    const { clock } = center();
    const token = await createSession(store(), clock, person.id, "test", { secondFactor });
    return { ...accepted(await checkSession(store(), clock, token)), origin };
  }
  const newSession = async (secondFactor = false): Promise<Session> =>
    sessionOf(await newPerson(), secondFactor);
  const ask = async <Answer>(caller: Caller, id: string, input: object): Promise<Answer> =>
    accepted(await callAction(center(), caller, id, input)) as Answer;

  /** A person with password and code app, in a session that met nothing. */
  async function withApp() {
    const made = await withPassword(store(), center().clock, await newSession());
    const [person] = (await listAccounts(store())).filter(({ email }) => email === emailOf());
    mine = await sessionOf(person as Person);
    secrets.push(made.secret, ...made.recoveryCodes);
    return made;
  }
  async function passkeyInput(key: SoftAuthenticator) {
    const { step, options } = await ask<{ step: string; options: { challenge: string } }>(
      mine,
      "own-passkey-begin",
      {},
    );
    secrets.push(key.id, options.challenge);
    return { step, name: "Ida's phone", answer: key.register({ ...place, challenge: options.challenge }) };
  }
  async function withPasskeys(number: number): Promise<readonly SoftAuthenticator[]> {
    mine = await newSession(true);
    const keys = Array.from({ length: number }, () => new SoftAuthenticator());
    for (const key of keys) await ask(mine, "own-passkey-add", await passkeyInput(key));
    return keys;
  }
  async function invitation(): Promise<{ readonly token: string; readonly id: string }> {
    count++;
    const input = { name: "Ida Marquez", email: emailOf(), role: "auditor" };
    const caller = await sessionOf(center().operator, true);
    const made = await ask<{ link: string; invitation: { id: string } }>(caller, "invitation-add", input);
    return { token: made.link.split("#")[1] as string, id: made.invitation.id };
  }

  const examples: Readonly<Record<string, SignInExample>> = {
    "invitation-add": {
      kind: "invitation-add",
      input: async () => ({
        name: "Ida Marquez",
        email: `invited${count++}@harbour.example`,
        role: "auditor",
      }),
    },
    "invitation-accept": {
      kind: "invitation-accept",
      input: async () => ({ token: (await invitation()).token }),
      caller: asNobody,
      actor: async () =>
        (await listAccounts(store())).find(({ email }) => email === emailOf())?.id ?? "nobody came",
    },
    "invitation-revoke": {
      kind: "invitation-revoke",
      input: async () => ({ id: (await invitation()).id }),
    },
    "own-confirm": {
      kind: "second-factor-confirm",
      input: async () => ({ code: appCode(center().clock, (await withApp()).secret, 1) }),
      caller: asMine,
    },
    "own-passkey-add": {
      kind: "passkey-add",
      input: async () => {
        mine = await newSession();
        return passkeyInput(new SoftAuthenticator());
      },
      caller: asMine,
    },
    "own-passkey-remove": {
      kind: "passkey-remove",
      input: async () => ({ id: (await withPasskeys(2))[0]?.id }),
      caller: asMine,
    },
    "own-password-set": {
      kind: "password-set",
      input: async () => {
        mine = await newSession();
        const begun = await ask<{ step: string; secret: string }>(mine, "own-password-begin", {});
        secrets.push(begun.secret);
        return { step: begun.step, code: appCode(center().clock, begun.secret), password: goodPassword };
      },
      caller: asMine,
    },
    "own-recovery-codes-keep": {
      kind: "recovery-codes-keep",
      input: async () => {
        await withPasskeys(1);
        return {};
      },
      caller: asMine,
    },
    "own-recovery-codes": {
      kind: "recovery-codes-renew",
      input: async () => {
        await withPasskeys(1);
        return {};
      },
      caller: asMine,
    },
    "own-session-end": {
      kind: "sign-out",
      input: async () => {
        const other = await newSession();
        mine = await sessionOf(other.person);
        return { id: other.sessionId };
      },
      caller: asMine,
    },
    "person-remove": { kind: "person-remove", input: async () => ({ id: (await newPerson()).id }) },
    "person-reset": { kind: "person-reset", input: async () => ({ id: (await newPerson()).id }) },
    "person-session-end": {
      kind: "sign-out",
      input: async () => {
        const { person, sessionId } = await newSession();
        return { id: person.id, sessionId };
      },
    },
    "person-update": {
      kind: "person-update",
      input: async () => ({
        id: (await newPerson()).id,
        name: "Ida Rey",
        email: `rey${count}@harbour.example`,
      }),
    },
    "sign-in-oidc": {
      kind: "sign-in",
      input: async () => {
        mine = await newSession();
        const { accounts } = provider as TestProvider;
        secrets.push(`account-${count}`);
        accounts.set(`account-${count}`, { email: emailOf(), email_verified: true });
        (provider as TestProvider).comes = `account-${count}`;
        const { step, url } = await ask<{ step: string; url: string }>(nobody, "sign-in-oidc-begin", {});
        return { step, query: await browse(url, origin) };
      },
      caller: asNobody,
      actor: named,
    },
    "sign-in-passkey": {
      kind: "sign-in",
      input: async () => {
        const [key] = await withPasskeys(1);
        const begun = await ask<{ step: string; options: { challenge: string } }>(
          nobody,
          "sign-in-passkey-begin",
          {},
        );
        return { step: begun.step, answer: key?.answer({ ...place, challenge: begun.options.challenge }) };
      },
      caller: asNobody,
      actor: named,
    },
    "sign-in-password": {
      kind: "sign-in",
      input: async () => {
        const { recoveryCodes } = await withApp();
        return { email: emailOf(), password: goodPassword, code: recoveryCodes[0] };
      },
      caller: asNobody,
      actor: named,
    },
  };

  return {
    examples,
    secrets,
    async oidcOf({ state, clock }) {
      provider = await openTestProvider([`${origin}/sign-in/oidc`]);
      const { issuer, clientId, clientSecret } = provider;
      secrets.push(clientSecret);
      writeFileSync(join(folder, "secret"), clientSecret);
      const settings = { issuer, clientId, clientSecretFile: join(folder, "secret") };
      const { oidc } = signInSettings.parse({ oidc: settings });
      return oidc === undefined ? null : openOidc(state.db, clock, openLog({ level: "silent" }), oidc);
    },
    async close() {
      await provider?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
