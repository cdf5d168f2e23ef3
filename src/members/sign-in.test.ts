import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, hashToken, Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { addMember } from "./companies.js";
import { addPerson, listPeople } from "./people.js";
import { removeMember } from "./removal.js";
import { checkSession, createSession, listSessions, revokeSession, sessionStands } from "./sessions.js";
import { removePerson } from "./sign-in/accounts.js";
import { entriesOf } from "./sign-in/testing.js";
import { createSignInLink, redeemSignInLink } from "./sign-in.js";
import { checkToken, createToken, listTokens, revokeToken, rotateToken } from "./tokens.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
let person: Person;
let memberId: string;

function accepted<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");

beforeAll(async () => {
  state = await openTestState();
  memberId = accepted(
    await addMember(state.db, clock, { name: "Blue Anchor Lines", sector: "shipping line", networks: [] }),
  ).id;
  person = accepted(await addPerson(state.db, clock, { name: "Ana", role: "analyst", memberId }));
}, 60_000);
afterAll(() => state.close());

const link = async () => accepted(await createSignInLink(state.db, clock, person.id));
const signIn = async () => accepted(await redeemSignInLink(state.db, clock, await link()));

describe("links", () => {
  test("a link works once, and of two clicks at the same time one", async () => {
    const token = await link();
    const answers = await Promise.all([1, 2, 3].map(() => redeemSignInLink(state.db, clock, token)));
    expect(answers.map(code).sort()).toEqual(["accepted", "members.link-refused", "members.link-refused"]);
  });

  test("a used, an expired, a cut and an invented link get the same answer", async () => {
    const used = await link();
    accepted(await redeemSignInLink(state.db, clock, used));
    const expired = await link();
    clock.advanceMs(15 * 60_000 + 1);
    const texts = [];
    for (const token of [used, expired, expired.slice(0, -1), "bwl_x", "", "x".repeat(5000)])
      texts.push(JSON.stringify(await redeemSignInLink(state.db, clock, token)));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain("members.link-refused");
  });

  test("nothing stored can be used as a link or a session", async () => {
    const token = await link();
    const rows = await state.db.selectFrom("sign_in_link").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(code(await redeemSignInLink(state.db, clock, hashToken(token)))).toBe("members.link-refused");
  });
});

describe("sessions", () => {
  test("a session ends after twelve idle hours, and use extends it, but not beyond a week", async () => {
    const { sessionToken } = await signIn();
    for (let day = 0; day < 13; day++) {
      clock.advanceMs(11.9 * 3_600_000);
      expect(code(await checkSession(state.db, clock, sessionToken)), `use ${day}`).toBe("accepted");
    }
    clock.advanceMs(11.9 * 3_600_000);
    expect(code(await checkSession(state.db, clock, sessionToken)), "a week is over").toBe("accepted");
    clock.advanceMs(2 * 3_600_000);
    expect(code(await checkSession(state.db, clock, sessionToken))).toBe("members.session-refused");
    const idle = await signIn();
    clock.advanceMs(12 * 3_600_000 + 1);
    expect(code(await checkSession(state.db, clock, idle.sessionToken))).toBe("members.session-refused");
  });

  test("sessions are listed and revoked at once", async () => {
    const { sessionToken } = await signIn();
    const checked = accepted(await checkSession(state.db, clock, sessionToken));
    expect(checked.person).toEqual(person);
    expect((await listSessions(state.db, clock, person.id)).map((s) => s.sessionHash)).toContain(
      checked.sessionHash,
    );
    expect(await sessionStands(state.db, clock, checked.sessionHash)).toBe(true);
    expect(await revokeSession(state.db, clock, checked.sessionHash)).toBe(true);
    expect(await revokeSession(state.db, clock, checked.sessionHash)).toBe(false);
    expect(await sessionStands(state.db, clock, checked.sessionHash)).toBe(false);
    expect(code(await checkSession(state.db, clock, sessionToken))).toBe("members.session-refused");
  });

  test("who is removed is signed out", async () => {
    const leaving = accepted(await addPerson(state.db, clock, { name: "Leo", role: "viewer", memberId }));
    const token = accepted(await createSignInLink(state.db, clock, leaving.id));
    const { sessionToken } = accepted(await redeemSignInLink(state.db, clock, token));
    accepted(await removePerson(state.db, clock, leaving.id));
    expect(code(await checkSession(state.db, clock, sessionToken))).toBe("members.session-refused");
  });
});

describe("people", () => {
  test.each([
    [{ name: "X", role: "operator", memberId: "m" }, "members.person-invalid"],
    [{ name: "X", role: "auditor", memberId: "m" }, "members.person-invalid"],
    [{ name: "X", role: "analyst", memberId: null }, "members.person-invalid"],
    [{ name: "X", role: "viewer", memberId: null }, "members.person-invalid"],
    [{ name: "X", role: "root", memberId: null }, "members.person-invalid"],
    [{ name: "", role: "operator", memberId: null }, "members.person-invalid"],
    [{ name: "X", role: "viewer", memberId: "nobody" }, "members.member-unknown"],
  ])("%o is refused", async (input, expected) => {
    expect(code(await addPerson(state.db, clock, input))).toBe(expected);
  });

  test("the center's own roles are refused to a member's people, with the roles they may have", async () => {
    const refused = await addPerson(state.db, clock, { name: "Aude", role: "auditor", memberId });
    expect(refused).toMatchObject({ code: "members.person-invalid" });
    expect((refused as Problem).detail).toContain("viewer, analyst, admin");
    accepted(await addPerson(state.db, clock, { name: "Aude", role: "auditor", memberId: null }));
  });

  test("the people of one member are listed without others", async () => {
    accepted(await addPerson(state.db, clock, { name: "Op", role: "operator", memberId: null }));
    expect((await listPeople(state.db, memberId)).every((p) => p.memberId === memberId)).toBe(true);
  });
});

