import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import type { Person, WarningDraft } from "../../model/index.js";
import { openGate } from "./gate.js";
import type { Channel, GateObject, Recipient, WarningObject } from "./request.js";

const community = [
  testMember({ id: "member-line", name: "Blue Anchor Lines", networks: ["203.0.113.0/24"] }),
  testMember({ id: "member-rail", name: "Rail Ramp West", networks: ["198.51.100.0/24"] }),
  testMember({ id: "member-truck", name: "Tall Trucking", tlpCeiling: "TLP:GREEN" }),
];
const gate = openGate(community);

const draft = (change: Partial<WarningDraft> = {}): WarningDraft => ({
  rule: "second-member",
  key: "second-member ipv4 192.0.2.9",
  recipientMemberId: "member-rail",
  originMemberIds: ["member-line"],
  observable: { type: "ipv4", value: "192.0.2.9" },
  urgency: "medium",
  tlp: "TLP:AMBER",
  sentence: "Others in this port met an attack server.",
  story: "192.0.2.9 was met by one other member.",
  facts: [{ label: "Address", value: "192.0.2.9" }],
  doNow: ["Block it."],
  evidence: [
    {
      timeUs: 1,
      log: "zeek-conn",
      field: "id.resp_h",
      sourceAddress: "203.0.113.7",
      sourcePort: 1,
      destinationAddress: "192.0.2.9",
      destinationPort: 443,
      record: "203.0.113.7 192.0.2.9",
    },
  ],
  sightingIds: ["sighting-of-the-line"],
  mark: null,
  ...change,
});
const warning = (change: Partial<WarningDraft> = {}): WarningObject => ({
  kind: "warning",
  id: "warning-1",
  draft: draft(change),
  createdUs: 1,
  updatedUs: 2,
  state: "open",
  closeReason: null,
  reactions: [],
});
const person = (role: Person["role"], memberId: string | null): Recipient => ({
  kind: "person",
  person: { id: "p", name: "P", role, memberId },
});
const rail: Recipient = { kind: "member", memberId: "member-rail" };
const operator = person("operator", null);
const decide = (object: GateObject, recipient: Recipient, channel: Channel = "console") =>
  gate.decide({ object, recipient, channel });

describe("the language of a warning", () => {
  const es = {
    sentence: "Otros de este puerto se encontraron con un servidor de ataque.",
    story: "192.0.2.9 fue visto por otro miembro.",
    facts: [{ label: "Dirección", value: "192.0.2.9" }],
    doNow: ["Bloquéelo."],
  };
  const spanish = openGate(
    community.map((member) =>
      member.id === "member-rail" ? { ...member, language: "es" as const } : member,
    ),
  );
  const ask = (change: Partial<WarningDraft>, recipient: Recipient) =>
    spanish.decide({ object: warning(change), recipient, channel: "console" });

  test("is its member's, and English for the center and where there is no other", () => {
    for (const recipient of [rail, person("viewer", "member-rail")])
      expect(ask({ translations: { es } }, recipient)).toMatchObject({ form: { ...es, language: "es" } });
    expect(ask({ translations: { es } }, operator)).toMatchObject({
      form: { language: "en", sentence: draft().sentence },
    });
    expect(ask({}, rail)).toMatchObject({ form: { language: "en", sentence: draft().sentence } });
    expect(decide(warning({ translations: { es } }), rail)).toMatchObject({ form: { language: "en" } });
  });

  test("is what is looked through: a name in it is kept back from who reads it, and from nobody else", () => {
    const translations = { es: { ...es, story: "Blue Anchor Lines lo vio." } };
    expect(ask({ translations }, rail)).toMatchObject({ released: false, rule: "origin-leak" });
    expect(decide(warning({ translations }), rail)).toMatchObject({ released: true });
    const own = { recipientMemberId: "member-rail", originMemberIds: ["member-rail"], evidence: [] };
    expect(
      ask({ ...own, translations: { es: { ...es, sentence: "Blue Anchor Lines." } } }, rail),
    ).toMatchObject({
      form: { sentence: "Un aviso sobre uno de sus propios equipos." },
    });
  });
});

