/** Members as the gate lets them be listed to a person: none, or what they chose to show. */
import type { DirectoryEntryForm, Member, Person } from "../model/index.js";
import type { Gate } from "../share/index.js";

/** For `flatMap` over members; with `groupId` as those in a group. */
export function entriesFor(
  gate: Gate,
  person: Person,
  groupId: string | null = null,
): (member: Member) => readonly DirectoryEntryForm[] {
  return (member) => {
    const decision = gate.decide({
      object: { kind: "directory", id: member.id, member, groupId },
      recipient: { kind: "person", person },
      channel: "console",
    });
    return decision.released ? [decision.form] : [];
  };
}
