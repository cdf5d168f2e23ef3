/**
 * Signing in at the same moment as the person's reset or removal, or the member's removal, and making something by a
 * request that was let in just before: both at once, many times, on a real PostgreSQL, as PGlite has one session and so
 * no two transactions beside one another. Whoever comes first, nothing that signs in stays, and neither of the two
 * fails: a deadlock would end the reset as well as the sign-in.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLog, systemClock } from "../../src/base/index.js";
import {
  addMember,
  addPerson,
  askPasskey,
  createSignInLink,
  createWarningLink,
  openOidc,
  redeemSignInLink,
  redeemWarningLink,
  removeMember,
  removePerson,
  resetPerson,
  type Sender,
  signInByPasskey,
  signInByPassword,
  signInSettings,
} from "../../src/members/index.js";
import { addPasskey, beginPasskey } from "../../src/members/sign-in/passkeys.js";
import {
  accepted,
  appCode,
  goodPassword,
  sessionOf,
  testBox,
  withPassword,
} from "../../src/members/sign-in/testing.js";
import type { Person } from "../../src/model/index.js";
import { openState, type State } from "../../src/store/index.js";
import { packagedPrograms } from "../../src/store/state/postgres/programs.js";
import { browse, openTestProvider, type TestProvider } from "../oidc-provider.js";
import { SoftAuthenticator } from "../soft-authenticator.js";
import { atOnce, behindIn, lasts, rounds } from "./at-once.js";

const clock = systemClock;
const origin = "http://localhost:8420";
const place = { origin, name: "localhost" };
const log = openLog({ level: "silent" });
let folder: string;
let state: State;
let provider: TestProvider;
let count = 0;

/** A sign-in that wants only to be sent, and the person whose it is. */
interface Ready {
  readonly person: Person;
  send(): Promise<unknown>;
}

/** A person of a member of its own, with an address. */
async function newPerson(): Promise<Person & { readonly email: string }> {
  count += 1;
  const company = { name: `Quay ${count}`, sector: "terminal operator", networks: [] };
  const member = accepted(await addMember(state.db, clock, company));
  const email = `ana${count}@quay.example`;
  const input = { name: "Ana", role: "admin", memberId: member.id, email };
  return { ...accepted(await addPerson(state.db, clock, input)), email };
}
const from = (): Sender => ({ address: `198.51.${count >> 8}.${count & 255}`, userAgent: "" });

const signIns: Readonly<Record<string, () => Promise<Ready>>> = {
  async "a sign-in link"() {
    const person = await newPerson();
    const token = accepted(await createSignInLink(state.db, clock, person.id));
    return { person, send: () => redeemSignInLink(state.db, clock, token, from()) };
  },
  async "password and code"() {
    const person = await newPerson();
    const { secret } = await withPassword(state.db, clock, await sessionOf(state.db, clock, person));
    // The step that set-up spent is not taken again; the next one is.
    const input = { email: person.email, password: goodPassword, code: appCode(clock, secret, 1) };
    return { person, send: () => signInByPassword(state.db, clock, testBox, input, from()) };
  },
  async "a recovery code"() {
    const person = await newPerson();
    const { recoveryCodes } = await withPassword(state.db, clock, await sessionOf(state.db, clock, person));
    const input = { email: person.email, password: goodPassword, code: recoveryCodes[0] as string };
    return { person, send: () => signInByPassword(state.db, clock, testBox, input, from()) };
  },
  async "a passkey"() {
    const person = await newPerson();
    const session = await sessionOf(state.db, clock, person);
    const key = new SoftAuthenticator();
    const begun = accepted(await beginPasskey(state.db, clock, session, place));
    const made = key.register({ challenge: begun.options.challenge, origin, rpId: place.name });
    accepted(await addPasskey(state.db, clock, session, { step: begun.step, name: "", answer: made }));
    const { step, options } = await askPasskey(state.db, clock, place);
    const answer = key.answer({ challenge: options.challenge, origin, rpId: place.name });
    return { person, send: () => signInByPasskey(state.db, clock, { step, answer }, from()) };
  },
  async "the company's own account"() {
    const person = await newPerson();
    provider.accounts.set(person.id, { email: person.email, email_verified: true });
    provider.comes = person.id;
    const oidc = openOidc(state.db, clock, log, oidcSettings());
    const { url, step } = accepted(await oidc.begin(origin));
    const query = await browse(url, origin);
    return { person, send: () => oidc.finish(step, query, from()) };
  },
  async "a link to one warning"() {
    const person = await newPerson();
    const warningId = await warningOf(person);
    const link = await state.db
      .transaction()
      .execute((tx) => createWarningLink(tx, clock, { warningId, personId: person.id, madeBy: "center" }));
    return { person, send: () => redeemWarningLink(state.db, clock, link.token, from(), async () => true) };
  },
};

