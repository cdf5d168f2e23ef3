/**
 * Receipts as lines to read. The gate writes one whenever what leaves has changed, so a warning whose count grows
 * has one for each batch; equal decisions toward the same recipient are one line, with how many and from when to
 * when. Only the view is folded: each receipt is kept.
 */
import type { Explanation } from "../../api/types.js";

type Receipt = Explanation["receipts"][number];

export interface FoldedReceipts {
  /** The latest of them. */
  readonly receipt: Receipt;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

/** In the order in which each decision was first made. */
export function foldReceipts(receipts: readonly Receipt[]): readonly FoldedReceipts[] {
  const folded = new Map<string, FoldedReceipts>();
  for (const receipt of [...receipts].sort((a, b) => a.atUs - b.atUs)) {
    const { recipientKind, recipientId, channel, rule, released } = receipt;
    const key = JSON.stringify([recipientKind, recipientId, channel, rule, released]);
    const before = folded.get(key);
    folded.set(key, {
      receipt,
      count: (before?.count ?? 0) + 1,
      firstUs: before?.firstUs ?? receipt.atUs,
      lastUs: receipt.atUs,
    });
  }
  return [...folded.values()];
}
