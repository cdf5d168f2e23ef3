/**
 * The gate's answers on a report toward every reader, as receipts. The sender, which reads its own in full, has one as
 * well: what it would get were the report another's. Receipts stand in the audit chain and in its copies, where the one
 * member without any, or the one with another rule, would be the origin. For the same reason they name the report by
 * the id that others know. One toward a member of the sample port carries its mark, and goes with it.
 */
import { type Kysely, sql } from "kysely";
import type { Member, Person, Report, Role } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { type Receipt, receiptOf } from "../gate/receipts.js";
import type { GateRequest, Recipient, ReportObject } from "../gate/request.js";

export interface Readers {
  readonly gate: Gate;
  readonly members: readonly Pick<Member, "id" | "mark">[];
}

/** `nowUs` is after the report's release time. In a community of one there is nobody to decide on. */
export async function decideForAll(
  tx: Kysely<Tables>,
  { gate, members }: Readers,
  report: Report,
  nowUs: number,
): Promise<readonly Receipt[]> {
  const another = members.find(({ id }) => id !== report.memberId);
  if (another === undefined) return [];
  const named = await readNamed(tx, report.namedPersonIds);
  const readers: readonly { readonly memberId: string | null; readonly recipient: Recipient }[] = [
    ...members.map(({ id }) => ({ memberId: id, recipient: { kind: "member", memberId: id } as const })),
    ...named.map((person) => ({ memberId: person.memberId, recipient: { kind: "person", person } as const })),
  ];
  const marks = new Map(members.map(({ id, mark }) => [id, mark]));
  return readers.map(({ memberId, recipient }) => {
    const mark = report.mark ?? marks.get(memberId ?? "") ?? null;
    const asked = memberId === report.memberId ? { ...report, memberId: another.id } : report;
    const object: ReportObject = { kind: "report", id: report.sharedId, report: asked, nowUs };
    const request: GateRequest<ReportObject> = { object, recipient, channel: "console" };
    return receiptOf(request, gate.decide(request), mark);
  });
}

async function readNamed(tx: Kysely<Tables>, ids: readonly string[]): Promise<readonly Person[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("person")
    .select(["id", "name", "role", "member_id"])
    .where("id", "=", sql<string>`any(${[...ids]}::text[])`)
    .execute();
  return rows.map(({ id, name, role, member_id }) => ({ id, name, role: role as Role, memberId: member_id }));
}
