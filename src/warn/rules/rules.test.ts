/** Both rules as pure functions: what makes them speak, what they say, and what they never say. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import {
  type ExposureKind,
  type ObservableType,
  observableTypes,
  type Sighting,
  tlpLabels,
} from "../../model/index.js";
import { openGate } from "../../share/index.js";
import { touches } from "../peer-warnings.js";
import type { RuleInput } from "../rule.js";
import { attackServer } from "./attack-server.js";
import { warningRules } from "./index.js";
import { peerWarns } from "./peer-warns.js";
import { secondMember } from "./second-member.js";

const names = [
  "Korvane Shipping",
  "Zelphi Cranes",
  "Quoxline Rail",
  "Mubrix Terminals",
  "Wyxolin",
  "Trondheimer Häfen",
];
const members = names.map((name, index) =>
  testMember({ id: `${index}${index}${index}-member-${index}`, name, networks: [`5.${index}.0.0/16`] }),
);
const member = (index: number) => members[index % members.length] as (typeof members)[0];

const sighting = (change: Partial<Sighting> = {}): Sighting => ({
  id: "sighting-1",
  memberId: member(0).id,
  observable: { type: "ipv4", value: "192.0.2.9" },
  windowStartUs: 0,
  direction: "outbound",
  count: 14,
  firstUs: Date.UTC(2026, 10, 22, 10, 4) * 1000,
  lastUs: Date.UTC(2026, 10, 22, 10, 10) * 1000,
  insideAddresses: ["5.0.2.17"],
  confidence: 85,
  sources: ["first list", "second list"],
  labels: ["cobalt strike"],
  tlps: ["TLP:CLEAR"],
  allowedBy: null,
  evidence: [],
  mark: null,
  ...change,
});
const input = (one: Sighting, sameValue: readonly Sighting[] = []): RuleInput => ({
  sighting: one,
  member: members.find((m) => m.id === one.memberId) ?? member(0),
  sameValue,
  members,
  removed: [],
});

describe("your machine talks to a known attack server", () => {
  test("reads as a non-expert can act on", () => {
    const [draft] = attackServer.draft(input(sighting(), [sighting(), sighting({ memberId: member(1).id })]));
    expect(draft).toMatchObject({
      urgency: "high",
      tlp: "TLP:AMBER",
      sentence: "A computer at your company is talking to a known attack server.",
      story:
        "5.0.2.17 contacted 192.0.2.9 14 times on 22 November 2026 between 10:04 and 10:10 UTC. " +
        "Two sources list that address as cobalt strike. One other member of this port saw it within seven days.",
    });
    // Nothing is unplugged before the crane is thought of.
    expect(draft?.doNow.slice(0, 3)).toEqual([
      "If 5.0.2.17 runs a crane, a gate or other equipment, call the center first.",
      "Otherwise unplug 5.0.2.17 from the network; do not switch it off.",
      "Block 192.0.2.9 at your firewall.",
    ]);
  });

  test("tells of several machines and of none in the same order", () => {
    const steps = (insideAddresses: readonly string[]) =>
      attackServer.draft(input(sighting({ insideAddresses })))[0]?.doNow.slice(0, 2);
    expect(steps(["5.0.2.17", "5.0.2.18"])).toEqual([
      "If any of 5.0.2.17 and 5.0.2.18 runs a crane, a gate or other equipment, call the center first.",
      "Otherwise unplug 5.0.2.17 and 5.0.2.18 from the network; do not switch them off.",
    ]);
    expect(steps([])).toEqual([
      "Find the computer in the evidence. If it runs a crane, a gate or other equipment, call the center first.",
      "Otherwise unplug it from the network; do not switch it off.",
    ]);
  });

  test.each([
    ["high confidence of one source", { confidence: 70, sources: ["one"] }, true],
    ["low confidence of two sources", { confidence: 10 }, true],
    ["low confidence of one source", { confidence: 69, sources: ["one"] }, false],
    ["both ends inside", { direction: "internal" }, true],
    ["a scan from outside", { direction: "inbound" }, false],
    ["neither end the member's", { direction: "unknown" }, false],
    ["an allow-listed value", { allowedBy: "resolvers" }, false],
    ["a name", { observable: { type: "domain", value: "bad.example" } }, true],
    ["a file", { observable: { type: "md5", value: "0".repeat(32) } }, false],
    ["a mail address", { observable: { type: "email", value: "a@bad.example" } }, false],
  ] as const)("%s", (_what, change, speaks) => {
    expect(attackServer.draft(input(sighting(change as Partial<Sighting>)))).toHaveLength(speaks ? 1 : 0);
  });

  test("says a name was looked up where only DNS shows it, and which address of a network was met", () => {
    const evidence = {
      timeUs: 1,
      log: "zeek-dns",
      field: "query",
      sourceAddress: "5.0.2.17",
      sourcePort: 1,
      destinationAddress: "192.0.2.53",
      destinationPort: 53,
      record: "",
    };
    const name = sighting({ observable: { type: "domain", value: "bad.example" }, evidence: [evidence] });
    expect(attackServer.draft(input(name))[0]?.story).toContain("5.0.2.17 looked up bad.example 14 times");
    const network = sighting({ observable: { type: "cidr", value: "192.0.2.0/24" }, evidence: [evidence] });
    expect(attackServer.draft(input(network))[0]?.story).toContain(
      "contacted 192.0.2.53 in the listed network 192.0.2.0/24",
    );
  });

  test("is never marked below AMBER nor below what its sources say", () => {
    for (const [tlp, marked] of [
      ["TLP:CLEAR", "TLP:AMBER"],
      ["TLP:AMBER+STRICT", "TLP:AMBER+STRICT"],
      ["TLP:RED", "TLP:RED"],
    ] as const)
      expect(attackServer.draft(input(sighting({ tlps: [tlp] })))[0]?.tlp).toBe(marked);
  });
});

describe("second member", () => {
  const seenBy = (...indexes: readonly number[]) =>
    indexes.map((i) => sighting({ memberId: member(i).id, id: `s-${i}` }));

  test("one member alone warns nobody, two warn the four others", () => {
    const [a, b] = seenBy(0, 1) as [Sighting, Sighting];
    expect(secondMember.draft(input(a, [a]))).toEqual([]);
    const drafts = secondMember.draft(input(b, [a, b]));
    expect(drafts.map((d) => d.recipientMemberId)).toEqual(members.slice(2).map((m) => m.id));
    expect(drafts[0]?.story).toMatch(
      /^2 to 4 other members of this port met the address 192\.0\.2\.9 within seven days\./,
    );
  });

  test("is low while all knocked from outside, high once a computer reached out", () => {
    const inbound = seenBy(0, 1).map((s) => ({ ...s, direction: "inbound" as const }));
    expect(secondMember.draft(input(inbound[0] as Sighting, inbound))[0]?.urgency).toBe("low");
    const [a, b] = seenBy(0, 1) as [Sighting, Sighting];
    expect(secondMember.draft(input(a, [a, b]))[0]?.urgency).toBe("high");
  });

  test("knocks from outside by an address of low confidence warn nobody", () => {
    const knocks = seenBy(0, 1).map((s) => ({ ...s, direction: "inbound" as const, confidence: 69 }));
    expect(secondMember.draft(input(knocks[0] as Sighting, knocks))).toEqual([]);
    const answered = [knocks[0] as Sighting, { ...(knocks[1] as Sighting), direction: "outbound" as const }];
    expect(secondMember.draft(input(knocks[0] as Sighting, answered))).not.toEqual([]);
  });

  test("counts members, not sightings, in steps", () => {
    const many = [...seenBy(0, 1, 2, 3, 4), ...seenBy(0, 1, 2, 3, 4)];
    expect(secondMember.draft(input(many[0] as Sighting, many))[0]?.story).toContain(
      "5 or more other members",
    );
  });

  test("a mark keeps the sample port and the real port apart", () => {
    const [a, b] = seenBy(0, 1) as [Sighting, Sighting];
    expect(secondMember.draft(input(a, [a, { ...b, mark: "demo" }]))).toEqual([]);
    expect(secondMember.draft(input({ ...a, mark: "demo" }, [{ ...b, mark: "demo" }]))).toEqual([]);
  });
});

const sightings = fc.record({
  owner: fc.nat({ max: 5 }),
  direction: fc.constantFrom("outbound", "inbound", "internal", "unknown" as const),
  count: fc.integer({ min: 1, max: 1e6 }),
  firstUs: fc.integer({ min: 0, max: 4e15 }),
  confidence: fc.integer({ min: 0, max: 100 }),
  sources: fc.subarray(["a list", "b list", "c list"]),
  labels: fc.subarray(["emotet", "scanner"]),
  tlps: fc.uniqueArray(fc.constantFrom(...tlpLabels, "TLP:CLEAR", "TLP:GREEN", "TLP:CLEAR"), {
    minLength: 1,
    maxLength: 2,
  }),
  type: fc.constantFrom(...observableTypes),
});
const toSighting = ({ owner, type, ...rest }: ReturnType<typeof sightings.generate>["value"], id: number) =>
  sighting({
    ...rest,
    id: `sighting-number-${id}`,
    memberId: member(owner).id,
    lastUs: rest.firstUs + 1000,
    observable: { type, value: "192.0.2.9" },
    insideAddresses: [`5.${owner}.2.17`],
  });

/** Met because another port warns of it, and by nothing else: the other port's word alone is not sure enough. */
const asPortsWarning = (one: Sighting): Sighting => ({
  ...one,
  sources: ["peer:Port of Sola"],
  labels: [...one.labels, "port warning"],
  confidence: 60,
});

