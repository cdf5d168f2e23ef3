/**
 * Releasing reports whose time has come: the gate is asked for every member, and for the people that TLP:RED names,
 * once, and its answers are the receipts. A report withdrawn before its time leaves toward nobody. What the audit
 * chain may not know before is written here, too: see `report-entries.ts`.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import { type AuditEntry, appendAudit, type State, type Tables } from "../../store/index.js";
import { type Receipt, writeReceipts } from "../gate/receipts.js";
import { decideForAll, type Readers } from "./decide-for-all.js";
import { nameByMail } from "./name-people.js";
import { aMember, isOfNobody, reportEntry } from "./report-entries.js";
import { reportOf } from "./report-rows.js";

/** So many at once, so that one transaction stays short. */
const atOnce = 50;

interface Told {
  readonly rows: number;
  readonly receipts: readonly Receipt[];
  readonly entries: readonly AuditEntry[];
}

/** Answers how many reports were released or told to be withdrawn; asked again until there are none. */
export async function releaseReports(state: State, clock: Clock, readers: Readers): Promise<number> {
  return state.db.transaction().execute(async (tx) => {
    const nowUs = clock.nowUs();
    const released = await releaseDue(tx, readers, nowUs);
    const withdrawn = await tellWithdrawn(tx, readers, nowUs);
    await writeReceipts(tx, clock, [...released.receipts, ...withdrawn.receipts]);
    await appendAudit(tx, clock, [...released.entries, ...withdrawn.entries]);
    return released.rows + withdrawn.rows;
  });
}

async function releaseDue(tx: Kysely<Tables>, readers: Readers, nowUs: number): Promise<Told> {
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
  const entries: AuditEntry[] = [];
  for (const report of rows.map(reportOf)) {
    const stands = report.state === "stands";
    if (stands) receipts.push(...(await decideForAll(tx, readers, await nameByMail(tx, report), nowUs)));
    if (!isOfNobody(report)) continue;
    entries.push(reportEntry("report-send", report, aMember));
    if (!stands) entries.push(reportEntry("report-withdraw", report, aMember));
  }
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
  return { rows: rows.length, receipts, entries };
}

async function tellWithdrawn(tx: Kysely<Tables>, readers: Readers, nowUs: number): Promise<Told> {
  const rows = await tx
    .selectFrom("report")
    .selectAll()
    .where("withdrawal_us", "<=", nowUs)
    .orderBy("withdrawal_us")
    .limit(atOnce)
    .forUpdate()
    .skipLocked()
    .execute();
  const receipts: Receipt[] = [];
  for (const report of rows.map(reportOf))
    receipts.push(...(await decideForAll(tx, readers, report, nowUs)).filter(({ released }) => released));
  if (rows.length > 0)
    await tx
      .updateTable("report")
      .set({ withdrawal_us: null })
      .where(
        "id",
        "in",
        rows.map(({ id }) => id),
      )
      .execute();
  const entries = rows.map((row) => reportEntry("report-withdraw", reportOf(row), aMember));
  return { rows: rows.length, receipts, entries };
}
