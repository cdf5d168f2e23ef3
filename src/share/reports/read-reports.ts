/**
 * Reading reports. A member reads its own and those that were released to it; the gate decides again each time, so
 * that a ceiling lowered counts at once. Newest first by the time that a reader may know, by keys.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import type { Person, ReleasedReport } from "../../model/index.js";
import { type Keyset, keysetText, readKeyset, type State, type Tables } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import { shareProblem } from "../problems.js";
import { loadWatermark, markReport, type Watermark } from "../watermark/keeping.js";
import { type ReportRow, reportOf } from "./report-rows.js";

export interface ReportPage {
  readonly reports: readonly ReleasedReport[];
  readonly next: string | null;
}

const limitMax = 100;
/** Rows that the gate keeps back are read past, so often. */
const roundsMax = 20;

export async function listReports(
  state: State,
  clock: Clock,
  gate: Gate,
  person: Person,
  query: { readonly before?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<ReportPage | Problem> {
  const limit = Math.max(1, Math.min(limitMax, Math.floor(query.limit ?? 50)));
  let from = query.before === undefined ? null : readCursor(query.before);
  if (from instanceof Problem) return from;
  const watermark = await loadWatermark(state.db);
  const found: { readonly row: ReportRow; readonly report: ReleasedReport }[] = [];
  for (let round = 0; round < roundsMax && found.length <= limit; round++) {
    const rows = await readRows(state.db, clock, person, from, limitMax);
    for (const row of rows) {
      const report = release(gate, clock, person, row, watermark);
      if (report !== null) found.push({ row, report });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < limitMax) break;
    from = { us: last.release_us, id: last.shared_id };
  }
  const page = found.slice(0, limit);
  const last = page.at(-1)?.row;
  return {
    reports: page.map(({ report }) => report),
    next:
      found.length > limit && last !== undefined
        ? keysetText({ us: last.release_us, id: last.shared_id })
        : null,
  };
}

/** One report by the id that the reader knows it by: its own for the sender, the shared one for others. */
export async function readReport(
  state: State,
  clock: Clock,
  gate: Gate,
  person: Person,
  id: string,
): Promise<ReleasedReport | Problem> {
  const row = await visibleTo(state.db, clock, person)
    .where(({ eb, or }) => or([eb("report.id", "=", id), eb("shared_id", "=", id)]))
    .executeTakeFirst();
  const report = row === undefined ? null : release(gate, clock, person, row, await loadWatermark(state.db));
  return report !== null && report.id === id
    ? report
    : shareProblem("report-unknown", "No report that you may read has this id.");
}

function release(
  gate: Gate,
  clock: Clock,
  person: Person,
  row: ReportRow,
  watermark: Watermark,
): ReleasedReport | null {
  const report = reportOf(row);
  const decision = gate.decide({
    object: { kind: "report", id: row.id, report, nowUs: clock.nowUs() },
    recipient: { kind: "person", person },
    channel: "console",
  });
  if (!decision.released) return null;
  const isOwn = person.memberId === null || person.memberId === row.member_id;
  return isOwn ? decision.form : markReport(decision.form, watermark, person.memberId);
}

/** What may be asked of the gate: a member's own, and what its last receipt, or the person's, released. */
function visibleTo(db: Kysely<Tables>, clock: Clock, person: Person) {
  const select = db.selectFrom("report").selectAll();
  if (person.memberId === null) return select;
  const lastReceipt = (kind: string, id: string) => sql<boolean>`coalesce((
    select r.released from release r where r.object_kind = 'report' and r.object_id = report.shared_id
      and r.recipient_kind = ${kind} and r.recipient_id = ${id} order by r.id desc limit 1), false)`;
  return select.where(({ eb, or, and }) =>
    or([
      eb("member_id", "=", person.memberId),
      and([
        eb("released_us", "is not", null),
        eb("release_us", "<=", clock.nowUs()),
        or([
          eb(lastReceipt("member", person.memberId ?? ""), "=", true),
          eb(lastReceipt("person", person.id), "=", true),
        ]),
      ]),
    ]),
  );
}

function readRows(
  db: Kysely<Tables>,
  clock: Clock,
  person: Person,
  from: Keyset | null,
  count: number,
): Promise<readonly ReportRow[]> {
  let select = visibleTo(db, clock, person);
  if (from !== null)
    select = select.where(
      sql<boolean>`(release_us < ${from.us} or (release_us = ${from.us} and shared_id > ${from.id}))`,
    );
  return select.orderBy("release_us", "desc").orderBy("shared_id").limit(count).execute();
}

function readCursor(text: string): Keyset | Problem {
  return readKeyset(text) ?? shareProblem("cursor-invalid", "It is not the `next` of an earlier page.");
}
