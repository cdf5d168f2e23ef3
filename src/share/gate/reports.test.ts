import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import type { Person, Report } from "../../model/index.js";
import { leftOut } from "./cutting.js";
import { openGate } from "./gate.js";
import { readMarkings, unrestricted } from "./markings.js";
import type { MembersOwn } from "./origin-search.js";
import type { ReportGroup } from "./reports.js";
import type { Recipient, ReportObject } from "./request.js";

const line = testMember({ id: "member-line", name: "Blue Anchor Lines", sector: "shipping line" });
const community = [
  line,
  testMember({ id: "member-second", name: "Second Line", sector: "shipping line" }),
  testMember({ id: "member-third", name: "Third Line", sector: "shipping line" }),
  testMember({ id: "member-rail", name: "Rail Ramp West", sector: "railroad" }),
  testMember({ id: "member-low", name: "Tall Trucking", sector: "trucking", tlpCeiling: "TLP:GREEN" }),
];
const own: MembersOwn = {
  exposures: [
    { memberId: "member-line", kind: "domain", value: "blueanchor.example", also: [] },
    { memberId: "member-line", kind: "network", value: "203.0.113.0/24", also: [] },
    {
      memberId: "member-line",
      kind: "vessel",
      value: "Nordic Star",
      also: ["IMO 9321483", "call sign DABC"],
    },
    { memberId: "member-rail", kind: "host", value: "ramp-dc01", also: [] },
  ],
  people: [{ memberId: "member-line", name: "Ana Ruiz" }],
};
const group: ReportGroup = {
  id: "group-lines",
  tlpCeiling: "TLP:GREEN",
  memberIds: ["member-line", "member-second"],
};
const gate = openGate(community, [], own, { groups: [group], notSharing: ["member-third"] });

const report = (change: Partial<Report> = {}): Report => ({
  id: "report-id-of-its-own",
  evidence: [],
  sharedId: "shared-1",
  memberId: "member-line",
  sector: "shipping line",
  others: null,
  title: "Phishing at the gate",
  text: "A mail to ana.ruiz@blueanchor.example from 192.0.2.9 asked for the manifest of the Nordic Star.",
  observables: [
    { type: "ipv4", value: "192.0.2.9" },
    { type: "domain", value: "login.blueanchor.example" },
  ],
  tlp: "TLP:AMBER",
  handling: unrestricted,
  namedPersonIds: [],
  namedMails: [],
  groupIds: [],
  attribution: "center",
  urgent: true,
  receivedUs: 1_000,
  releaseUs: 2_000,
  state: "stands",
  mark: null,
  ...change,
});
const object = (change: Partial<Report> = {}, nowUs = 5_000): ReportObject => ({
  kind: "report",
  id: "report-id-of-its-own",
  report: report(change),
  nowUs,
});
const person = (role: Person["role"], memberId: string | null, id = "p"): Recipient => ({
  kind: "person",
  person: { id, name: "P", role, memberId },
});
const member = (memberId: string): Recipient => ({ kind: "member", memberId });
const decide = (of: ReportObject, recipient: Recipient) =>
  gate.decide({ object: of, recipient, channel: "console" });

/** What a report that came with a policy of FIRST IEP 2.0 is marked. */
const markedBy = (policy: object) => {
  const id = "marking-definition--5ba3b1e2-0b7c-4f4e-8a55-2d1c1a5b7e10";
  const extension = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a";
  const definition = { id, extensions: { [extension]: { tlp: "TLP:AMBER", ...policy } } };
  return readMarkings([id], new Map([[id, definition]])).handling;
};
const mustNot = markedBy({
  permitted_actions: "externally-visible-direct-actions",
  affected_party_notifications: "must-not",
  provider_attribution: "may",
});