describe("another port warns", () => {
  const met = asPortsWarning(sighting());

  test("tells the member that met it, names the port, and nobody else", () => {
    const [draft, another] = peerWarns.draft(input(met));
    expect(draft).toMatchObject({
      recipientMemberId: met.memberId,
      originMemberIds: [met.memberId],
      urgency: "high",
      sentence: "A computer at your company contacted an address that another port warns of.",
    });
    expect(draft?.facts).toContainEqual({ label: "Warned of by", value: "Port of Sola" });
    expect(draft?.facts).toContainEqual({ label: "Known as", value: "cobalt strike" });
    expect(another).toBeUndefined();
  });

  test("is silent on what a port only lists, what was allowed, and what the attack-server rule says", () => {
    const drafts = (change: Partial<Sighting>) => peerWarns.draft(input({ ...met, ...change }));
    expect(drafts({ labels: ["cobalt strike"] })).toEqual([]);
    expect(drafts({ sources: ["first list"] })).toEqual([]);
    expect(drafts({ allowedBy: "list" })).toEqual([]);
    expect(drafts({ confidence: 90 })).toEqual([]);
    expect(drafts({ direction: "inbound", confidence: 90 })).toMatchObject([{ urgency: "low" }]);
  });

  test("touches what was registered: equal, below it or within a network, and never by what is wider", () => {
    const own = (kind: ExposureKind, value: string) => ({ kind, value });
    const touched = (type: ObservableType, value: string, of: ReturnType<typeof own>) =>
      touches({ type, value }, of);
    expect(touched("domain", "pier7.example", own("domain", "pier7.example"))).toBe(true);
    expect(touched("url", "https://vpn.pier7.example/x", own("domain", "pier7.example"))).toBe(true);
    expect(touched("email", "a@pier7.example", own("mail domain", "pier7.example"))).toBe(true);
    expect(touched("domain", "notpier7.example", own("domain", "pier7.example"))).toBe(false);
    expect(touched("ipv4", "192.0.2.9", own("network", "192.0.2.0/24"))).toBe(true);
    expect(touched("cidr", "192.0.2.0/25", own("network", "192.0.2.0/24"))).toBe(true);
    expect(touched("cidr", "192.0.2.0/24", own("network", "192.0.2.0/24"))).toBe(true);
    expect(touched("cidr", "192.0.0.0/16", own("network", "192.0.2.0/24"))).toBe(false);
    expect(touched("ipv4", "10.0.0.5", own("network", "10.0.0.0/8"))).toBe(false);
    expect(touched("cidr", "10.0.0.0/8", own("network", "10.0.0.0/8"))).toBe(false);
    expect(touched("ipv6", "fd00::1", own("network", "fd00::/48"))).toBe(false);
    expect(touched("cidr", "0.0.0.0/0", own("network", "192.0.2.0/24"))).toBe(false);
    expect(touched("cidr", "198.51.100.0/24", own("network", "192.0.2.0/24"))).toBe(false);
    expect(touched("ipv6", "2001:db8::1", own("network", "192.0.2.0/24"))).toBe(false);
    expect(touched("domain", "pier7.example", own("brand", "pier7.example"))).toBe(false);
  });
});

