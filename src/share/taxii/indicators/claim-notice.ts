/** What a source says of an indicator, as the gate is asked whether it may go to another center or server. */
import type { Observable } from "../../../model/index.js";
import type { NoticeObject } from "../../gate/request.js";

/** A row of the order of exchange with its claim; of one that was taken back all but the head is null. */
export interface ClaimRow {
  readonly stix_id: string;
  readonly tlp: string;
  readonly added_us: number;
  readonly type: string | null;
  readonly value: string | null;
  readonly confidence: number | null;
  readonly labels: readonly string[] | null;
  readonly valid_from_us: number | null;
  readonly valid_until_us: number | null;
  readonly source: string | null;
}

/** Null where the source says nothing of it any more. */
export function noticeOf(row: ClaimRow): NoticeObject | null {
  if (row.source === null) return null;
  return {
    kind: "notice",
    id: row.stix_id,
    about: "indicator",
    from: "source",
    observable: { type: row.type, value: row.value } as Observable,
    confidence: row.confidence ?? 0,
    labels: row.labels ?? [],
    validFromUs: row.valid_from_us,
    validUntilUs: row.valid_until_us,
    upstream: row.source,
    urgency: null,
    met: null,
    tlps: [row.tlp],
    memberIds: [],
  };
}
