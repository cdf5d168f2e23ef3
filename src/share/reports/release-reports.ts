/**
 * Releasing reports whose time has come: the gate is asked for every member, and for the people that TLP:RED names,
 * once, and its answers are the receipts. A report withdrawn before its time leaves toward nobody.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../base/index.js";
import type { Member, Person, Report, Role } from "../../model/index.js";
import type { State, Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { type Receipt, receiptOf, writeReceipts } from "../gate/receipts.js";
import type { GateRequest, Recipient, ReportObject } from "../gate/request.js";
import { reportOf } from "./report-rows.js";

/** So many at once, so that one transaction stays short. */
const atOnce = 50;

export interface Readers {
  readonly gate: Gate;
  readonly members: readonly Pick<Member, "id">[];
}

/** Answers how many reports were released; asked again until there are none. */
export async function releaseReports(state: State, clock: Clock, readers: Readers): Promise<number> {
  return state.db.transaction().execute(async (tx) => {
    const nowUs = clock.nowUs();
    const rows = await tx
      .selectFrom("report")
      .selectAll()
      .where("released_us", "is", null)
      .where("release_us", "<=", nowUs)
      .orderBy("release_us")
      .limit(atOnce)
      .forUpdate()
      .skipLocked()
      .execute();
    const receipts: Receipt[] = [];
    for (const row of rows) {
      const report = reportOf(row);
      if (report.state === "stands") receipts.push(...(await decideForAll(tx, readers, report, nowUs)));
    }
    await writeReceipts(tx, clock, receipts);
    if (rows.length > 0)
      await tx
        .updateTable("report")
        .set({ released_us: nowUs, changed_us: nowUs })
        .where(
          "id",
          "in",
          rows.map(({ id }) => id),
        )
        .execute();
    return rows.length;
  });
}

/** The gate's answer for every reader but the sender. */
export async function decideForAll(
  tx: Kysely<Tables>,
  { gate, members }: Readers,
  report: Report,
  nowUs: number,
): Promise<readonly Receipt[]> {
  const object: ReportObject = { kind: "report", id: report.id, report, nowUs };
  const named = await readNamed(tx, report.namedPersonIds);
  const recipients: readonly Recipient[] = [
    ...members
      .filter(({ id }) => id !== report.memberId)
      .map(({ id }) => ({ kind: "member", memberId: id }) as const),
    ...named.map((person) => ({ kind: "person", person }) as const),
  ];
  return recipients.map((recipient) => {
    const request: GateRequest<ReportObject> = { object, recipient, channel: "console" };
    return receiptOf(request, gate.decide(request), report.mark);
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
