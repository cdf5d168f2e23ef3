/** Leaks that other systems of the field have had, each as it would be here: none of them may come back. */
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import {
  type IndicatorClaim,
  type Report,
  roles,
  type Sighting,
  tlpLabels,
  type WarningDraft,
} from "../../model/index.js";
import { openGate } from "./gate.js";
import { readMarkings, tlp1Ids, tlp2Ids, unrestricted } from "./markings.js";
import { channels, type GateObject, type Recipient } from "./request.js";
import { mostRestrictive, withinCeiling } from "./tlp-order.js";

const hit = testMember({
  id: "member-that-was-hit",
  name: "Quay Nine Terminals",
  networks: ["203.0.113.0/24"],
});
const reader = testMember({ id: "member-that-reads", name: "Rail Ramp West", tlpCeiling: "TLP:AMBER" });
const outsider = testMember({ id: "member-outside", name: "Tall Trucking", tlpCeiling: "TLP:RED" });
const group = { id: "committee", tlpCeiling: "TLP:AMBER", memberIds: [hit.id, reader.id] } as const;
const gate = openGate([hit, reader, outsider], [], undefined, { groups: [group], notSharing: [] });

const sighting: Sighting = {
  id: "sighting-of-the-hit",
  memberId: hit.id,
  observable: { type: "ipv4", value: "192.0.2.9" },
  windowStartUs: 0,
  direction: "outbound",
  count: 3,
  firstUs: 1,
  lastUs: 2,
  insideAddresses: ["203.0.113.7"],
  confidence: 90,
  sources: ["a list"],
  labels: [],
  tlps: ["TLP:GREEN"],
  allowedBy: null,
  evidence: [],
  mark: null,
};
const draft = (change: Partial<WarningDraft> = {}): WarningDraft => ({
  rule: "second-member",
  key: "key",
  recipientMemberId: reader.id,
  originMemberIds: [hit.id],
  observable: { type: "ipv4", value: "192.0.2.9" },
  urgency: "high",
  tlp: "TLP:GREEN",
  sentence: "Another member met it.",
  story: "It was met twice.",
  facts: [],
  doNow: [],
  evidence: [],
  sightingIds: [sighting.id],
  mark: null,
  ...change,
});
const warning = (change: Partial<WarningDraft> = {}): GateObject => ({
  kind: "warning",
  id: "w",
  draft: draft(change),
  createdUs: 1,
  updatedUs: 2,
  state: "open",
  closeReason: null,
  reactions: [],
});
const report = (change: Partial<Report> = {}): GateObject => ({
  kind: "report",
  id: "r",
  nowUs: 9,
  report: {
    id: "r",
    sharedId: "s",
    memberId: hit.id,
    sector: hit.sector,
    others: null,
    title: "A mail",
    text: "",
    evidence: [],
    observables: [],
    tlp: "TLP:GREEN",
    handling: unrestricted,
    namedPersonIds: [],
    namedMails: [],
    groupIds: [],
    attribution: "center",
    urgent: true,
    receivedUs: 1,
    releaseUs: 2,
    state: "stands",
    mark: null,
    ...change,
  },
});
const claim = (tlp: string): GateObject => ({
  kind: "claim",
  id: "c",
  claim: {
    source: "a list",
    confidence: 80,
    tlp,
    validFromUs: null,
    validUntilUs: null,
    labels: [],
  } as IndicatorClaim,
});
const everybody = (memberId: string): readonly Recipient[] => [
  { kind: "member", memberId },
  ...roles.map((role) => ({ kind: "person", person: { id: "p", name: "P", role, memberId } }) as const),
];

