/** Invitations as those who get, steal, forward or forget them meet them, and what leaving ends. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, hashToken } from "../../base/index.js";
import type { State } from "../../store/index.js";
import { openTestState } from "../../store/state/testing.js";
import { addMember } from "../companies.js";
import { addPerson, readPerson } from "../people.js";
import { removeMember } from "../removal.js";
import { checkSession, createSession, revokeSessionOf } from "../sessions.js";
import { createSignInLink, redeemSignInLink } from "../sign-in.js";
import { checkToken, createToken } from "../tokens.js";
import { listAccounts, removePerson, resetPerson, updatePerson } from "./accounts.js";
import {
  acceptInvitation,
  createInvitation,
  invitationLifeMs,
  listInvitations,
  openInvitation,
  revokeInvitation,
} from "./invitations.js";
import { unknownSender } from "./sender.js";
import { accepted, codeOf, entriesOf, sessionOf } from "./testing.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
let memberId: string;
let otherId: string;

beforeAll(async () => {
  state = await openTestState();
  const add = async (name: string) =>
    accepted(await addMember(state.db, clock, { name, sector: "shipping line", networks: [] })).id;
  memberId = await add("Blue Anchor Lines");
  otherId = await add("Grey Heron Ferries");
}, 60_000);
afterAll(() => state.close());

let count = 0;
const invite = async (change: object = {}) => {
  const email = `p${count++}@blue-anchor.example`;
  const input = { name: "Ana Ruiz", email, role: "viewer", memberId, maker: null, ...change };
  return createInvitation(state.db, clock, input);
};
const accept = (token: string) => acceptInvitation(state.db, clock, token, unknownSender);

describe("an invitation", () => {
  test("says what it is, makes the person once, and the session can only set up a method", async () => {
    const { token, invitation } = accepted(await invite({ email: " Ana@Blue-Anchor.EXAMPLE " }));
    expect(invitation).toMatchObject({ email: "ana@blue-anchor.example", state: "open", memberId });
    expect(accepted(await openInvitation(state.db, clock, token))).toMatchObject({
      memberName: "Blue Anchor Lines",
    });
    const { person, sessionToken } = accepted(await accept(token));
    expect(person).toMatchObject({ name: "Ana Ruiz", role: "viewer", memberId });
    expect(accepted(await checkSession(state.db, clock, sessionToken)).limited).toBe(true);
    const listed = await listInvitations(state.db, clock, memberId);
    expect(listed.find((one) => one.id === invitation.id)?.state).toBe("accepted");
    expect(JSON.stringify(listed)).not.toContain(hashToken(token));
  });

  test("of three clicks at the same time one gets in", async () => {
    const { token } = accepted(await invite());
    const answers = await Promise.all([1, 2, 3].map(() => accept(token)));
    expect(answers.map(codeOf).sort()).toEqual([
      "accepted",
      "members.invitation-refused",
      "members.invitation-refused",
    ]);
  });

  test("used, expired, revoked, cut and invented get the same answer, also to a look", async () => {
    const used = accepted(await invite()).token;
    accepted(await accept(used));
    const revoked = accepted(await invite());
    accepted(await revokeInvitation(state.db, clock, revoked.invitation.id));
    const expired = accepted(await invite()).token;
    clock.advanceMs(invitationLifeMs + 1);
    const texts = new Set<string>();
    for (const token of [used, revoked.token, expired, expired.slice(0, -1), "bwi_x", "", "x".repeat(9000)]) {
      texts.add(JSON.stringify(await accept(token)));
      texts.add(JSON.stringify(await openInvitation(state.db, clock, token)));
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain("members.invitation-refused");
  });

  test("nobody is in two members, and the refusal does not say who has the address", async () => {
    const email = "leo@shared.example";
    const twice = [accepted(await invite({ email })), accepted(await invite({ email, memberId: otherId }))];
    accepted(await accept(twice[0]?.token as string));
    const second = await accept(twice[1]?.token as string);
    expect(codeOf(second)).toBe("members.email-unavailable");
    const words = [
      second,
      await invite({ email, memberId: otherId }),
      await invite({ email: "LEO@SHARED.example" }),
      await invite({ email: "no address" }),
    ].map((answer) => JSON.stringify(answer));
    expect(new Set(words).size).toBe(1);
    expect(words[0]).not.toContain("Blue Anchor");
    // What was refused is not spent: it works once the address is free.
    const [holder] = (await listAccounts(state.db, memberId)).filter((one) => one.email === email);
    accepted(await removePerson(state.db, clock, holder?.id as string));
    expect(codeOf(await accept(twice[1]?.token as string))).toBe("accepted");
  });

  test.each([
    [{ role: "operator" }, "members.person-invalid"],
    [{ role: "root" }, "members.person-invalid"],
    [{ name: "\u202eevil" }, "members.person-invalid"],
    [{ memberId: "nobody" }, "members.member-unknown"],
    [{ memberId: null }, "members.person-invalid"],
    [{ email: "a@b" }, "members.email-unavailable"],
    [{ email: "a b@c.example" }, "members.email-unavailable"],
    [{ email: `${"x".repeat(300)}@c.example` }, "members.email-unavailable"],
  ])("%o is refused", async (change, expected) => {
    expect(codeOf(await invite(change))).toBe(expected);
  });

  test("another member's invitation is not revoked, and goes with its member", async () => {
    const { invitation } = accepted(await invite());
    expect(codeOf(await revokeInvitation(state.db, clock, invitation.id, otherId))).toBe(
      "members.invitation-unknown",
    );
    const gone = accepted(
      await addMember(state.db, clock, { name: "Short Lived Trucking", sector: "trucking", networks: [] }),
    );
    const { token } = accepted(await invite({ memberId: gone.id }));
    accepted(await removeMember(state.db, clock, gone.id));
    expect(codeOf(await accept(token))).toBe("members.invitation-refused");
  });
});

test("accepting is three entries by who came: the link, the person and the sign-in", async () => {
  const { token, invitation } = accepted(await invite());
  let id = "";
  const written = await entriesOf(state.db, async () => {
    id = accepted(await accept(token)).person.id;
  });
  const detail = { role: "viewer", memberId };
  expect(written).toEqual([
    [`invitation-accept by ${id} about ${invitation.id}`, detail],
    [`person-add by ${id} about ${id}`, detail],
    [`sign-in by ${id} about ${id}`, { by: "invitation" }],
  ]);
  expect(await entriesOf(state.db, () => accept(token))).toEqual([]);
});

describe("leaving, another role and a reset end at once", () => {
  const everything = async () => {
    const email = `all${count++}@blue-anchor.example`;
    const person = accepted(
      await addPerson(state.db, clock, { name: "Leo", role: "admin", memberId, email }),
    );
    const { token: session, sessionHash } = await sessionOf(state.db, clock, person);
    const maker = { personId: person.id, sessionHash };
    const { token, record } = accepted(
      await createToken(state.db, clock, { memberId, name: "x", scopes: ["read"], maker }),
    );
    accepted(await checkToken(state.db, clock, token, "read"));
    const made = accepted(await invite({ maker }));
    return {
      person,
      token,
      tokenId: record.id,
      session,
      link: accepted(await createSignInLink(state.db, clock, person.id)),
      invitation: made.token,
      invitationId: made.invitation.id,
    };
  };
  type Everything = Awaited<ReturnType<typeof everything>>;
  const stands = async (of: Everything) => [
    codeOf(await checkSession(state.db, clock, of.session)),
    codeOf(await redeemSignInLink(state.db, clock, of.link)),
    codeOf(await checkToken(state.db, clock, of.token, "read")),
    codeOf(await accept(of.invitation)),
  ];
  const nothing = [
    "members.session-refused",
    "members.link-refused",
    "members.token-refused",
    "members.invitation-refused",
  ];

  test("a person removed", async () => {
    const all = await everything();
    accepted(await removePerson(state.db, clock, all.person.id));
    expect(await stands(all)).toEqual(nothing);
    expect(codeOf(await removePerson(state.db, clock, all.person.id))).toBe("members.person-unknown");
  });

  test("a person with another role; another name or address ends nothing", async () => {
    const all = await everything();
    accepted(await updatePerson(state.db, clock, all.person.id, { name: "Leo B.", email: null }));
    expect(codeOf(await checkSession(state.db, clock, all.session))).toBe("accepted");
    accepted(await updatePerson(state.db, clock, all.person.id, { role: "viewer" }));
    expect(await stands(all)).toEqual(nothing);
    expect(await readPerson(state.db, all.person.id)).toMatchObject({ name: "Leo B.", role: "viewer" });
  });

  test("a person who is reset, and who stays", async () => {
    const all = await everything();
    accepted(await resetPerson(state.db, clock, all.person.id));
    expect(await stands(all)).toEqual(nothing);
    expect(await readPerson(state.db, all.person.id)).toMatchObject({ name: "Leo" });
  });

  test("each of what ends is in the audit chain, by who asked; an expired session ended by itself", async () => {
    const ending = [
      [
        "person-remove",
        (id: string) => removePerson(state.db, clock, id, "asker"),
        { role: "admin", memberId },
      ],
      ["person-reset", (id: string) => resetPerson(state.db, clock, id, "asker"), {}],
      [
        "person-update",
        (id: string) => updatePerson(state.db, clock, id, { name: "Leo", role: "viewer" }, "asker"),
        { changed: ["role"], role: "viewer" },
      ],
    ] as const;
    for (const [kind, end, detail] of ending) {
      const all = await everything();
      await createSession(state.db, clock, all.person.id);
      const passed = createSession(state.db, clock, all.person.id);
      const { sessionHash } = accepted(await checkSession(state.db, clock, await passed));
      await state.db
        .updateTable("session")
        .set({ expires_us: clock.nowUs() })
        .where("token_hash", "=", sessionHash)
        .execute();
      expect(await entriesOf(state.db, async () => accepted(await end(all.person.id)))).toEqual([
        [`${kind} by asker about ${all.person.id}`, detail],
        [`sign-out by asker about ${all.person.id}`, {}],
        [`sign-out by asker about ${all.person.id}`, {}],
        [`token-revoke by asker about ${all.tokenId}`, { memberId }],
        [`invitation-revoke by asker about ${all.invitationId}`, { memberId }],
      ]);
    }
  });

  test("what changes nothing is no entry", async () => {
    const { person } = await everything();
    const { invitation } = accepted(await invite());
    const { email } = (await listAccounts(state.db)).find(({ id }) => id === person.id) as { email: string };
    accepted(await revokeInvitation(state.db, clock, invitation.id));
    const written = await entriesOf(state.db, async () => {
      accepted(await updatePerson(state.db, clock, person.id, { name: " Leo", role: "admin", email }));
      expect(accepted(await revokeInvitation(state.db, clock, invitation.id)).state).toBe("revoked");
      expect(await revokeSessionOf(state.db, clock, person.id, "no session")).toBe(false);
    });
    expect(written).toEqual([]);
    expect(
      await entriesOf(state.db, async () =>
        accepted(await updatePerson(state.db, clock, person.id, { email: null })),
      ),
    ).toEqual([[`person-update by center about ${person.id}`, { changed: ["email"], role: "admin" }]]);
  });

  test("a token made on the machine itself stays", async () => {
    const { token } = accepted(await createToken(state.db, clock, { memberId, name: "x", scopes: ["read"] }));
    const { person } = await everything();
    accepted(await removePerson(state.db, clock, person.id));
    expect(codeOf(await checkToken(state.db, clock, token, "read"))).toBe("accepted");
  });

  test("a member's person gets no role of the center, and the last operator stays", async () => {
    const { person } = await everything();
    expect(codeOf(await updatePerson(state.db, clock, person.id, { role: "operator" }))).toBe(
      "members.person-invalid",
    );
    const operator = accepted(
      await addPerson(state.db, clock, { name: "Op", role: "operator", memberId: null }),
    );
    expect(codeOf(await removePerson(state.db, clock, operator.id))).toBe("members.last-operator");
    expect(codeOf(await updatePerson(state.db, clock, operator.id, { role: "auditor" }))).toBe(
      "members.last-operator",
    );
  });
});
