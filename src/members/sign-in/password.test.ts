/** Passwords, codes, recovery codes and waits, as their owners and those who guess meet them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addPerson } from "../people.js";
import { checkSession } from "../sessions.js";
import { confirmSession } from "./confirm.js";
import { readMethods } from "./methods.js";
import { beginPassword, setPassword } from "./password.js";
import { hashPassword } from "./password-hash.js";
import { refusePassword } from "./password-rules.js";
import { signInByPassword } from "./password-sign-in.js";
import { hasUnkeptCodes, keepRecoveryCodes, renewRecoveryCodes } from "./recovery-codes.js";
import { type Sender, unknownSender } from "./sender.js";
import {
  accepted,
  appCode,
  codeOf,
  entriesOf,
  goodPassword,
  sessionOf,
  testBox,
  withPassword,
} from "./testing.js";
import { beginAttempt } from "./waiting.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
let count = 0;

beforeAll(async () => {
  state = await openTestState();
}, 60_000);
afterAll(() => state.close());
beforeEach(() => clock.advanceMs(25 * 3_600_000));

const newPerson = async (): Promise<Person & { email: string }> => {
  const email = `op${count++}@port.example`;
  const input = { name: "Ida", role: "operator", memberId: null, email };
  return { ...accepted(await addPerson(state.db, clock, input)), email };
};
const from = (address: string): Sender => ({ address, userAgent: "" });
const signIn = (email: string, code: string, password = goodPassword, address = "192.0.2.1") =>
  signInByPassword(state.db, clock, testBox, { email, password, code }, from(address));

describe("signing in by password and code", () => {
  test("meets the second factor, in any spelling of the address", async () => {
    const person = await newPerson();
    const session = await sessionOf(state.db, clock, person);
    const { secret, recoveryCodes } = await withPassword(state.db, clock, session);
    expect(recoveryCodes).toHaveLength(10);
    clock.advanceMs(30_000);
    const { sessionToken } = accepted(await signIn(` ${person.email.toUpperCase()}`, appCode(clock, secret)));
    expect(accepted(await checkSession(state.db, clock, sessionToken))).toMatchObject({
      person: { id: person.id },
      secondFactor: true,
      limited: false,
    });
  });

  test("a code is taken once, one step early or late too, no further", async () => {
    const person = await newPerson();
    const { secret } = await withPassword(state.db, clock, await sessionOf(state.db, clock, person));
    expect(codeOf(await signIn(person.email, appCode(clock, secret))), "spent at set-up").toBe(
      "members.sign-in-refused",
    );
    clock.advanceMs(120_000);
    const early = appCode(clock, secret, -1);
    const now = appCode(clock, secret);
    const next = appCode(clock, secret, 1);
    expect(codeOf(await signIn(person.email, appCode(clock, secret, -2)))).toBe("members.sign-in-refused");
    expect(codeOf(await signIn(person.email, early))).toBe("accepted");
    const answers = await Promise.all([now, now, now].map((code) => signIn(person.email, code)));
    expect(answers.map(codeOf).sort()[0]).toBe("accepted");
    expect(answers.filter((answer) => !(answer instanceof Problem))).toHaveLength(1);
    expect(codeOf(await signIn(person.email, next))).toBe("accepted");
    expect(codeOf(await signIn(person.email, now)), "an earlier one").toBe("members.sign-in-refused");
  });

  test("whatever is wrong, the answer is the same", async () => {
    const person = await newPerson();
    const { secret } = await withPassword(state.db, clock, await sessionOf(state.db, clock, person));
    clock.advanceMs(60_000);
    const code = appCode(clock, secret);
    const answers = [
      await signIn("nobody@port.example", code),
      await signIn("no address at all", code),
      await signIn(person.email, code, "another long password"),
      await signIn(person.email, "000000x"),
      await signIn(person.email, "not a code, nor a recovery code"),
      await signIn((await newPerson()).email, code),
      await signIn(person.email, code, "x".repeat(100_000), "192.0.2.2"),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("a recovery code stands in for the app, once, however it is typed", async () => {
    const person = await newPerson();
    const session = await sessionOf(state.db, clock, person);
    const { recoveryCodes } = await withPassword(state.db, clock, session);
    const [first, second] = recoveryCodes as [string, string];
    const typed = first.toLowerCase().replaceAll("-", " ");
    expect(codeOf(await signIn(person.email, typed))).toBe("accepted");
    expect(codeOf(await signIn(person.email, first))).toBe("members.sign-in-refused");
    const own = { ...session, secondFactor: true };
    const renewed = accepted(await renewRecoveryCodes(state.db, clock, own));
    expect(codeOf(await signIn(person.email, second))).toBe("members.sign-in-refused");
    expect(codeOf(await signIn(person.email, renewed.recoveryCodes[0] as string))).toBe("accepted");
    expect((await readMethods(state.db, person.id)).recoveryCodesLeft).toBe(9);
    expect(await hasUnkeptCodes(state.db, person.id)).toBe(false);
    const kept = JSON.stringify(await state.db.selectFrom("recovery_code").selectAll().execute());
    for (const code of renewed.recoveryCodes) expect(kept).not.toContain(code.replaceAll("-", ""));
  });
});

test("codes count as kept when their person says so, or uses one; new ones are asked of anew", async () => {
  const person = await newPerson();
  const session = await sessionOf(state.db, clock, person);
  const own = { ...session, secondFactor: true };
  expect(await hasUnkeptCodes(state.db, person.id)).toBe(false);
  await withPassword(state.db, clock, session);
  expect(await hasUnkeptCodes(state.db, person.id)).toBe(true);
  expect(codeOf(await keepRecoveryCodes(state.db, clock, { ...own, secondFactor: false }))).toBe(
    "members.second-factor-confirm",
  );
  expect(await hasUnkeptCodes(state.db, person.id)).toBe(true);
  accepted(await keepRecoveryCodes(state.db, clock, own));
  accepted(await keepRecoveryCodes(state.db, clock, own));
  expect(await hasUnkeptCodes(state.db, person.id)).toBe(false);
  accepted(await renewRecoveryCodes(state.db, clock, own));
  expect(await hasUnkeptCodes(state.db, person.id)).toBe(true);
});

describe("setting up", () => {
  test("needs the app's code, ends other sessions, and its step is good once", async () => {
    const person = await newPerson();
    const session = await sessionOf(state.db, clock, person);
    const other = await sessionOf(state.db, clock, person);
    const { step, secret, url } = accepted(await beginPassword(state.db, clock, testBox, session));
    expect(url).toContain(`secret=${secret}`);
    const input = { step, password: goodPassword, code: appCode(clock, secret) };
    expect(codeOf(await setPassword(state.db, clock, testBox, session, { ...input, code: "12345" }))).toBe(
      "members.code-refused",
    );
    expect(
      codeOf(await setPassword(state.db, clock, testBox, session, { ...input, password: "short" })),
    ).toBe("members.password-weak");
    const written = await entriesOf(state.db, async () =>
      accepted(await setPassword(state.db, clock, testBox, session, input)),
    );
    expect(written).toEqual([
      [`password-set by ${person.id} about ${person.id}`, { newAddress: false, recoveryCodes: 10 }],
      [`sign-out by ${person.id} about ${person.id}`, {}],
    ]);
    const again = { ...session, secondFactor: true };
    expect(codeOf(await setPassword(state.db, clock, testBox, again, input))).toBe("members.step-refused");
    expect(codeOf(await checkSession(state.db, clock, other.token))).toBe("members.session-refused");
    expect(accepted(await checkSession(state.db, clock, session.token)).limited).toBe(false);
  });

  test("another's step, an old step and an invented one are refused", async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const mine = await sessionOf(state.db, clock, one);
    const theirs = await sessionOf(state.db, clock, two);
    const { step, secret } = accepted(await beginPassword(state.db, clock, testBox, mine));
    const input = { step, password: goodPassword, code: appCode(clock, secret) };
    expect(codeOf(await setPassword(state.db, clock, testBox, theirs, input))).toBe("members.step-refused");
    expect(codeOf(await setPassword(state.db, clock, testBox, mine, { ...input, step: "bwp_x" }))).toBe(
      "members.step-refused",
    );
    clock.advanceMs(11 * 60_000);
    const late = { ...input, code: appCode(clock, secret) };
    expect(codeOf(await setPassword(state.db, clock, testBox, mine, late))).toBe("members.step-refused");
  });

  test("whoever comes by a link to a person with a second factor confirms it before changing anything", async () => {
    const person = await newPerson();
    const { secret, recoveryCodes } = await withPassword(
      state.db,
      clock,
      await sessionOf(state.db, clock, person),
    );
    clock.advanceMs(60_000);
    const stolen = await sessionOf(state.db, clock, person);
    expect(codeOf(await beginPassword(state.db, clock, testBox, stolen))).toBe(
      "members.second-factor-confirm",
    );
    expect(codeOf(await renewRecoveryCodes(state.db, clock, stolen))).toBe("members.second-factor-confirm");
    const confirm = (code: string) => confirmSession(state.db, clock, testBox, stolen, code, unknownSender);
    const about = `second-factor-confirm by ${person.id} about ${person.id}`;
    const written = async (code: string) => entriesOf(state.db, () => confirm(code));
    expect(await written("000000")).toEqual([]);
    expect(codeOf(await confirm("000000"))).toBe("members.code-refused");
    expect(await written(appCode(clock, secret))).toEqual([[about, { by: "code app" }]]);
    expect(accepted(await checkSession(state.db, clock, stolen.token)).secondFactor).toBe(true);
    expect(codeOf(await confirm(appCode(clock, secret))), "the same code").toBe("members.code-refused");
    expect(await written(recoveryCodes[3] as string)).toEqual([[about, { by: "recovery code" }]]);
  });

  test("an address that somebody has is not taken, and a person without one names one", async () => {
    const taken = (await newPerson()).email;
    const input = { name: "Op", role: "operator", memberId: null };
    const person = accepted(await addPerson(state.db, clock, input));
    const session = await sessionOf(state.db, clock, person);
    await expect(withPassword(state.db, clock, session, taken)).rejects.toThrow("email-unavailable");
    await expect(withPassword(state.db, clock, session)).rejects.toThrow("email-unavailable");
    await withPassword(state.db, clock, session, "op-new@port.example");
    expect((await readMethods(state.db, person.id)).email).toBe("op-new@port.example");
  });
});

describe("guessing", () => {
  test("each further failure makes the next wait longer, for unknown names alike, and a success forgets", async () => {
    const person = await newPerson();
    const { secret } = await withPassword(state.db, clock, await sessionOf(state.db, clock, person));
    clock.advanceMs(60_000);
    for (const email of [person.email, "nobody-here@port.example"]) {
      const waits: number[] = [];
      for (let at = 0; at < 18; at++) {
        const answer = await signIn(email, "000000", "wrong wrong wrong", `198.51.100.${at}`);
        if (codeOf(answer) === "members.sign-in-refused") continue;
        const seconds = Number(/(\d+) second/.exec((answer as Problem).detail)?.[1]);
        waits.push(seconds);
        clock.advanceMs(seconds * 1000);
      }
      expect(waits.slice(0, 4)).toEqual([2, 4, 8, 16]);
    }
    clock.advanceMs(3_600_000);
    expect(codeOf(await signIn(person.email, appCode(clock, secret)))).toBe("accepted");
    for (let at = 0; at < 4; at++)
      expect(codeOf(await signIn(person.email, "1", "x"))).toBe("members.sign-in-refused");
  });

  test("a hundred at the same moment are a hundred, and the longest wait is a quarter of an hour", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => beginAttempt(state.db, clock, "flood", `203.0.113.${at}`)),
    );
    expect(answers.filter((answer) => !(answer instanceof Problem)).length).toBeLessThanOrEqual(5);
    for (let at = 0; at < 20; at++) {
      await beginAttempt(state.db, clock, "flood", `198.18.0.${at}`);
      clock.advanceMs(15 * 60_000);
    }
    expect(codeOf(await beginAttempt(state.db, clock, "flood", "198.18.1.1"))).toBe("accepted");
    const last = (await beginAttempt(state.db, clock, "flood", "198.18.1.2")) as Problem;
    expect(last.detail).toBe("Try again in 900 seconds.");
  });

  test("one address that tries many names waits too, and others do not", async () => {
    let refused = 0;
    for (let at = 0; at < 30; at++)
      if ((await beginAttempt(state.db, clock, `name ${at}`, "203.0.113.200")) instanceof Problem) refused++;
    expect(refused).toBeGreaterThan(5);
    expect(codeOf(await beginAttempt(state.db, clock, "name 99", "203.0.113.201"))).toBe("accepted");
    const names = await state.db.selectFrom("sign_in_wait").select("key").execute();
    expect(names.every(({ key }) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
  });
});

describe("passwords", () => {
  test.each([
    "short pass",
    "password1234",
    "P@ssword-1234!",
    "Administrator2026",
    "correct horse battery staple",
    "aaaaaaaaaaaa",
    "portportport",
    "123456789012",
    "qwertyuiop12345",
    "abcdefghijklm",
    "summer2026!!!",
    "breakwater2026",
    "Ida Marquez 1",
    "ida.marquez@p",
    "x".repeat(257),
  ])("%s is refused", (password) => {
    expect(refusePassword(password, ["Ida Marquez", "ida.marquez@port.example"])?.code).toBe(
      "members.password-weak",
    );
  });

  test.each([
    goodPassword,
    "пять слов без смысла",
    "gannet-locker-91-salt",
    "                x",
    "🌊🌊🚢🦀🐟🐙🦑🐡🐠🐬🐳🐋",
  ])("%s will do", (password) => {
    expect(refusePassword(password, ["Ida Marquez"])).toBeNull();
  });

  test("are kept as Argon2id with the stated parameters", async () => {
    expect(await hashPassword(goodPassword)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