describe("what must not be used to notify affected parties", () => {
  const about = { handling: mustNot, text: "192.0.2.9 tries ramp-dc01 and the ramp's staff." };

  test("reaches who it is not about, and nobody it is about", () => {
    expect(decide(object(about), member("member-rail"))).toMatchObject({
      released: false,
      rule: "affected-party",
    });
    expect(decide(object(about), person("admin", "member-rail"))).toMatchObject({ rule: "affected-party" });
    expect(decide(object(about), member("member-second"))).toMatchObject({ released: true });
    expect(decide(object(about), person("operator", null))).toMatchObject({ rule: "operator" });
    const inObservable = {
      ...about,
      text: "",
      observables: [{ type: "domain", value: "ramp-dc01" } as const],
    };
    expect(decide(object(inObservable), member("member-rail"))).toMatchObject({ rule: "affected-party" });
    const whole = decide(object({ ...about, handling: unrestricted }), member("member-rail"));
    expect(whole).toMatchObject({ released: true });
  });

  test("a word of the policy that nobody knows counts as must-not", () => {
    const handling = markedBy({ affected_party_notifications: "perhaps" });
    expect(decide(object({ ...about, handling }), member("member-rail"))).toMatchObject({
      rule: "affected-party",
    });
  });

  test("is settled when it comes in: registering a guess makes no report vanish", () => {
    const others = gate.settle(report(about));
    expect(others.affectedIds).toEqual(["member-line", "member-rail"]);
    const guess = { memberId: "member-second", kind: "host", value: "ramp-dc01", also: [] } as const;
    const later = openGate(community, [], { ...own, exposures: [...own.exposures, guess] });
    const decided = later.decide({
      object: object({ ...about, others }),
      recipient: member("member-second"),
      channel: "console",
    });
    expect(decided).toMatchObject({ released: true });
  });

  test("of a sender that even the center must not know reaches no member, so that none is named by it", () => {
    const nobodys = object({ ...about, attribution: "nobody" });
    for (const { id } of community.filter(
      (each) => each.tlpCeiling !== "TLP:GREEN" && each.id !== "member-line",
    ))
      expect(decide(nobodys, member(id))).toMatchObject({ rule: "affected-party" });
    expect(decide(nobodys, person("operator", null))).toMatchObject({ rule: "origin-hidden" });
  });
});

