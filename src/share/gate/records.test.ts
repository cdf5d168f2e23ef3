import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { type Role, roles } from "../../model/index.js";
import { openGate } from "./gate.js";
import { type Recipient, type RecordKind, recordKinds } from "./request.js";

const [own, other] = ["Korvane Shipping", "Zelphi Cranes"].map((name, index) =>
  testMember({ id: `${index}${index}${index}-member-${index}`, name, networks: [] }),
) as [ReturnType<typeof testMember>, ReturnType<typeof testMember>];
const gate = openGate([own, other]);
const decide = (recipient: Recipient, record: RecordKind, memberId: string | null) =>
  gate.decide({
    object: { kind: "record", id: "r", record, memberId, rows: [{ of: "Korvane Shipping" }] },
    recipient,
    channel: recipient.kind === "file" ? "file" : "console",
  }).rule;
const person = (role: Role, memberId: string | null): Recipient => ({
  kind: "person",
  person: { id: "p", name: "P", role, memberId },
});

describe.each(recordKinds)("%s", (record) => {
  test("is its own member's and the operators', and nobody else's", () => {
    for (const role of ["viewer", "analyst", "admin"] as const) {
      expect(decide(person(role, own.id), record, own.id)).toBe("own-member");
      expect(decide(person(role, other.id), record, own.id)).toBe("not-addressed");
      expect(decide(person(role, own.id), record, null)).toBe("not-addressed");
      expect(decide(person(role, null), record, own.id)).toBe("unknown-recipient");
    }
    for (const memberId of [own.id, null]) {
      expect(decide(person("operator", null), record, memberId)).toBe("operator");
      expect(decide({ kind: "file", name: "out.csv" }, record, memberId)).toBe("file-closed");
    }
    for (const role of roles)
      expect(decide(person(role, "nobody"), record, own.id)).toBe("unknown-recipient");
    expect(decide({ kind: "member", memberId: other.id }, record, own.id)).toBe("not-addressed");
  });
});

test("auditors read decisions and who is who, not what members keep for themselves", () => {
  const read = recordKinds.filter((record) => decide(person("auditor", null), record, null) === "auditor");
  expect(read).toEqual([
    "agreement",
    "asset",
    "audit entry",
    "count",
    "group",
    "invitation",
    "member",
    "person",
    "refused record",
    "site",
    "vendor session",
  ]);
  for (const record of recordKinds)
    expect(decide(person("auditor", own.id), record, own.id)).not.toBe("auditor");
});
