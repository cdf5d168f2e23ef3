/** Hits and batches for tests of this room: valid, of documentation ranges, each field changeable. */
import type { BatchOutcome, HitRecord, Observable } from "../model/index.js";

export interface TestHit {
  readonly timeUs: number;
  readonly from: string;
  readonly to: string;
  readonly listed: Observable;
  readonly change?: Partial<HitRecord>;
}

export function testHit({ timeUs, from, to, listed, change = {} }: TestHit): HitRecord {
  return {
    observable: listed,
    indicator: listed,
    confidence: 85,
    sources: ["first list", "second list"],
    labels: ["cobalt strike"],
    tlps: ["TLP:CLEAR"],
    allowedBy: null,
    evidence: {
      timeUs,
      log: "zeek-conn",
      field: "id.resp_h",
      sourceAddress: from,
      sourcePort: 50_000,
      destinationAddress: to,
      destinationPort: 443,
      record: `{"id.orig_h":"${from}","id.resp_h":"${to}"}`,
    },
    ...change,
  };
}

export function testBatch(
  id: string,
  memberId: string | null,
  hits: readonly HitRecord[],
  change: Partial<BatchOutcome> & { readonly mark?: string | null } = {},
): BatchOutcome {
  const { mark = null, ...rest } = change;
  return {
    meta: { id, memberId, door: "http", origin: "conn.log", receivedUs: 0, bytes: 100, mark },
    records: hits.length,
    refused: 0,
    refusals: [],
    hits,
    logs: { "zeek-conn": hits.length },
    ...rest,
  };
}