const endings: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  "the person's reset": ({ id }) => resetPerson(state.db, clock, id),
  "the person's removal": ({ id }) => removePerson(state.db, clock, id),
  "the member's removal": ({ memberId }) =>
    removeMember(state.db, clock, memberId as string, { withOpenWarnings: true }),
};

const oidcSettings = () => {
  const { issuer, clientId } = provider;
  const secret = join(folder, "oidc-secret");
  const settings = signInSettings.parse({ oidc: { issuer, clientId, clientSecretFile: secret } }).oidc;
  if (settings === undefined) throw new Error("no settings of a provider");
  return settings;
};

async function warningOf({ id, memberId }: Person): Promise<string> {
  const warning = {
    id: `warning-of-${id}`,
    rule: "attack-server",
    key: "k",
    member_id: memberId as string,
    draft: JSON.stringify({}),
    urgency: "high",
    state: "open",
    close_reason: null,
    mark: null,
    created_us: clock.nowUs(),
    updated_us: clock.nowUs(),
  };
  await state.db.insertInto("warning").values(warning).execute();
  return warning.id;
}

/** Sessions of either kind, and methods and links that still open one, of a person. */
async function left(personId: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<Record<string, number>>`select
    (select count(*)::int from session where person_id = ${personId}) as sessions,
    (select count(*)::int from warning_session where person_id = ${personId}) as "warningSessions",
    (select count(*)::int from passkey where person_id = ${personId}) as passkeys,
    (select count(*)::int from oidc_identity where person_id = ${personId}) as accounts`.execute(state.db);
  return rows[0] as Record<string, number>;
}
const nothing = { sessions: 0, warningSessions: 0, passkeys: 0, accounts: 0 };

describe.skipIf(packagedPrograms() === undefined)("at once, on the bundled PostgreSQL", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bw-races-"));
    state = await openState({ form: "postgres", log, clock, folder });
    provider = await openTestProvider([`${origin}/sign-in/oidc`]);
    await writeFile(join(folder, "oidc-secret"), provider.clientSecret);
  }, 120_000);
  afterAll(async () => {
    await provider?.close();
    await state?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [way, prepare] of Object.entries(signIns))
    for (const [ending, end] of Object.entries(endings))
      test(`${way} and ${ending}: no session stays, and neither fails`, async () => {
        const lastsMs = await lasts((await prepare()).send);
        for (let round = 0; round < rounds; round += 1) {
          const { person, send } = await prepare();
          const behindMs = behindIn(round, lastsMs);
          const [sent, ended] = await atOnce(send, () => end(person), behindMs);
          const told = `round ${round}, ${behindMs.toFixed(1)} of ${lastsMs.toFixed(1)} ms behind`;
          expect(sent, told).not.toBeInstanceOf(Error);
          expect(ended, told).not.toBeInstanceOf(Error);
          expect(ended, told).toMatchObject({ name: expect.any(String) });
          expect(await left(person.id), told).toEqual(nothing);
        }
      });
});
