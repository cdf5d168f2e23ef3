import { expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import type { Report, Role } from "../../model/index.js";
import { openGate } from "./gate.js";
import { unrestricted } from "./markings.js";
import { channels, type Recipient } from "./request.js";

const sender = testMember({ id: "member-line", name: "Blue Anchor Lines" });
const reader = testMember({ id: "member-rail", name: "Rail Ramp West", tlpCeiling: "TLP:RED" });
const gate = openGate([sender, reader], [], undefined, {
  groups: [{ id: "group", tlpCeiling: "TLP:RED", memberIds: [sender.id, reader.id] }],
  notSharing: [],
});
const file = { id: "file", name: "quay.png", mediaType: "image/png", sizeBytes: 7, sha256: "0".repeat(64) };
const report = (change: Partial<Report> = {}): Report => ({
  id: "report",
  sharedId: "shared",
  memberId: sender.id,
  sector: "railroad",
  title: "A mail",
  text: "",
  observables: [],
  evidence: [file],
  others: null,
  tlp: "TLP:CLEAR",
  handling: unrestricted,
  namedPersonIds: ["named"],
  namedMails: [],
  groupIds: [],
  attribution: "members",
  urgent: true,
  receivedUs: 1,
  releaseUs: 1,
  state: "stands",
  mark: null,
  ...change,
});
const person = (role: Role, memberId: string | null, id = "p"): Recipient => ({
  kind: "person",
  person: { id, name: "P", role, memberId },
});
const decide = (recipient: Recipient, change: Partial<Report> = {}, id = "file") =>
  gate.decide({ object: { kind: "evidence", id, report: report(change) }, recipient, channel: "file" });
const readingOf = (recipient: Recipient, change: Partial<Report> = {}) =>
  gate.decide({
    object: { kind: "report", id: "report", report: report(change), nowUs: 9 },
    recipient,
    channel: "console",
  });

test("it reaches its own member and the center's operators", () => {
  expect(decide(person("viewer", sender.id))).toMatchObject({ rule: "own-member", form: file });
  expect(decide(person("operator", null))).toMatchObject({ rule: "operator", form: file });
});

test("it reaches nobody else, however far its report may go", () => {
  for (const change of [{}, { groupIds: ["group"] }, { tlp: "TLP:RED" as const }])
    for (const recipient of [
      person("admin", reader.id),
      person("admin", reader.id, "named"),
      { kind: "member", memberId: reader.id } as const,
    ]) {
      expect(decide(recipient, change)).toMatchObject({ released: false, rule: "evidence-closed" });
      const read = readingOf(recipient, change);
      if (read.released) expect(read.form.evidence).toEqual([]);
    }
  expect(readingOf(person("admin", reader.id)).released, "the report itself does reach it").toBe(true);
  expect(decide({ kind: "file", name: "out" }).rule).toBe("file-closed");
  expect(decide(person("auditor", null)).rule).toBe("auditor-elsewhere");
});

test("operators get none of a report of nobody, and none that was withdrawn; its own member keeps it", () => {
  const operator = person("operator", null);
  expect(decide(operator, { attribution: "nobody" }).rule).toBe("evidence-closed");
  expect(decide(operator, { state: "withdrawn" }).rule).toBe("withdrawn");
  expect(decide(operator, { memberId: "nobody-known" }).rule).toBe("origin-unknown");
  for (const change of [{ attribution: "nobody" as const }, { state: "withdrawn" as const }]) {
    const read = readingOf(operator, change);
    if (read.released) expect(read.form.evidence).toEqual([]);
    expect(decide(person("viewer", sender.id), change).rule).toBe("own-member");
  }
  expect(readingOf(operator)).toMatchObject({ form: { evidence: [file] } });
});

test("a file of another report is not known", () => {
  expect(decide(person("operator", null), {}, "other").rule).toBe("unknown-object");
});

test("no channel is another way", () => {
  for (const channel of channels)
    expect(
      gate.decide({
        object: { kind: "evidence", id: "file", report: report() },
        recipient: person("admin", reader.id),
        channel,
      }).released,
    ).toBe(false);
});