describe("a report", () => {
  test("leaves without its sender: own things cut, another id, the time it left", () => {
    const decision = decide(object(), member("member-rail"));
    expect(decision).toMatchObject({
      released: true,
      rule: "origin-hidden",
      form: {
        id: "shared-1",
        text: `A mail to ${leftOut} from 192.0.2.9 asked for the manifest of the ${leftOut}`,
        observables: [{ type: "ipv4", value: "192.0.2.9" }],
        from: null,
        sinceUs: 2_000,
        isCut: true,
      },
    });
    expect(JSON.stringify(decision)).not.toMatch(/member-line|blueanchor|nordic|report-id/i);
  });

  test("is whole for its own member and for the center, with its sender", () => {
    expect(decide(object(), person("viewer", "member-line"))).toMatchObject({
      rule: "own-member",
      form: { id: "report-id-of-its-own", text: report().text, isCut: false },
    });
    expect(decide(object(), person("operator", null))).toMatchObject({
      rule: "operator",
      form: { from: "Blue Anchor Lines", text: report().text },
    });
  });

  test("of a member that is unknown even to the center reaches operators as it reaches anyone", () => {
    const decision = decide(object({ attribution: "nobody" }), person("operator", null));
    expect(decision).toMatchObject({ rule: "origin-hidden", form: { id: "shared-1", from: null } });
    expect(JSON.stringify(decision)).not.toMatch(/member-line|blueanchor|report-id/i);
  });

  test("does not name the sector to a group of which too few could have sent it", () => {
    const inGroup = { ...object({ groupIds: [group.id], tlp: "TLP:GREEN" }) };
    expect(decide(inGroup, member("member-second"))).toMatchObject({ form: { sector: null } });
    const operator = { id: "op", name: "Op", role: "operator", memberId: null } as const;
    const unknown = object({ groupIds: [group.id], attribution: "nobody", tlp: "TLP:GREEN" });
    expect(decide(unknown, { kind: "person", person: operator })).toMatchObject({ form: { sector: null } });
  });

  test("names the sector only where three others of it could have sent it", () => {
    expect(decide(object(), member("member-rail"))).toMatchObject({ form: { sector: "shipping line" } });
    expect(decide(object(), member("member-second"))).toMatchObject({ form: { sector: null } });
    expect(
      decide(object({ memberId: "member-rail", sector: "railroad" }), member("member-second")),
    ).toMatchObject({
      form: { sector: null },
    });
  });

  test.each([
    ["above the ceiling", object(), member("member-low"), "tlp-ceiling"],
    ["RED", object({ tlp: "TLP:RED", namedPersonIds: ["ana"] }), person("admin", "member-rail"), "tlp-red"],
    ["RED, for a member as a whole", object({ tlp: "TLP:RED" }), member("member-rail"), "tlp-red"],
    ["before its time", object({}, 1_500), member("member-rail"), "not-yet"],
    ["for groups of others", object({ groupIds: ["group-lines"] }), member("member-rail"), "group-outside"],
    ["for a group nobody knows", object({ groupIds: ["gone"] }), member("member-second"), "group-outside"],
    [
      "above the group's ceiling",
      object({ groupIds: ["group-lines"] }),
      member("member-second"),
      "tlp-ceiling",
    ],
    ["of a member nobody knows", object({ memberId: "gone" }), member("member-rail"), "origin-unknown"],
    ["to a file", object({ tlp: "TLP:CLEAR" }), { kind: "file", name: "x" } as const, "file-closed"],
    ["to who shares nothing", object({ urgent: false }), member("member-third"), "not-sharing"],
  ])("%s is refused", (_why, of, recipient, rule) => {
    const channel = recipient.kind === "file" ? "file" : "console";
    expect(gate.decide({ object: of, recipient, channel })).toMatchObject({ released: false, rule });
  });

  test("goes to who is named in RED, to who shares nothing where urgent, and to its group within both ceilings", () => {
    const red = object({ tlp: "TLP:RED", namedPersonIds: ["ana"] });
    expect(decide(red, person("viewer", "member-rail", "ana"))).toMatchObject({ rule: "named-person" });
    expect(decide(object(), member("member-third"))).toMatchObject({ released: true });
    const toGroup = object({ groupIds: ["group-lines"], tlp: "TLP:GREEN" });
    expect(decide(toGroup, member("member-second"))).toMatchObject({ released: true });
  });

  test("names its sender only where the report, the member and its handling all say so", () => {
    const consenting = openGate(
      [{ ...line, consents: [{ to: "members", groupId: null, sinceUs: 0 }] }, ...community.slice(1)],
      [],
      own,
      { groups: [group], notSharing: [] },
    );
    const ask = (of: ReportObject) =>
      consenting.decide({ object: of, recipient: member("member-rail"), channel: "api" });
    expect(ask(object({ attribution: "members" }))).toMatchObject({
      rule: "attributed",
      form: { from: "Blue Anchor Lines" },
    });
    expect(ask(object())).toMatchObject({ form: { from: null } });
    const mustNot = { ...unrestricted, providerAttribution: "must-not" } as const;
    expect(ask(object({ attribution: "members", handling: mustNot }))).toMatchObject({
      form: { from: null },
    });
    expect(decide(object({ attribution: "members" }), member("member-rail"))).toMatchObject({
      form: { from: null },
    });
  });

  test("stays as it was settled: what members register or leave later un-hides nothing", () => {
    const others = gate.settle(report());
    expect(others).toMatchObject({ isCut: true, sectorFor: "other sectors" });
    const later = openGate(community.slice(3), [{ ...line, networks: [] }]);
    const of = object({ others });
    const before = decide(of, member("member-rail"));
    const after = later.decide({ object: of, recipient: member("member-rail"), channel: "console" });
    expect(after).toEqual(before);
  });

  test("as long as reports may be reaches others, without what shows a member", () => {
    const long = `${"a mail came and asked for it\n".repeat(1700)}to Blue Anchor Lines`;
    expect(long.length).toBeGreaterThan(49_000);
    const decision = decide(object({ text: long }), member("member-rail"));
    expect(decision).toMatchObject({ released: true, form: { isCut: true } });
    const { form } = decision as { form: { text: string } };
    expect(form.text).toBe(long.replace("Blue Anchor Lines", leftOut));
  });

  test("that is withdrawn says only that", () => {
    const decision = decide(object({ state: "withdrawn" }), member("member-rail"));
    expect(decision).toMatchObject({
      form: {
        id: "shared-1",
        title: "Withdrawn by its sender",
        text: "",
        observables: [],
        state: "withdrawn",
      },
    });
  });

  test("is previewed as a member would get it", () => {
    const { form: sent } = decide(object(), member("member-rail")) as { form: object };
    const preview = gate.preview(report(), { tlpCeiling: "TLP:AMBER", groupIds: [] });
    expect(preview).toMatchObject({ released: true, form: sent });
    expect(gate.preview(report(), { tlpCeiling: "TLP:GREEN", groupIds: [] })).toMatchObject({
      released: false,
    });
    expect(
      gate.preview(report({ groupIds: ["group-lines"], tlp: "TLP:GREEN" }), {
        tlpCeiling: "TLP:AMBER",
        groupIds: ["group-lines"],
      }),
    ).toMatchObject({ released: true });
  });
});
