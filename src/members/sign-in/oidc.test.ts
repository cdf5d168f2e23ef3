/** The company's own sign-in against a real provider: who gets in, and everything that does not. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browse, openTestProvider, type TestProvider } from "../../../test/oidc-provider.js";
import { systemClock as clock, openLog } from "../../base/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addPerson } from "../people.js";
import { checkSession } from "../sessions.js";
import { removePerson, updatePerson } from "./accounts.js";
import { type Oidc, oidcReturnPath, openOidc } from "./oidc.js";
import { unknownSender } from "./sender.js";
import { type OidcSettings, signInSettings } from "./settings.js";
import { accepted, codeOf, entriesOf } from "./testing.js";

const origin = "http://localhost:8420";
const folder = mkdtempSync(join(tmpdir(), "breakwater-oidc-"));
const secretFile = join(folder, "secret");
let state: State;
let provider: TestProvider;
let oidc: Oidc;

const settingsOf = (change: object = {}): OidcSettings =>
  signInSettings.parse({
    oidc: { issuer: provider.issuer, clientId: provider.clientId, clientSecretFile: secretFile, ...change },
  }).oidc as OidcSettings;
const open = (change: object = {}) =>
  openOidc(state.db, clock, openLog({ level: "silent" }), settingsOf(change));

beforeAll(async () => {
  state = await openTestState();
  provider = await openTestProvider([`${origin}${oidcReturnPath}`]);
  writeFileSync(secretFile, `${provider.clientSecret}\n`);
  oidc = open();
}, 60_000);
afterAll(async () => {
  await provider.close();
  await state.close();
  rmSync(folder, { recursive: true });
});

async function comes(subject: string, by: Oidc = oidc) {
  provider.comes = subject;
  const { url, step } = accepted(await by.begin(origin));
  return { step, url, query: await browse(url, origin) };
}
async function signIn(subject: string, by: Oidc = oidc) {
  const { step, query } = await comes(subject, by);
  return by.finish(step, query, unknownSender);
}

let count = 0;
async function newPerson(verified = true, amr?: readonly string[]) {
  const email = `p${count++}@port.example`;
  const subject = `subject-${count}`;
  const input = { name: "Pat", role: "operator", memberId: null, email };
  const person = accepted(await addPerson(state.db, clock, input));
  provider.accounts.set(subject, { email, email_verified: verified, ...(amr === undefined ? {} : { amr }) });
  return { email, subject, person };
}

describe("who gets in", () => {
  test("a person who is here by a verified address; the second factor only where the provider says so", async () => {
    const { subject, person } = await newPerson();
    const signed = accepted(await signIn(subject));
    expect(signed.person).toEqual(person);
    const session = accepted(await checkSession(state.db, clock, signed.sessionToken));
    expect(session).toMatchObject({ secondFactor: false, limited: true });
    const told = accepted(await signIn(subject, open({ providerChecksSecondFactor: true })));
    expect(accepted(await checkSession(state.db, clock, told.sessionToken)).limited).toBe(false);
  });

  test("an account is bound to its person once, which is an entry beside the sign-in", async () => {
    const { subject, person } = await newPerson();
    const written = () => entriesOf(state.db, async () => accepted(await signIn(subject)));
    const signedIn = [`sign-in by ${person.id} about ${person.id}`, { by: "oidc" }];
    expect(await written()).toEqual([
      [`company-account-bind by ${person.id} about ${person.id}`, {}],
      signedIn,
    ]);
    expect(await written()).toEqual([signedIn]);
  });

  test("nobody who is not here, was removed, or whose address is not verified or of another domain", async () => {
    provider.accounts.set("stranger", { email: "stranger@port.example", email_verified: true });
    const unverified = await newPerson(false);
    const gone = await newPerson();
    const kept = await newPerson();
    accepted(await removePerson(state.db, clock, gone.person.id));
    const answers = [
      await signIn("stranger"),
      await signIn(unverified.subject),
      await signIn(gone.subject),
      await signIn(kept.subject, open({ domains: ["elsewhere.example"] })),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(codeOf(answers[0])).toBe("members.oidc-refused");
    expect(codeOf(await signIn(kept.subject, open({ domains: ["Port.Example"] })))).toBe("accepted");
    const people = await state.db
      .selectFrom("person")
      .select("id")
      .where("email", "like", "stranger%")
      .execute();
    expect(people).toEqual([]);
  });

  test("not another account that was given the address later", async () => {
    const { subject, email } = await newPerson();
    accepted(await signIn(subject));
    provider.accounts.set("successor", { email, email_verified: true });
    expect(codeOf(await signIn("successor"))).toBe("members.oidc-refused");
  });

  test("not an account whose address has come to be another person's", async () => {
    const one = await newPerson();
    accepted(await signIn(one.subject));
    accepted(await updatePerson(state.db, clock, one.person.id, { email: "moved@port.example" }));
    const input = { name: "New", role: "auditor", memberId: null, email: one.email };
    accepted(await addPerson(state.db, clock, input));
    expect(codeOf(await signIn(one.subject))).toBe("members.oidc-refused");
  });
});

describe("answers that are not to what was asked", () => {
  test("a replayed one, one of another browser, and one with a changed state, code or issuer", async () => {
    const { subject } = await newPerson();
    const first = await comes(subject);
    accepted(await oidc.finish(first.step, first.query, unknownSender));
    expect(codeOf(await oidc.finish(first.step, first.query, unknownSender))).toBe("members.step-refused");
    const again = await comes(subject);
    expect(codeOf(await oidc.finish("bwp_stolen", again.query, unknownSender))).toBe("members.step-refused");
    const replayed = await comes(subject);
    expect(codeOf(await oidc.finish(replayed.step, first.query, unknownSender)), "an old answer").toBe(
      "members.oidc-refused",
    );
    for (const [name, value] of [
      ["state", "another"],
      ["code", "another"],
      ["iss", "https://evil.example"],
    ] as const) {
      const { step, query } = await comes(subject);
      const changed = new URLSearchParams(query);
      changed.set(name, value);
      expect([name, codeOf(await oidc.finish(step, `?${changed}`, unknownSender))]).toEqual([
        name,
        "members.oidc-refused",
      ]);
    }
    for (const query of ["", "?", "?error=access_denied", `?${"x=1&".repeat(1000)}`, "?code=x"]) {
      const { step } = await comes(subject);
      expect(codeOf(await oidc.finish(step, query, unknownSender))).toBe("members.oidc-refused");
    }
  });

  test("asks with state, nonce and PKCE", async () => {
    const { url } = accepted(await oidc.begin(origin));
    const asked = new URL(url).searchParams;
    for (const name of ["state", "nonce", "code_challenge"])
      expect((asked.get(name) ?? "").length).toBeGreaterThan(40);
    expect(asked.get("code_challenge_method")).toBe("S256");
  });
});

describe("a provider that can't be used", () => {
  test("that does not answer, then answers again", async () => {
    const away = open({ issuer: "http://127.0.0.1:9" });
    expect(codeOf(await away.begin(origin))).toBe("members.oidc-unavailable");
  });

  test("that calls itself otherwise", async () => {
    const other = open({ issuer: provider.issuer.replace("127.0.0.1", "localhost") });
    expect(codeOf(await other.begin(origin))).toBe("members.oidc-unavailable");
  });

  test("without HTTPS beyond this machine, or with a secret that can't be read", () => {
    expect(() => open({ issuer: "http://id.port.example" })).toThrow("not HTTPS");
    expect(() => open({ clientSecretFile: join(folder, "nowhere") })).toThrow("ENOENT");
  });
});