describe("every rule", () => {
  test("blocks a name where names are seen, and puts techniques last in the facts", () => {
    const observable = { type: "domain", value: "copper-bollard.example" } as const;
    const named = [0, 1].map((i) =>
      sighting({ memberId: member(i).id, observable, labels: ["t1071.001", "emotet"] }),
    );
    for (const rule of warningRules) {
      const seen = rule.id === "peer-warns" ? named.map(asPortsWarning) : named;
      const draft = rule.draft(input(seen[0] as Sighting, seen))[0];
      expect(draft?.doNow).toContain("Block copper-bollard.example in your DNS filter, proxy or firewall.");
      expect(draft?.facts).toContainEqual({
        label: "Known as",
        value: "emotet and T1071.001 (ATT&CK technique)",
      });
    }
  });

  test("is pure, and what the gate releases of it shows no other member", () => {
    const gate = openGate(members);
    let released = 0;
    fc.assert(
      fc.property(fc.array(sightings, { minLength: 1, maxLength: 6 }), (list) => {
        const all = list.map((each, id) => toSighting({ ...each, type: list[0]?.type ?? "ipv4" }, id));
        const given = input(all[0] as Sighting, all);
        for (const rule of warningRules) {
          const drafts = rule.draft(given);
          expect(rule.draft(given)).toEqual(drafts);
          for (const draft of drafts) {
            const decision = gate.decide({
              object: {
                kind: "warning",
                id: "warning-id",
                draft,
                createdUs: 1,
                updatedUs: 1,
                state: "open",
                closeReason: null,
                reactions: [],
              },
              recipient: { kind: "member", memberId: draft.recipientMemberId },
              channel: "console",
            });
            if (!decision.released) {
              expect(decision.rule).toMatch(/^tlp-/);
              continue;
            }
            released++;
            const bytes = JSON.stringify(decision.form);
            for (const [index, other] of members.entries()) {
              if (other.id === draft.recipientMemberId) continue;
              for (const hidden of [other.name, other.id, `5.${index}.2.17`])
                expect(bytes, hidden).not.toContain(hidden);
            }
            expect(bytes).not.toContain("sighting-number");
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(released).toBeGreaterThan(100);
  });

  test("swapping which members saw it changes no byte that a third is told", () => {
    fc.assert(
      fc.property(fc.array(sightings, { minLength: 2, maxLength: 5 }), fc.nat({ max: 3 }), (list, shift) => {
        const told = [0, 1 + shift].map((by) => {
          const all = list.map((each, id) =>
            toSighting({ ...each, type: "ipv4", owner: ((each.owner % 5) + by) % 5 }, id),
          );
          const drafts = secondMember.draft(input(all[0] as Sighting, all));
          const draft = drafts.find((d) => d.recipientMemberId === member(5).id);
          if (draft === undefined) return null;
          const { originMemberIds: _origins, sightingIds: _ids, ...rest } = draft;
          return JSON.stringify(rest);
        });
        expect(told[0]).toBe(told[1]);
      }),
      { numRuns: 400 },
    );
  });
});