describe("by mail", () => {
  const own = (tlp: WarningDraft["tlp"]) => warning({ recipientMemberId: "member-line", tlp });
  const line: Recipient = { kind: "member", memberId: "member-line" };

  test("goes what goes otherwise, up to TLP:AMBER", () => {
    for (const recipient of [line, person("viewer", "member-line")])
      expect(decide(own("TLP:AMBER"), recipient, "mail")).toEqual(decide(own("TLP:AMBER"), recipient));
  });

  test("goes nothing that the member would not get otherwise", () => {
    expect(decide(warning(), line, "mail")).toMatchObject({ released: false, rule: "not-addressed" });
    expect(decide(own("TLP:RED"), line, "mail")).toMatchObject({ released: false, rule: "tlp-red" });
  });

  test("above TLP:AMBER nothing of it goes but its marking, urgency, times and state", () => {
    const strict = openGate(community.map((member) => ({ ...member, tlpCeiling: "TLP:RED" as const })));
    const decision = strict.decide({
      object: own("TLP:AMBER+STRICT"),
      recipient: line,
      channel: "mail",
    });
    expect(decision).toMatchObject({ released: true, rule: "own-member" });
    const form = (decision.released && decision.form) as unknown as Record<string, unknown>;
    const kept = Object.entries(form).filter(([, value]) => value !== "" && JSON.stringify(value) !== "[]");
    expect(kept.map(([key]) => key).sort()).toEqual(
      [
        "center",
        "closeReason",
        "createdUs",
        "id",
        "language",
        "mark",
        "observable",
        "state",
        "tlp",
        "updatedUs",
        "urgency",
      ].sort(),
    );
    expect(form.observable).toMatchObject({ value: "" });
  });

  test("goes nothing to an operator, whose form names origins, and nothing but warnings", () => {
    expect(decide(warning(), operator, "mail")).toMatchObject({ released: false, rule: "unknown-channel" });
    const counts = { kind: "counts", id: "c", memberId: "member-line", counts: { hits: 1 } } as const;
    expect(decide(counts, line)).toMatchObject({ released: true });
    expect(decide(counts, line, "mail")).toMatchObject({ released: false, rule: "unknown-channel" });
  });
});

describe("warnings", () => {
  test("leave to their member without origin, evidence, key or sighting ids", () => {
    const decision = decide(warning(), rail);
    expect(decision).toMatchObject({ released: true, rule: "origin-hidden" });
    const bytes = JSON.stringify(decision.released && decision.form);
    for (const hidden of ["member-line", "Blue Anchor", "203.0.113.7", "sighting-of", "second-member ipv4"])
      expect(bytes).not.toContain(hidden);
    expect(bytes).toContain("192.0.2.9");
  });

  test("that are not urgent are held back from who shares nothing, and nothing that is its own danger", () => {
    const exposures = [{ memberId: "member-rail", kind: "domain", value: "ramp.example", also: [] } as const];
    const policed = openGate(
      community,
      [],
      { exposures, people: [] },
      { groups: [], notSharing: ["member-rail"] },
    );
    const rule = (change: Partial<WarningDraft>, to: Recipient = rail, by = policed) =>
      by.decide({ object: warning(change), recipient: to, channel: "console" }).rule;
    for (const urgency of ["low", "medium"] as const) {
      expect(rule({ urgency })).toBe("not-sharing");
      expect(rule({ urgency }, person("viewer", "member-rail"))).toBe("not-sharing");
      expect(rule({ urgency }, rail, gate)).toBe("origin-hidden");
      expect(rule({ urgency }, operator)).toBe("operator");
      expect(rule({ urgency, originMemberIds: ["member-rail"] })).toBe("own-member");
      expect(rule({ urgency, originMemberIds: ["member-line", "member-rail"], evidence: [] })).toBe(
        "origin-hidden",
      );
      const look = { type: "domain", value: "login.ramp.example" } as const;
      expect(rule({ urgency, observable: look })).toBe("origin-hidden");
      expect(
        rule({ urgency, recipientMemberId: "member-line" }, { kind: "member", memberId: "member-line" }),
      ).toBe("own-member");
    }
    for (const urgency of ["high", "critical"] as const) expect(rule({ urgency })).toBe("origin-hidden");
  });

  test("on the member's own sightings keep its evidence", () => {
    const own = warning({ recipientMemberId: "member-line" });
    const decision = decide(own, person("viewer", "member-line"));
    expect(decision).toMatchObject({
      released: true,
      rule: "own-member",
      form: { evidence: own.draft.evidence },
    });
  });

  test.each([
    ["another member", warning(), person("admin", "member-line"), "not-addressed"],
    [
      "a marking above the ceiling",
      warning({ recipientMemberId: "member-truck" }),
      { kind: "member", memberId: "member-truck" },
      "tlp-ceiling",
    ],
    ["AMBER+STRICT above AMBER", warning({ tlp: "TLP:AMBER+STRICT" }), rail, "tlp-ceiling"],
    ["RED", warning({ tlp: "TLP:RED" }), rail, "tlp-red"],
    ["an unknown marking", warning({ tlp: "TLP:PURPLE" as "TLP:RED" }), rail, "tlp-red"],
    ["an unknown origin", warning({ originMemberIds: ["member-gone"] }), rail, "origin-unknown"],
    ["the origin's name", warning({ story: "Seen at blue anchor lines." }), rail, "origin-leak"],
    [
      "the origin's address",
      warning({ facts: [{ label: "From", value: "203[.]0[.]113[.]7" }] }),
      rail,
      "origin-leak",
    ],
    ["a member that is no origin", warning({ story: "Not at Tall Trucking." }), rail, "origin-leak"],
    ["a sighting's id", warning({ story: "See sighting-of-the-line." }), rail, "origin-leak"],
    ["a file", warning({ tlp: "TLP:CLEAR" }), { kind: "file", name: "out.json" }, "file-closed"],
    ["an auditor of the center", warning(), person("auditor", null), "auditor-elsewhere"],
    ["a member nobody knows", warning(), { kind: "member", memberId: "member-gone" }, "unknown-recipient"],
    [
      "an operator who belongs to a member",
      warning(),
      person("operator", "member-rail"),
      "unknown-recipient",
    ],
    ["an analyst of no member", warning(), person("analyst", null), "unknown-recipient"],
    ["a person of no role", warning(), person("root" as "viewer", "member-rail"), "unknown-recipient"],
    ["a device", warning(), { kind: "device" } as unknown as Recipient, "unknown-recipient"],
  ] as const)("are refused for %s", (_why, object, recipient, rule) => {
    const channel = recipient.kind === "file" ? "file" : "console";
    expect(decide(object, recipient as Recipient, channel)).toMatchObject({ released: false, rule });
  });

  test("operators see origins and whether it was released", () => {
    expect(decide(warning({ tlp: "TLP:RED" }), operator)).toMatchObject({
      released: true,
      form: {
        center: {
          recipient: { name: "Rail Ramp West" },
          origins: [{ id: "member-line", name: "Blue Anchor Lines" }],
          released: false,
        },
      },
    });
  });
});

