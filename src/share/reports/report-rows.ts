/** Reports as the state store keeps them. */
import type { Selectable } from "kysely";
import type { Report, ReportState } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

export type ReportRow = Selectable<Tables["report"]>;

/** What of a report stands in `report.report`. */
type Kept = Omit<Report, "id" | "sharedId" | "memberId" | "state" | "receivedUs" | "releaseUs" | "mark">;

type Later = "evidence" | "namedMails";

export function reportOf(row: ReportRow): Report {
  const kept = row.report as Omit<Kept, Later> & Partial<Pick<Kept, Later>>;
  return {
    ...kept,
    // Reports of before migration 0013 have none.
    evidence: kept.evidence ?? [],
    namedMails: kept.namedMails ?? [],
    id: row.id,
    sharedId: row.shared_id,
    memberId: row.member_id,
    state: row.state as ReportState,
    receivedUs: row.received_us,
    releaseUs: row.release_us,
    mark: row.mark,
  };
}

export function keptOf(report: Report): string {
  const { id, sharedId, memberId, state, receivedUs, releaseUs, mark, ...kept } = report;
  return JSON.stringify(kept satisfies Kept);
}
