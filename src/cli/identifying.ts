/** What an id stands for that is none of a warning or a sighting: a member, a person, a token, a rule, a report. */
import { Problem } from "../base/index.js";
import type { Asking } from "./asking.js";

export interface Identified {
  readonly kind: "member" | "person" | "token" | "rule" | "report";
  readonly id: string;
  readonly name: string;
  /** A sentence about it, and the command that shows the rest. */
  readonly says: string;
  readonly next: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly sector?: string;
  readonly role?: string;
  readonly memberId?: string | null;
  readonly scopes?: readonly string[];
}

async function rowOf(asking: Asking, action: string, id: string): Promise<Row | null> {
  const listed = await asking.ask(action, {});
  if (listed instanceof Problem) return null;
  return (listed as { readonly rows: readonly Row[] }).rows.find((row) => row.id === id) ?? null;
}

/** Of what the caller may see; null where that is nothing. */
export async function identify(
  asking: Asking,
  id: string,
  nameOf: (id: string) => string,
): Promise<Identified | null> {
  const of = ({ memberId }: Row) =>
    memberId === null || memberId === undefined ? "the center" : nameOf(memberId);
  const member = await rowOf(asking, "member-list", id);
  if (member !== null)
    return {
      kind: "member",
      id,
      name: member.name,
      says: `${member.name} is a member of the community (${member.sector ?? "no sector"}).`,
      next: "breakwater member list",
    };
  const person = await rowOf(asking, "person-list", id);
  if (person !== null)
    return {
      kind: "person",
      id,
      name: person.name,
      says: `${person.name} is a person of ${of(person)} (${person.role ?? "no role"}).`,
      next: "breakwater person list",
    };
  const token = await rowOf(asking, "token-list", id);
  if (token !== null)
    return {
      kind: "token",
      id,
      name: token.name,
      says: `${token.name} is an API token of ${of(token)} (${(token.scopes ?? []).join(", ")}).`,
      next: "breakwater token list",
    };
  const rule = await asking.ask("rule-read", { rule: id });
  if (!(rule instanceof Problem)) {
    const { key, title } = rule as { readonly key: string; readonly title: string };
    const says = `This is the rule ${JSON.stringify(title)}.`;
    return { kind: "rule", id: key, name: title, says, next: `breakwater rule show ${key}` };
  }
  const report = await asking.ask("report-read", { id });
  if (report instanceof Problem) return null;
  const { title } = report as { readonly title: string };
  return {
    kind: "report",
    id,
    name: title,
    says: `This is the report ${JSON.stringify(title)}.`,
    next: `breakwater report show ${id}`,
  };
}