describe("the directory", () => {
  const listed = testMember({
    id: "member-listed",
    name: "Listed Lines",
    directory: { listed: true, text: "Berths 4 to 9" },
  });
  const naming = testMember({
    id: "member-naming",
    name: "Naming Rail",
    directory: { listed: true, text: "We load for Tall Trucking" },
  });
  const hidden = testMember({ id: "member-hidden", name: "Hidden Haulage" });
  const group = { id: "berth", tlpCeiling: "TLP:AMBER", memberIds: [listed.id, hidden.id] } as const;
  const open = openGate([...community, listed, naming, hidden], [], undefined, {
    groups: [group],
    notSharing: [],
  });
  const entry = (member: typeof listed, recipient: Recipient, groupId: string | null = null) =>
    open.decide({
      object: { kind: "directory", id: member.id, member, groupId },
      recipient,
      channel: "console",
    });

  test("shows who is listed, and leaves out a text that shows a third member", () => {
    expect(entry(listed, rail)).toMatchObject({
      rule: "listed",
      form: { name: "Listed Lines", text: "Berths 4 to 9" },
    });
    expect(entry(naming, rail)).toMatchObject({ form: { name: "Naming Rail", text: "" } });
    expect(entry(naming, { kind: "member", memberId: "member-truck" })).toMatchObject({
      form: { text: "We load for Tall Trucking" },
    });
  });

  test("shows nobody who is not listed, but to itself and to operators; a group's only within it", () => {
    expect(entry(hidden, rail)).toMatchObject({ released: false, rule: "not-listed" });
    expect(entry(hidden, { kind: "member", memberId: "member-hidden" })).toMatchObject({
      rule: "own-member",
    });
    expect(entry(hidden, operator)).toMatchObject({ rule: "operator" });
    expect(entry(listed, rail, "berth")).toMatchObject({ released: false, rule: "group-outside" });
    expect(entry(listed, { kind: "member", memberId: "member-hidden" }, "berth")).toMatchObject({
      rule: "listed",
    });
    expect(
      open.decide({
        object: { kind: "directory", id: listed.id, member: listed, groupId: null },
        recipient: { kind: "file", name: "x" },
        channel: "file",
      }),
    ).toMatchObject({ rule: "file-closed" });
  });
});

