/** Toward another TAXII server: sources' words of indicators, up to GREEN at most, and nothing else of anybody. */
import { expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { openGate } from "./gate.js";
import type { GateObject, NoticeObject, Recipient } from "./request.js";

const member = testMember({ id: "member-beta", name: "Beta Lines", networks: ["203.0.113.0/24"] });
const gate = openGate([member]);
const notice: NoticeObject = {
  kind: "notice",
  id: "n",
  about: "indicator",
  from: "source",
  observable: { type: "ipv4", value: "198.51.100.7" },
  confidence: 80,
  labels: ["emotet", "seen at beta lines"],
  validFromUs: null,
  validUntilUs: null,
  upstream: "List",
  urgency: null,
  met: null,
  tlps: ["TLP:CLEAR"],
  memberIds: [],
};
const server = (tlpCeiling: string): Recipient => ({ kind: "server", name: "isac", tlpCeiling });
const decide = (object: GateObject, tlpCeiling = "TLP:CLEAR", channel: "taxii" | "api" = "taxii") =>
  gate.decide({ object, recipient: server(tlpCeiling), channel });

test("a source's word goes, without what shows a member", () => {
  const decision = decide(notice);
  expect(decision).toMatchObject({ released: true, rule: "server-given", form: { labels: ["emotet"] } });
  expect(decide({ ...notice, observable: { type: "ipv4", value: "203.0.113.9" } }).rule).toBe("origin-leak");
});

test("its ceiling holds, and none lets AMBER or RED through", () => {
  const rule = (tlp: string, ceiling: string) => decide({ ...notice, tlps: [tlp] }, ceiling).rule;
  expect(rule("TLP:GREEN", "TLP:CLEAR")).toBe("tlp-ceiling");
  expect(rule("TLP:GREEN", "TLP:GREEN")).toBe("server-given");
  for (const tlp of ["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", "odd"])
    for (const ceiling of ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:RED", "odd"])
      expect(decide({ ...notice, tlps: [tlp] }, ceiling).released).toBe(false);
  expect(decide(notice, "odd").released).toBe(false);
});

test("nothing of members, no other center's word, no other kind, by no other channel", () => {
  const others: readonly GateObject[] = [
    { ...notice, from: "center", memberIds: [member.id] },
    { ...notice, from: "peer" },
    { ...notice, memberIds: [member.id] },
    { ...notice, about: "sighting" },
    { ...notice, about: "warning" },
    { kind: "member", id: member.id, member },
    { kind: "counts", id: "all", memberId: null, counts: { hits: 1 } },
    { kind: "exchange", id: "x", memberId: null, tlp: "TLP:CLEAR", content: {} },
  ];
  for (const object of others) expect(decide(object).rule).toBe("server-closed");
  expect(decide(notice, "TLP:CLEAR", "api").rule).toBe("unknown-channel");
});
