/** Passkeys with an authenticator of the test's own: what is taken, and every answer that is not. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SoftAuthenticator } from "../../../test/soft-authenticator.js";
import { fixedClock } from "../../base/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addPerson } from "../people.js";
import { checkSession } from "../sessions.js";
import { readMethods } from "./methods.js";
import { addPasskey, askPasskey, beginPasskey, removePasskey, signInByPasskey } from "./passkeys.js";
import { knownOrigin, passkeyAddress, passkeyPlace } from "./place.js";
import { unknownSender } from "./sender.js";
import { accepted, codeOf, sessionOf } from "./testing.js";

const clock = fixedClock(1_700_000_000e6);
const place = { origin: "https://center.port.example", name: "center.port.example" };
let state: State;

beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());

const newSession = async () => {
  const input = { name: "Ida", role: "operator", memberId: null };
  return sessionOf(state.db, clock, accepted(await addPerson(state.db, clock, input)));
};
type Change = Parameters<SoftAuthenticator["register"]>[0];

async function register(
  session: Awaited<ReturnType<typeof newSession>>,
  key: SoftAuthenticator,
  change: Partial<Change> = {},
) {
  const { step, options } = accepted(await beginPasskey(state.db, clock, session, place));
  const asked = { challenge: options.challenge, origin: place.origin, rpId: place.name, ...change };
  return addPasskey(state.db, clock, session, { step, name: "Phone", answer: key.register(asked) });
}
const ask = async () => accepted(await askPasskey(state.db, clock, place));
async function signIn(key: SoftAuthenticator, change: Partial<Change> = {}) {
  const { step, options } = await ask();
  const asked = { challenge: options.challenge, origin: place.origin, rpId: place.name, ...change };
  return signInByPasskey(state.db, clock, { step, answer: key.answer(asked) }, unknownSender);
}

test("a passkey signs in with both factors, its first brings recovery codes, and its use is kept", async () => {
  const session = await newSession();
  const key = new SoftAuthenticator();
  const added = accepted(await register(session, key));
  expect(added.recoveryCodes).toHaveLength(10);
  expect(accepted(await checkSession(state.db, clock, session.token)).limited).toBe(false);
  const signed = accepted(await signIn(key));
  expect(signed.person).toEqual(session.person);
  expect(accepted(await checkSession(state.db, clock, signed.sessionToken)).secondFactor).toBe(true);
  const [listed] = (await readMethods(state.db, session.person.id)).passkeys;
  expect(listed).toMatchObject({ id: key.id, name: "Phone", usedUs: clock.nowUs() });
});

describe("refused at set-up", () => {
  test.each<[string, Partial<Change>]>([
    ["another challenge", { challenge: "AAAA" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another relying party", { rpId: "evil.example" }],
    ["a user who was not verified", { flags: 1 }],
    ["nobody present", { flags: 0 }],
    ["a sign-in's answer", { type: "webauthn.get" }],
  ])("%s", async (_name, change) => {
    expect(codeOf(await register(await newSession(), new SoftAuthenticator(), change))).toBe(
      "members.passkey-refused",
    );
  });

  test.each(["", "AAAA", "not base64 \u0000", "{}", "x".repeat(60_000)])(
    "the attestation %j",
    async (text) => {
      const session = await newSession();
      const { step, options } = accepted(await beginPasskey(state.db, clock, session, place));
      const asked = { challenge: options.challenge, origin: place.origin, rpId: place.name };
      const good = new SoftAuthenticator().register(asked);
      for (const part of ["clientDataJSON", "attestationObject"] as const) {
        const answer = { ...good, response: { ...good.response, [part]: text } };
        const answered = await addPasskey(state.db, clock, session, { step, name: "", answer });
        expect(codeOf(answered)).toMatch(/passkey-refused|step-refused/);
      }
      expect((await readMethods(state.db, session.person.id)).passkeys).toEqual([]);
    },
  );

  test("a replay, another's step, an old step, and a key that somebody has", async () => {
    const [one, two] = [await newSession(), await newSession()];
    const key = new SoftAuthenticator();
    const { step, options } = accepted(await beginPasskey(state.db, clock, one, place));
    const answer = key.register({ challenge: options.challenge, origin: place.origin, rpId: place.name });
    accepted(await addPasskey(state.db, clock, one, { step, name: "", answer }));
    const mine = { ...one, secondFactor: true };
    expect(codeOf(await addPasskey(state.db, clock, mine, { step, name: "", answer }))).toBe(
      "members.step-refused",
    );
    expect(codeOf(await register(two, key))).toBe("members.passkey-refused");
    const theirs = accepted(await beginPasskey(state.db, clock, mine, place));
    expect(codeOf(await addPasskey(state.db, clock, two, { step: theirs.step, name: "", answer }))).toBe(
      "members.step-refused",
    );
    const late = accepted(await beginPasskey(state.db, clock, two, place));
    clock.advanceMs(11 * 60_000);
    expect(codeOf(await addPasskey(state.db, clock, two, { step: late.step, name: "", answer }))).toBe(
      "members.step-refused",
    );
  });

  test("a session by link of a person who has a second factor already", async () => {
    const session = await newSession();
    accepted(await register(session, new SoftAuthenticator()));
    expect(codeOf(await beginPasskey(state.db, clock, session, place))).toBe("members.second-factor-confirm");
    expect(codeOf(await removePasskey(state.db, clock, session, "x"))).toBe("members.second-factor-confirm");
  });
});

describe("refused at sign-in", () => {
  test("an unknown key, wrong parts, a replay, and a counter that went back", async () => {
    const key = new SoftAuthenticator();
    accepted(await register(await newSession(), key));
    expect(codeOf(await signIn(new SoftAuthenticator()))).toBe("members.passkey-refused");
    for (const change of [
      { challenge: "AAAA" },
      { origin: "https://evil.example" },
      { rpId: "evil.example" },
      { flags: 1 },
      { type: "webauthn.create" },
    ])
      expect([change, codeOf(await signIn(key, change))]).toEqual([change, "members.passkey-refused"]);
    const { step, options } = await ask();
    const asked = { challenge: options.challenge, origin: place.origin, rpId: place.name };
    const answer = key.answer(asked);
    const bent = { ...answer, response: { ...answer.response, signature: "AAAA" } };
    expect(codeOf(await signInByPasskey(state.db, clock, { step, answer: bent }, unknownSender))).toBe(
      "members.passkey-refused",
    );
    expect(codeOf(await signInByPasskey(state.db, clock, { step, answer }, unknownSender))).toBe(
      "members.step-refused",
    );
    accepted(await signIn(key, { counter: 9 }));
    expect(codeOf(await signIn(key, { counter: 9 })), "a copy of the key").toBe("members.passkey-refused");
    accepted(await signIn(key, { counter: 10 }));
  });
});

test("the last way to sign in is not removed, another is, and not another person's", async () => {
  const session = await newSession();
  const [one, two] = [new SoftAuthenticator(), new SoftAuthenticator()];
  accepted(await register(session, one));
  const full = { ...session, secondFactor: true };
  expect(codeOf(await removePasskey(state.db, clock, full, one.id))).toBe("members.last-method");
  accepted(await register(full, two));
  expect(
    codeOf(await removePasskey(state.db, clock, { ...(await newSession()), secondFactor: true }, two.id)),
  ).toBe("members.passkey-unknown");
  accepted(await removePasskey(state.db, clock, full, one.id));
  expect(codeOf(await signIn(one))).toBe("members.passkey-refused");
  accepted(await signIn(two));
});

test("passkeys work at the center's own name, and on this machine at localhost", () => {
  const local = "http://127.0.0.1:8420";
  expect(passkeyPlace("http://localhost:8420", local)).toEqual({
    origin: "http://localhost:8420",
    name: "localhost",
  });
  for (const origin of [
    local,
    "http://localhost:1",
    "https://localhost:8420",
    "http://evil.example",
    undefined,
  ])
    expect(passkeyPlace(origin, local)).toBeNull();
  expect(passkeyAddress(local)).toBe("http://localhost:8420");
  for (const [origin, there] of [
    ["http://localhost:8420", "localhost"],
    ["http://127.0.0.1:8420", undefined],
    ["http://127.0.0.1:9", undefined],
  ] as const)
    expect(passkeyPlace(origin, "http://localhost:8420")?.name).toBe(there);
  expect(knownOrigin("http://127.0.0.1:8420", "http://localhost:8420")).toBe("http://127.0.0.1:8420");
  expect(passkeyAddress("http://localhost:8420")).toBe("http://localhost:8420");
  expect(passkeyPlace(place.origin, place.origin)).toEqual(place);
  expect(passkeyAddress("https://203.0.113.7")).toBeNull();
  expect(knownOrigin("https://203.0.113.7", "https://203.0.113.7")).toBe("https://203.0.113.7");
});
