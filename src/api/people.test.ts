/** People, invitations and sessions over the API: what an admin may do to whom, and nothing of another member. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { checkSession, createSession } from "../members/index.js";
import type { Person } from "../model/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

let center: TestCenter;
let admin: Person;
let colleague: Person;
let stranger: Person;
let otherMember: string;

beforeAll(async () => {
  center = await openTestCenter();
  const own = await center.addMember("Blue Anchor Lines", []);
  otherMember = (await center.addMember("Grey Heron Ferries", [])).id;
  admin = await center.addPerson("Ada", "admin", own.id);
  colleague = await center.addPerson("Col", "viewer", own.id);
  stranger = await center.addPerson("Stella", "admin", otherMember);
}, 60_000);
afterAll(() => center.close());

const ask = async (person: Person, id: string, input: object = {}) =>
  callAction(center, await center.callerOf(person), id, input);
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");

test.each(["person-update", "person-remove", "person-reset", "person-sessions", "person-link"])(
  "%s finds nobody of another member, nor of the center, nor an invented person",
  async (action) => {
    const answers = [];
    for (const id of [stranger.id, center.operator.id, "nobody"])
      answers.push(JSON.stringify(await ask(admin, action, { id })));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("api.not-found");
  },
);

test("sessions of the own people are listed without their secrets and ended at once; others' are not found", async () => {
  const token = await createSession(center.state.db, center.clock, colleague.id);
  const foreign = await createSession(center.state.db, center.clock, stranger.id);
  const { rows } = (await ask(admin, "person-sessions", { id: colleague.id })) as { rows: { id: string }[] };
  expect(JSON.stringify(rows)).not.toMatch(/[0-9a-f]{64}|bws_/);
  const theirs = (await ask(stranger, "own-read")) as { sessions: { id: string }[] };
  const [mine, other] = [rows[0]?.id, theirs.sessions[0]?.id];
  expect(code(await ask(admin, "person-session-end", { id: colleague.id, sessionId: other }))).toBe(
    "api.not-found",
  );
  expect(code(await ask(admin, "own-session-end", { id: other }))).toBe("api.not-found");
  expect(code(await ask(admin, "person-session-end", { id: colleague.id, sessionId: mine }))).toBe(
    "accepted",
  );
  expect(code(await checkSession(center.state.db, center.clock, token))).toBe("members.session-refused");
  expect(code(await checkSession(center.state.db, center.clock, foreign))).toBe("accepted");
});

test("an admin invites into the own member only, as no operator, and sees and revokes only its own", async () => {
  const invite = (person: Person, change: object) =>
    ask(person, "invitation-add", { name: "New", role: "viewer", email: "new@port.example", ...change });
  expect(code(await invite(admin, { memberId: otherMember }))).toBe("api.not-allowed");
  expect(code(await invite(admin, { role: "operator" }))).toBe("members.person-invalid");
  const made = (await invite(admin, {})) as { link: string; invitation: { id: string; memberId: string } };
  expect(made.invitation.memberId).toBe(admin.memberId);
  expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:8420\/invitation#bwi_/);
  const seen = JSON.stringify(await ask(stranger, "invitation-list", { memberId: admin.memberId }));
  expect(seen).toBe('{"rows":[]}');
  expect(code(await ask(stranger, "invitation-revoke", { id: made.invitation.id }))).toBe(
    "members.invitation-unknown",
  );
  const token = made.link.split("#")[1];
  expect(code(await callAction(center, null, "invitation-accept", { token }))).toBe("accepted");
  expect(code(await callAction(center, null, "invitation-accept", { token }))).toBe(
    "members.invitation-refused",
  );
});

test("an address that is taken is refused alike for everybody, whoever has it", async () => {
  const add = (person: Person, email: string) =>
    ask(person, "person-add", { name: "X", role: "viewer", memberId: person.memberId, email });
  expect(code(await add(admin, "one@port.example"))).toBe("accepted");
  const answers = [
    await add(admin, "ONE@port.example"),
    await add(stranger, "one@port.example"),
    await ask(stranger, "person-update", { id: stranger.id, email: "one@port.example" }),
    await add(stranger, "broken"),
  ];
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(code(answers[0])).toBe("members.email-unavailable");
});

test("a command on the machine has no sign-in of its own to set up", async () => {
  const local = { person: center.operator, sessionHash: null };
  for (const id of [
    "own-password-begin",
    "own-passkey-begin",
    "own-recovery-codes",
    "own-recovery-codes-keep",
  ])
    expect(code(await callAction(center, local, id, {}))).toBe("api.session-needed");
});
