/**
 * Receipts in the chain: one entry for all receipts of a transaction, which commits to them by one digest, so that
 * a batch that warns a thousand members costs one entry. The digest is SHA-256 over the receipts' canonical lines in
 * the order of their ids; a copy carries these lines, and whoever verifies computes it again. The gate's reason is
 * left out of both: it may name a member, and a copy names nobody.
 */
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { canonicalJson } from "../../base/index.js";
import type { Tables } from "../state/tables.js";
import type { AuditEntry } from "./entry.js";

/** A receipt as the chain knows it. */
export interface AuditReceipt {
  readonly id: number;
  readonly objectKind: string;
  readonly objectId: string;
  readonly recipientKind: string;
  readonly recipientId: string;
  readonly channel: string;
  readonly released: boolean;
  readonly rule: string;
  readonly formHash: string;
  readonly atUs: number;
}

/** What an entry of this kind says of its receipts; `mark` names the sample port's, which may be removed with it. */
export interface ReleaseDetail {
  readonly receipts: number;
  readonly released: number;
  readonly digest: string;
  readonly mark?: string;
}

export const releaseKind = "release";

/** A receipt as one line of a copy, behind the entry with this sequence. */
export function receiptLine(receipt: AuditReceipt, of: number): string {
  return canonicalJson({ ...receipt, of, type: "receipt" });
}

export function receiptsDigest(receipts: readonly AuditReceipt[]): string {
  const hash = createHash("sha256");
  for (const receipt of receipts) hash.update(`${canonicalJson(receipt)}\n`);
  return hash.digest("hex");
}

/** The receipts of some sets, each in the order of their ids. */
export async function readReceiptSets(
  db: Kysely<Tables>,
  sets: readonly string[],
): Promise<ReadonlyMap<string, readonly AuditReceipt[]>> {
  const found = new Map<string, AuditReceipt[]>(sets.map((set) => [set, []]));
  if (sets.length === 0) return found;
  const rows = await db
    .selectFrom("release")
    .selectAll()
    .where("release_set", "=", sql<string>`any(${[...sets]}::text[])`)
    .orderBy("id")
    .execute();
  for (const row of rows)
    found.get(row.release_set ?? "")?.push({
      id: row.id,
      objectKind: row.object_kind,
      objectId: row.object_id,
      recipientKind: row.recipient_kind,
      recipientId: row.recipient_id,
      channel: row.channel,
      released: row.released,
      rule: row.rule,
      formHash: row.form_hash,
      atUs: row.at_us,
    });
  return found;
}

/** The entry for a set of receipts that was just written; null for an empty one. */
export async function releaseEntry(
  tx: Kysely<Tables>,
  set: string,
  actor: string,
  mark: string | null,
): Promise<AuditEntry | null> {
  const receipts = (await readReceiptSets(tx, [set])).get(set) ?? [];
  if (receipts.length === 0) return null;
  const detail: ReleaseDetail = {
    receipts: receipts.length,
    released: receipts.filter((receipt) => receipt.released).length,
    digest: receiptsDigest(receipts),
    ...(mark === null ? {} : { mark }),
  };
  return { kind: releaseKind, actor, subject: set, detail };
}