describe("other things", () => {
  test("an unknown channel, object or combination is refused", () => {
    expect(decide(warning(), rail, "pigeon" as Channel)).toMatchObject({
      released: false,
      rule: "unknown-channel",
    });
    expect(decide(warning(), { kind: "file", name: "x" }, "console")).toMatchObject({
      rule: "unknown-channel",
    });
    for (const kind of ["parcel", "toString", "__proto__"])
      expect(decide({ kind } as unknown as GateObject, operator)).toMatchObject({ rule: "unknown-object" });
  });

  test("a member record goes to that member and to operators", () => {
    const object = {
      kind: "member",
      id: "member-line",
      member: community[0] as (typeof community)[0],
    } as const;
    expect(decide(object, person("viewer", "member-line")).released).toBe(true);
    expect(decide(object, operator).released).toBe(true);
    expect(decide(object, rail)).toMatchObject({ released: false, rule: "not-addressed" });
  });

  test("exact counts go to whom they are about", () => {
    const own = { kind: "counts", id: "counts", memberId: "member-rail", counts: { hits: 3 } } as const;
    const all = { ...own, memberId: null };
    expect(decide(own, rail)).toMatchObject({ released: true, form: { hits: 3 } });
    expect(decide(own, person("viewer", "member-line")).released).toBe(false);
    expect(decide(all, rail).released).toBe(false);
    expect(decide(all, operator).released).toBe(true);
  });

  test("a claim goes as far as its marking", () => {
    const claim = (tlp: "TLP:GREEN" | "TLP:AMBER") =>
      ({
        kind: "claim",
        id: "1",
        claim: { source: "list", confidence: 80, validFromUs: null, validUntilUs: null, tlp, labels: [] },
      }) as const;
    const truck: Recipient = { kind: "member", memberId: "member-truck" };
    expect(decide(claim("TLP:GREEN"), truck).released).toBe(true);
    expect(decide(claim("TLP:AMBER"), truck)).toMatchObject({ released: false, rule: "tlp-ceiling" });
  });
});

describe("labels and names of feeds", () => {
  const told = [
    "emotet",
    "reported by Blue Anchor Lines",
    "203[.]0[.]113[.]7",
    "member-line",
    "Rail Ramp West",
  ];
  const kept = ["emotet", "Rail Ramp West"];
  const claim = { confidence: 80, validFromUs: null, validUntilUs: null, tlp: "TLP:CLEAR" } as const;

  test("that show another member are left out of a claim, and the source goes unnamed", () => {
    const object = {
      kind: "claim",
      id: "1",
      claim: { ...claim, source: "Feed of Blue Anchor Lines", labels: told },
    } as const;
    expect(decide(object, rail)).toMatchObject({ form: { source: "a source", labels: kept } });
    expect(decide(object, operator)).toMatchObject({ form: object.claim });
    const file = decide(object, { kind: "file", name: "x" }, "file");
    expect(file).toMatchObject({ form: { source: "a source", labels: ["emotet"] } });
  });

  test("that show another member are left out of a member's own sighting; its telemetry stays", () => {
    const object = {
      kind: "sighting",
      id: "s",
      sighting: {
        id: "s",
        memberId: "member-rail",
        observable: { type: "ipv4", value: "203.0.113.7" },
        windowStartUs: 0,
        direction: "outbound",
        count: 1,
        firstUs: 1,
        lastUs: 1,
        insideAddresses: ["198.51.100.7"],
        confidence: 80,
        sources: ["Blue Anchor Lines", "blue anchor lines 2", "first list"],
        labels: told,
        tlps: ["TLP:CLEAR"],
        allowedBy: "Known to Tall Trucking",
        evidence: draft().evidence,
        mark: null,
      },
    } as const;
    expect(decide(object, rail)).toMatchObject({
      form: {
        ...object.sighting,
        sources: ["a source", "first list"],
        labels: kept,
        allowedBy: "an allow list",
      },
    });
    expect(decide(object, operator)).toMatchObject({ form: object.sighting });
  });

  test("that show another member are cut out of a member's own warning, which is never refused for them", () => {
    const own = (change: Partial<WarningDraft> = {}) =>
      decide(
        warning({
          originMemberIds: ["member-rail"],
          story:
            "198.51.100.7 contacted 203.0.113.9 twice. One source lists it as seen at Blue Anchor Lines.",
          facts: [
            { label: "Your computer", value: "198.51.100.7" },
            { label: "Known as", value: "blue-anchor-lines" },
          ],
          evidence: [],
          ...change,
        }),
        rail,
      );
    expect(own()).toMatchObject({
      rule: "own-member",
      form: {
        story: "198.51.100.7 contacted 203.0.113.9 twice.",
        facts: [{ label: "Your computer", value: "198.51.100.7" }],
      },
    });
    const met = { type: "domain", value: "blueanchorlines.example" } as const;
    const named = own({ observable: met, story: "It looked up blueanchorlines.example." });
    expect(named).toMatchObject({ form: { story: "It looked up blueanchorlines.example." } });
  });
});