describe("tokens", () => {
  const make = async (change: object = {}) =>
    accepted(await createToken(state.db, clock, { memberId, name: "sensor", scopes: ["ingest"], ...change }));

  test("a token tells its member, and its last use is kept", async () => {
    const { token, record } = await make();
    expect(await checkToken(state.db, clock, token, "ingest")).toEqual({ memberId, tokenId: record.id });
    const listed = (await listTokens(state.db, memberId)).find((t) => t.id === record.id);
    expect(listed?.usedUs).toBe(clock.nowUs());
    expect(JSON.stringify(listed)).not.toContain(hashToken(token));
  });

  test("a revoked token is refused at once, though it was accepted a moment before", async () => {
    const { token, record } = await make();
    accepted(await checkToken(state.db, clock, token, "ingest"));
    accepted(await revokeToken(state.db, clock, record.id));
    expect(code(await checkToken(state.db, clock, token, "ingest"))).toBe("members.token-refused");
  });

  test("a token ends when it expires, also while its answer is remembered", async () => {
    const { token } = await make({ expiresUs: clock.nowUs() + 1e6 });
    accepted(await checkToken(state.db, clock, token, "ingest"));
    clock.advanceMs(1001);
    expect(code(await checkToken(state.db, clock, token, "ingest"))).toBe("members.token-refused");
  });

  test("a rotated token has a new secret, and its old one ends after the grace, at once where there is none", async () => {
    for (const graceMs of [60_000, 0]) {
      const { token, record } = await make({ scopes: ["read", "report"] });
      accepted(await checkToken(state.db, clock, token, "read"));
      const next = accepted(await rotateToken(state.db, clock, record.id, { graceMs }));
      expect(next.record).toMatchObject({ name: record.name, memberId, scopes: ["read", "report"] });
      accepted(await checkToken(state.db, clock, next.token, "report"));
      expect(code(await checkToken(state.db, clock, token, "read"))).toBe(
        graceMs === 0 ? "members.token-refused" : "accepted",
      );
      clock.advanceMs(60_001);
      expect(code(await checkToken(state.db, clock, token, "read"))).toBe("members.token-refused");
      expect(code(await rotateToken(state.db, clock, record.id, { graceMs }))).toBe("members.token-invalid");
    }
  });

  test("a token of a removed member is refused at once", async () => {
    const gone = accepted(
      await addMember(state.db, clock, { name: "Gone Trucking", sector: "trucking", networks: [] }),
    );
    const { token } = await make({ memberId: gone.id });
    accepted(await checkToken(state.db, clock, token, "ingest"));
    accepted(await removeMember(state.db, clock, gone.id));
    expect(code(await checkToken(state.db, clock, token, "ingest"))).toBe("members.token-refused");
  });

  test("a member that is removed leaves a sign-out for each session, and an entry for each token", async () => {
    const gone = accepted(
      await addMember(state.db, clock, { name: "Left Behind Rail", sector: "railroad", networks: [] }),
    );
    const people = [];
    for (const name of ["Bo", "Cy"])
      people.push(accepted(await addPerson(state.db, clock, { name, role: "admin", memberId: gone.id })).id);
    const [bo = "", cy = ""] = people;
    const sessions = [];
    for (const id of [bo, bo, cy]) sessions.push(await createSession(state.db, clock, id));
    const [{ sessionHash = "" } = {}] = await listSessions(state.db, clock, bo);
    const own = await make({ memberId: gone.id, maker: { personId: bo, sessionHash } });
    const fromCenter = await make({ memberId: gone.id });
    const revoked = await make({ memberId: gone.id });
    accepted(await revokeToken(state.db, clock, revoked.record.id));
    const entries = await entriesOf(state.db, async () =>
      accepted(await removeMember(state.db, clock, gone.id, { actor: "person-op" })),
    );
    const said = entries.map(([what]) => what);
    expect(said[0]).toBe(`member-remove by person-op about ${gone.id}`);
    expect(said.slice(1).sort()).toEqual(
      [
        ...[bo, bo, cy].map((id) => `sign-out by person-op about ${id}`),
        ...[own, fromCenter].map(({ record }) => `token-revoke by person-op about ${record.id}`),
      ].sort(),
    );
    for (const token of sessions)
      expect(code(await checkSession(state.db, clock, token))).toBe("members.session-refused");
  });

  test("a token is refused for what it has no scope, and made only with scopes there are", async () => {
    const { token } = await make({ scopes: ["read"] });
    expect(code(await checkToken(state.db, clock, token, "ingest"))).toBe("members.token-scope");
    for (const scopes of [[], ["root"]])
      expect(code(await createToken(state.db, clock, { memberId, name: "x", scopes }))).toBe(
        "members.token-invalid",
      );
    expect(code(await checkToken(state.db, clock, `${token}x`, "read"))).toBe("members.token-refused");
  });

  test.each(["a\u0000b", "a\nb", "a\u200bb", "a\ud800"])("a token is not named %j", async (name) => {
    expect(code(await createToken(state.db, clock, { memberId, name, scopes: ["read"] }))).toBe(
      "members.token-invalid",
    );
  });
});
