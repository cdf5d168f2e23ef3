/**
 * A copy of the chain as lines of canonical JSON: a header, every entry with its receipts and its checkpoint behind
 * it, and a signed end. It holds all that verifying takes but the public key. Lines are made page by page, so that a
 * copy of a million entries is never in memory. See docs/audit.md.
 */
import type { Kysely } from "kysely";
import { type Clock, canonicalJson, sha256Hex } from "../../base/index.js";
import type { Tables } from "../state/tables.js";
import { signEnd } from "./checkpoint.js";
import { type ChainedEntry, entryLine } from "./entry.js";
import type { AuditKey } from "./key.js";
import { readAudit, readCheckpoints } from "./read.js";
import { type ReleaseDetail, readReceiptSets, receiptLine, releaseKind } from "./receipts.js";

export const copyFormat = "breakwater-audit-1";

/** The first and the last line of a copy that goes through `head`. */
export function copyFrame(
  key: AuditKey,
  clock: Pick<Clock, "nowUs">,
  head: { readonly sequence: number; readonly hash: string },
  checkpoints: number,
): { readonly first: string; readonly last: string } {
  const atUs = clock.nowUs();
  const { sequence, hash } = head;
  const first = canonicalJson({
    type: "header",
    format: copyFormat,
    publicKey: key.publicKey,
    sequence,
    atUs,
  });
  const end = signEnd(key, { sequence, hash, checkpoints, header: sha256Hex(first), atUs });
  return { first, last: canonicalJson({ type: "end", ...end }) };
}

/**
 * Whether an entry's receipts are in a copy. Those with a mark are not: the sample port and exercises may be removed
 * with all they made, and a copy must not depend on when it was made.
 */
export function carriesReceipts(entry: Pick<ChainedEntry, "kind" | "detail">): boolean {
  if (entry.kind !== releaseKind) return false;
  try {
    return (JSON.parse(entry.detail) as Partial<ReleaseDetail>).mark === undefined;
  } catch {
    return true; // A detail that somebody broke: whoever verifies the copy finds it.
  }
}

export interface CopyPage {
  readonly lines: readonly string[];
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
}

/** The lines of the entries after a sequence and up to another. */
export async function copyPage(
  db: Kysely<Tables>,
  after: number,
  through: number,
  entriesMax: number,
): Promise<CopyPage> {
  const entries = await readAudit(db, after, through, entriesMax);
  const last = entries.length < entriesMax ? null : (entries.at(-1) ?? null);
  const checkpoints = await readCheckpoints(db, after, last?.sequence ?? through);
  const receipts = await readReceiptSets(
    db,
    entries.filter(carriesReceipts).map((entry) => entry.subject),
  );
  const lines: string[] = [];
  let at = 0;
  for (const entry of entries) {
    lines.push(entryLine(entry));
    if (carriesReceipts(entry))
      for (const receipt of receipts.get(entry.subject) ?? [])
        lines.push(receiptLine(receipt, entry.sequence));
    for (let c = checkpoints[at]; c !== undefined && c.sequence <= entry.sequence; c = checkpoints[++at])
      lines.push(canonicalJson({ type: "checkpoint", ...c }));
  }
  // What was signed beyond the last entry there is: the proof that more had been written.
  for (const checkpoint of checkpoints.slice(at))
    lines.push(canonicalJson({ type: "checkpoint", ...checkpoint }));
  return { lines, next: last === null || last.sequence >= through ? null : last.sequence };
}