describe("known leaks", () => {
  test("sightings that name who was hit (OpenCTI#15533): another's is nobody else's, by no channel", () => {
    for (const recipient of [...everybody(reader.id), ...everybody(outsider.id)])
      for (const channel of channels)
        expect(
          gate.decide({ object: { kind: "sighting", id: sighting.id, sighting }, recipient, channel }),
        ).toMatchObject({
          released: false,
        });
    const told = gate.decide({
      object: warning(),
      recipient: { kind: "member", memberId: reader.id },
      channel: "api",
    });
    expect(told.released).toBe(true);
    expect(JSON.stringify(told)).not.toMatch(/member-that-was-hit|Quay Nine|203\.0\.113|sighting-of/);
  });

  test("streams that emit what hangs on a thing at a higher marking (OpenCTI#16814, #17576): the highest decides, on every channel", () => {
    for (const channel of channels)
      for (const object of [
        warning({ tlp: mostRestrictive(["TLP:GREEN", "TLP:RED"]) }),
        report({ tlp: "TLP:RED" }),
        claim("TLP:RED"),
      ])
        for (const recipient of everybody(reader.id))
          expect(gate.decide({ object, recipient, channel }), `${object.kind} by ${channel}`).toMatchObject({
            released: false,
          });
  });

  test("exports that ignore markings (OpenCTI#7348): a file holds what is TLP:CLEAR, and no member's", () => {
    const file: Recipient = { kind: "file", name: "export.json" };
    for (const tlp of tlpLabels) {
      expect(gate.decide({ object: claim(tlp), recipient: file, channel: "file" }).released).toBe(
        tlp === "TLP:CLEAR",
      );
      for (const object of [warning({ tlp }), report({ tlp })])
        expect(gate.decide({ object, recipient: file, channel: "file" })).toMatchObject({
          rule: "file-closed",
        });
    }
  });

  test("AMBER and AMBER+STRICT of one rank (OpenCTI#6913): a reader of AMBER gets no STRICT", () => {
    expect(withinCeiling("TLP:AMBER+STRICT", "TLP:AMBER")).toBe(false);
    expect(withinCeiling("TLP:AMBER", "TLP:AMBER+STRICT")).toBe(true);
    for (const object of [
      warning({ tlp: "TLP:AMBER+STRICT" }),
      report({ tlp: "TLP:AMBER+STRICT" }),
      claim("TLP:AMBER+STRICT"),
    ])
      expect(
        gate.decide({ object, recipient: { kind: "member", memberId: reader.id }, channel: "api" }),
      ).toMatchObject({
        rule: "tlp-ceiling",
      });
  });

  test("organisations listed to the members of a group (MISP#1668, #10019): a record is its own member's alone", () => {
    for (const recipient of everybody(reader.id))
      expect(
        gate.decide({ object: { kind: "member", id: hit.id, member: hit }, recipient, channel: "api" }),
      ).toMatchObject({ released: false });
    const toGroup = gate.decide({
      object: report({ groupIds: [group.id] }),
      recipient: { kind: "member", memberId: reader.id },
      channel: "api",
    });
    expect(toGroup.released).toBe(true);
    expect(JSON.stringify(toGroup)).not.toMatch(/committee|member-that-was-hit|Quay Nine/);
  });

  test("a group's outsider pulling (MISP#1720): whatever its ceiling, and though it knows the id", () => {
    for (const channel of channels)
      for (const recipient of everybody(outsider.id))
        expect(gate.decide({ object: report({ groupIds: [group.id] }), recipient, channel })).toMatchObject({
          released: false,
        });
  });

  test("labels lost in conversion (misp-stix#77): every label comes back as itself, and one that is lost is RED", () => {
    for (const [id, tlp] of Object.entries(tlp2Ids)) {
      expect(readMarkings([tlp], new Map()).ids).toEqual([id]);
      expect(readMarkings([id], new Map())).toMatchObject({ tlp, ids: [id] });
    }
    for (const [id, tlp] of Object.entries(tlp1Ids)) expect(readMarkings([id], new Map()).tlp).toBe(tlp);
    expect(readMarkings(["tlp:ex:chr"], new Map()).tlp).toBe("TLP:RED");
    expect(readMarkings([], new Map()).tlp).toBe("TLP:RED");
  });
});
