/** Requests that were let in while their person, session or token stood, and come to make something after. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { addPerson } from "../people.js";
import { listSessions, revokeSession, sessionIdleMs } from "../sessions.js";
import { createSignInLink, signInLinkMs } from "../sign-in.js";
import { createToken, revokeToken, rotateToken } from "../tokens.js";
import { removePerson, resetPerson, updatePerson } from "./accounts.js";
import { addBasicUser } from "./basic-users.js";
import { confirmSession } from "./confirm.js";
import { createInvitation } from "./invitations.js";
import { readMethods } from "./methods.js";
import { beginPassword, setPassword } from "./password.js";
import { renewRecoveryCodes } from "./recovery-codes.js";
import { unknownSender } from "./sender.js";
import type { Maker } from "./standing.js";
import { accepted, appCode, codeOf, goodPassword, makerBy, sessionOf, testBox } from "./testing.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
let memberId: string;
let count = 0;

beforeAll(async () => {
  state = await openTestState();
  const company = { name: "Blue Anchor Lines", sector: "shipping line", networks: [] };
  memberId = accepted(await addMember(state.db, clock, company)).id;
}, 60_000);
afterAll(() => state.close());

const newPerson = async (): Promise<Person> => {
  const email = `all${count++}@blue-anchor.example`;
  return accepted(await addPerson(state.db, clock, { name: "Leo", role: "admin", memberId, email }));
};

describe("a request that was let in before makes nothing after", () => {
  /** All that opens the house for somebody, asked for by a request of this person. */
  const making = async (maker: Maker) => {
    const { db } = state;
    const late = () => `late${count++}@blue-anchor.example`;
    const input = { memberId, name: "y", scopes: ["read"], maker };
    const other = accepted(await createToken(db, clock, { ...input, maker: null })).record.id;
    const someone = { name: "Mia", role: "viewer", memberId };
    const mia = accepted(await addPerson(db, clock, someone));
    const basic = { ...input, name: `program${count++}`, password: goodPassword };
    return {
      token: codeOf(await createToken(db, clock, input)),
      rotated: codeOf(await rotateToken(db, clock, other, { graceMs: 0, maker })),
      program: codeOf(await addBasicUser(db, clock, basic)),
      invitation: codeOf(await createInvitation(db, clock, { ...someone, email: late(), maker })),
      link: codeOf(await createSignInLink(db, clock, mia.id, signInLinkMs, "x", maker)),
      person: codeOf(await addPerson(db, clock, { ...someone, email: late() }, "x", maker)),
      change: codeOf(await updatePerson(db, clock, mia.id, { role: "admin" }, "x", maker)),
      reset: codeOf(await resetPerson(db, clock, mia.id, "x", maker)),
      removal: codeOf(await removePerson(db, clock, mia.id, "x", maker)),
    };
  };
  const made = {
    ...{ token: "accepted", rotated: "accepted", program: "accepted", invitation: "accepted" },
    ...{ link: "accepted", person: "accepted", change: "accepted", reset: "accepted", removal: "accepted" },
  };
  const gone = "members.session-refused";
  const refused = {
    ...{ token: "members.token-invalid", rotated: "members.token-invalid", program: "members.token-invalid" },
    ...{ invitation: "members.invitation-invalid", link: gone, person: gone },
    ...{ change: gone, reset: gone, removal: gone },
  };

  test.each<[string, (person: Person) => Promise<unknown>]>([
    ["another role", ({ id }) => updatePerson(state.db, clock, id, { role: "viewer" })],
    ["a reset, though the role stays", ({ id }) => resetPerson(state.db, clock, id)],
    ["a removal", ({ id }) => removePerson(state.db, clock, id)],
    [
      "its own sign-out",
      async ({ id }) => {
        for (const { sessionHash } of await listSessions(state.db, clock, id))
          await revokeSession(state.db, clock, sessionHash);
      },
    ],
    ["its session's end", async () => clock.advanceMs(sessionIdleMs + 1)],
  ])("%s", async (_name, end) => {
    const person = await newPerson();
    const maker = await makerBy(state.db, clock, person);
    expect(await making(maker)).toEqual(made);
    await end(person);
    expect(await making(maker)).toEqual(refused);
  });

  test("nor with a session of somebody else, nor a program whose token has ended", async () => {
    const person = await newPerson();
    const other = await makerBy(state.db, clock, await newPerson());
    expect(await making({ ...other, personId: person.id })).toEqual(refused);
    const input = { memberId, name: "z", scopes: ["read"] };
    const { record } = accepted(await createToken(state.db, clock, input));
    expect(await making({ tokenId: record.id })).toEqual(made);
    accepted(await revokeToken(state.db, clock, record.id));
    expect(await making({ tokenId: record.id })).toEqual(refused);
  });

  test("nor changes what its own person signs in with", async () => {
    const person = await newPerson();
    const asked = { ...(await sessionOf(state.db, clock, person)), secondFactor: true };
    const begun = accepted(await beginPassword(state.db, clock, testBox, asked));
    const code = appCode(clock, begun.secret);
    accepted(await resetPerson(state.db, clock, person.id));
    expect(codeOf(await renewRecoveryCodes(state.db, clock, asked))).toBe(gone);
    expect(codeOf(await confirmSession(state.db, clock, testBox, asked, code, unknownSender))).toBe(gone);
    const input = { step: begun.step, code, password: goodPassword };
    expect(codeOf(await setPassword(state.db, clock, testBox, asked, input))).toBe("members.step-refused");
    expect((await readMethods(state.db, person.id)).passwordUs).toBeNull();
  });
});
