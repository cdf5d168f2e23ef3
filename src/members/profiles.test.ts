/** What a center keeps of its members beside their record: groups, consents, contacts, agreements, who shares. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { addAgreement, endAgreement, listAgreements } from "./agreements/agreements.js";
import { legalBasesAt, listLegalBases, writeLegalBases } from "./agreements/legal-bases.js";
import { communityRevision } from "./community-revision.js";
import { addMember, updateMember } from "./companies.js";
import { addGroup, listGroups, removeGroup, updateGroup } from "./groups/groups.js";
import { readMember } from "./member-rows.js";
import { writeConsents } from "./profile/consents.js";
import { listContacts, writeContacts } from "./profile/contacts.js";
import { writeDirectoryEntry } from "./profile/directory.js";
import { reciprocityOff } from "./reciprocity/participation.js";
import { readPolicy, reviewWhenDue, writePolicy } from "./reciprocity/policy.js";
import { listNotSharing, readParticipations, recordContribution } from "./reciprocity/standings.js";
import { previewRemoval, removeMember } from "./removal.js";

const clock = fixedClock(1_700_000_000e6);
let state: State;
const ids: string[] = [];
const at = (n: number) => ids[n] as string;

function given<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const code = (answer: unknown) => (answer instanceof Problem ? answer.code : "accepted");

beforeAll(async () => {
  state = await openTestState();
  for (const name of ["Pier Seven", "Blue Anchor", "Tall Trucking"])
    ids.push(given(await addMember(state.db, clock, { name, sector: "other", networks: [] })).id);
}, 60_000);
afterAll(() => state.close());

describe("language and time zone", () => {
  test("are kept as they are spelled, and others refused", async () => {
    const member = given(
      await updateMember(state.db, clock, at(0), { language: "es", timeZone: "america/los_angeles" }),
    );
    expect(member).toMatchObject({ language: "es", timeZone: "America/Los_Angeles" });
    expect(await readMember(state.db, at(0))).toEqual(member);
    for (const timeZone of ["+02:00", "Mars/Olympus", "x".repeat(200), ""])
      expect(code(await updateMember(state.db, clock, at(0), { timeZone }))).toBe("members.member-invalid");
    expect(code(await updateMember(state.db, clock, at(0), { language: "tlh" }))).toBe(
      "members.member-invalid",
    );
  });
});

describe("groups and consents", () => {
  test("a group is a set with a ceiling; names are unique, members must be there", async () => {
    const input = { name: "Crane  operators", tlpCeiling: "TLP:GREEN", memberIds: [at(1), at(0), at(1)] };
    const group = given(await addGroup(state.db, clock, input));
    expect(group).toMatchObject({ name: "Crane operators", tlpCeiling: "TLP:GREEN" });
    expect(group.memberIds).toEqual([at(0), at(1)].sort());
    expect(await listGroups(state.db)).toEqual([group]);
    expect((await readMember(state.db, at(0)))?.groups).toEqual([group.id]);
    expect(code(await addGroup(state.db, clock, { ...input, name: "CRANE operators" }))).toBe(
      "members.group-invalid",
    );
    expect(code(await addGroup(state.db, clock, { name: "Other", memberIds: ["nobody"] }))).toBe(
      "members.member-unknown",
    );
    expect(code(await updateGroup(state.db, clock, group.id, { tlpCeiling: "TLP:PINK" }))).toBe(
      "members.group-invalid",
    );
    given(await updateGroup(state.db, clock, group.id, { purpose: " Who  lifts what " }));
    expect(given(await updateGroup(state.db, clock, group.id, {})).purpose).toBe("Who lifts what");
    for (const purpose of ["x".repeat(401), "a\u202eb"])
      expect(code(await updateGroup(state.db, clock, group.id, { purpose }))).toBe("members.group-invalid");
    expect(code(await updateGroup(state.db, clock, "nothing", {}))).toBe("members.group-unknown");
  });

  test("consent to a group is for those in it alone, and ends with it; one that stays keeps its time", async () => {
    const [group] = await listGroups(state.db);
    const id = group?.id ?? "";
    const consents = [
      { to: "members", groupId: null },
      { to: "group", groupId: id },
    ];
    const first = given(await writeConsents(state.db, clock, at(0), consents));
    clock.advanceMs(1000);
    const again = given(await writeConsents(state.db, clock, at(0), consents.slice(1)));
    expect(again).toEqual(first.filter(({ to }) => to === "group"));
    const anew = given(await writeConsents(state.db, clock, at(0), consents));
    expect(anew.map(({ sinceUs }) => sinceUs === clock.nowUs())).toEqual([true, false]);
    const outside = await writeConsents(state.db, clock, at(2), consents);
    const nowhere = await writeConsents(state.db, clock, at(2), [{ to: "group", groupId: "nothing" }]);
    expect(code(outside)).toBe("members.group-unknown");
    expect(outside).toEqual(nowhere);
    for (const wrong of [
      { to: "world", groupId: null },
      { to: "group", groupId: null },
      { to: "members", groupId: id },
      { to: "center", groupId: null },
    ])
      expect(code(await writeConsents(state.db, clock, at(0), [wrong]))).toBe("members.consent-invalid");
    given(await updateGroup(state.db, clock, id, { memberIds: [at(1)] }));
    expect((await readMember(state.db, at(0)))?.consents.map(({ to }) => to)).toEqual(["members"]);
    given(await removeGroup(state.db, clock, id));
    expect((await readMember(state.db, at(1)))?.groups).toEqual([]);
  });

  test("nothing is shown in the directory until the member says so", async () => {
    expect((await readMember(state.db, at(1)))?.directory).toEqual({ listed: false, text: "" });
    given(await writeDirectoryEntry(state.db, clock, at(1), { listed: true, text: " Berths 4 to 9 " }));
    expect((await readMember(state.db, at(1)))?.directory).toEqual({ listed: true, text: "Berths 4 to 9" });
    for (const text of ["x".repeat(601), "a\u202eb"])
      expect(code(await writeDirectoryEntry(state.db, clock, at(1), { listed: true, text }))).toBe(
        "members.member-invalid",
      );
  });

  test("each of these changes the revision, and a change that was rolled back leaves it", async () => {
    const seen = new Set([await communityRevision(state.db)]);
    given(await addGroup(state.db, clock, { name: "Berth 4", memberIds: [at(0)] }));
    seen.add(await communityRevision(state.db));
    given(await writeConsents(state.db, clock, at(0), []));
    seen.add(await communityRevision(state.db));
    given(await writeDirectoryEntry(state.db, clock, at(0), { listed: false, text: "" }));
    seen.add(await communityRevision(state.db));
    expect(seen.size).toBe(4);
    const before = await communityRevision(state.db);
    await state.db
      .transaction()
      .execute(async (tx) => {
        given(await writeDirectoryEntry(tx, clock, at(0), { listed: true, text: "" }));
        expect(await communityRevision(tx)).not.toBe(before);
        throw new Error("rolled back");
      })
      .catch(() => undefined);
    expect(await communityRevision(state.db)).toBe(before);
  });
});

describe("contacts", () => {
  const contact = {
    name: "Night desk",
    title: "",
    mail: "",
    phone: "+1 310 555 0100",
    onCall: true,
    note: "",
  };
  test("are kept in the order in which they are called", async () => {
    const wanted = [
      contact,
      { ...contact, name: "Ana Ruiz", mail: "ana@pier7.example", onCall: false, phone: "" },
    ];
    given(await writeContacts(state.db, clock, at(0), wanted));
    expect(await listContacts(state.db, at(0))).toEqual(wanted);
    given(await writeContacts(state.db, clock, at(0), [...wanted].reverse()));
    expect((await listContacts(state.db, at(0))).map(({ name }) => name)).toEqual(["Ana Ruiz", "Night desk"]);
  });

  test.each([
    [{ name: " " }],
    [{ phone: "" }],
    [{ phone: "call me" }],
    [{ mail: "ana at pier7" }],
    [{ mail: "a@b.example, c@d.example" }],
    [{ title: "x".repeat(121) }],
    [{ note: "a\u0000b" }],
  ])("%j is refused and leaves the list as it was", async (change) => {
    const before = await listContacts(state.db, at(0));
    const answer = await writeContacts(state.db, clock, at(0), [contact, { ...contact, ...change }]);
    expect(answer).toMatchObject({
      code: "members.contact-invalid",
      detail: expect.stringContaining("Contact 2"),
    });
    expect(await listContacts(state.db, at(0))).toEqual(before);
  });
});

describe("agreements and the law", () => {
  test("an agreement is kept with its end, which is set once", async () => {
    const input = {
      memberId: at(0),
      name: "Participation agreement",
      version: "2.1",
      signedBy: "Ana Ruiz",
      signedUs: clock.nowUs() - 86_400e6,
      note: "",
    };
    const { id } = given(await addAgreement(state.db, clock, input));
    const ended = given(await endAgreement(state.db, clock, id));
    clock.advanceMs(5000);
    expect(given(await endAgreement(state.db, clock, id))).toEqual(ended);
    expect(await listAgreements(state.db, at(0))).toEqual([ended]);
    expect(await listAgreements(state.db, at(1))).toEqual([]);
    for (const wrong of [
      { name: "" },
      { version: "x".repeat(41) },
      { signedUs: clock.nowUs() + 9 * 86_400e6 },
    ])
      expect(code(await addAgreement(state.db, clock, { ...input, ...wrong }))).toBe(
        "members.agreement-invalid",
      );
    expect(code(await addAgreement(state.db, clock, { ...input, memberId: "nobody" }))).toBe(
      "members.member-unknown",
    );
  });

  test("the law that holds is the one of the day", async () => {
    const basis = { note: "", untilUs: null };
    given(
      await writeLegalBases(state.db, clock, [
        { ...basis, name: "The act", fromUs: 100, untilUs: 200 },
        { ...basis, name: "The act, renewed", fromUs: 300 },
      ]),
    );
    const bases = await listLegalBases(state.db);
    const on = (us: number) => legalBasesAt(bases, us).map(({ name }) => name);
    expect([on(99), on(100), on(199), on(200), on(300)]).toEqual([
      [],
      ["The act"],
      ["The act"],
      [],
      ["The act, renewed"],
    ]);
    expect(
      code(await writeLegalBases(state.db, clock, [{ ...basis, name: "x", fromUs: 5, untilUs: 5 }])),
    ).toBe("members.legal-basis-invalid");
    expect(await listLegalBases(state.db)).toEqual(bases);
    const replaces = bases.map(({ id }) => id);
    const change = bases.slice(1);
    const twice = [1, 2].map(() => writeLegalBases(state.db, clock, change, { replaces }));
    expect((await Promise.all(twice)).map(code).sort()).toEqual(["accepted", "members.legal-basis-changed"]);
    expect((await listLegalBases(state.db)).map(({ name }) => name)).toEqual(["The act, renewed"]);
  });
});

describe("reciprocity", () => {
  test("judges by what is in the store, again when an hour has passed, and lets go at once when off", async () => {
    const { sinceUs: _, ...off } = reciprocityOff;
    const policy = { ...off, on: true, windowDays: 10, graceDays: 5, remindDays: [2] };
    given(await writePolicy(state.db, clock, policy));
    expect(await listNotSharing(state.db)).toEqual([]);
    clock.advanceMs(6 * 86_400_000);
    await recordContribution(state.db, at(0), "report", clock.nowUs());
    await state.db
      .insertInto("batch")
      .values({
        id: "b1",
        member_id: at(1),
        door: "http",
        received_us: clock.nowUs(),
        records: 4,
        refused: 0,
        hits: 0,
        bytes: 100,
        mark: null,
      })
      .execute();
    await reviewWhenDue(state.db, clock);
    expect(await listNotSharing(state.db)).toEqual([at(2)]);
    const all = await readParticipations(state.db, await readPolicy(state.db), clock.nowUs());
    expect(all.find(({ memberId }) => memberId === at(1))).toMatchObject({
      standing: "sharing",
      kinds: ["telemetry"],
    });
    await recordContribution(state.db, at(2), "report", clock.nowUs());
    await reviewWhenDue(state.db, clock);
    expect(await listNotSharing(state.db)).toEqual([at(2)]);
    clock.advanceMs(3_600_000);
    await reviewWhenDue(state.db, clock);
    expect(await listNotSharing(state.db)).toEqual([]);
    clock.advanceMs(30 * 86_400_000);
    await reviewWhenDue(state.db, clock);
    expect(await listNotSharing(state.db)).toEqual([...ids].sort());
    given(await writePolicy(state.db, clock, { ...policy, on: false }));
    expect(await listNotSharing(state.db)).toEqual([]);
  });

  test.each([
    [{ kindsNeeded: 0 }],
    [{ kindsNeeded: 4 }],
    [{ windowDays: 0 }],
    [{ graceDays: 1.5 }],
    [{ remindDays: [-1] }],
    [{ counted: ["money"] }],
  ])("%j is no policy", async (change) => {
    const { sinceUs: _, ...off } = reciprocityOff;
    expect(code(await writePolicy(state.db, clock, { ...off, ...change }))).toBe(
      "members.reciprocity-invalid",
    );
  });
});

describe("removing a member", () => {
  test("with open warnings is refused until that is said, and then says what went", async () => {
    const { id } = given(
      await addMember(state.db, clock, { name: "Leaving Lines", sector: "other", networks: [] }),
    );
    await state.db
      .insertInto("warning")
      .values({
        id: "w1",
        rule: "attack-server",
        key: "k",
        member_id: id,
        draft: JSON.stringify({}),
        urgency: "high",
        state: "open",
        close_reason: null,
        mark: null,
        created_us: 1,
        updated_us: 1,
      })
      .execute();
    expect(given(await previewRemoval(state.db, id))).toMatchObject({
      openWarnings: 1,
      warnings: 1,
      people: 0,
    });
    expect(await removeMember(state.db, clock, id)).toMatchObject({
      code: "members.member-has-open-warnings",
      detail: expect.stringContaining("1 of its warnings is open"),
    });
    expect(await readMember(state.db, id)).not.toBeNull();
    const removed = given(await removeMember(state.db, clock, id, { withOpenWarnings: true }));
    expect(removed).toMatchObject({ name: "Leaving Lines", removal: { openWarnings: 1 } });
    expect(await readMember(state.db, id)).toBeNull();
    expect(code(await previewRemoval(state.db, id))).toBe("members.member-unknown");
  });
});
