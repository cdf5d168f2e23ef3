/** The receipts that stand behind an entry in a copy: whether they are those that the entry commits to. */

import { type AuditReceipt, type ReleaseDetail, receiptsDigest } from "./receipts.js";
import type { AuditFaultKind } from "./verdict.js";

export class ReceiptGroup {
  readonly of: number;
  readonly #detail: ReleaseDetail;
  readonly #got: AuditReceipt[] = [];
  /** The entry that a receipt among these says it belongs to, where it is another. */
  #stray: number | null = null;

  constructor(of: number, detail: string) {
    this.of = of;
    this.#detail = JSON.parse(detail) as ReleaseDetail;
  }

  get isShort(): boolean {
    return this.#got.length < this.#detail.receipts;
  }

  /** Takes the next receipt, which says that it belongs to an entry; answers what is wrong once all are there. */
  take(receipt: AuditReceipt, of: number): AuditFaultKind | null {
    this.#got.push(receipt);
    if (of !== this.of) this.#stray ??= of;
    if (this.isShort) return null;
    if (receiptsDigest(this.#got) === this.#detail.digest) return this.#stray === null ? null : "flipped";
    // An entry that came before had all of its own.
    if (this.#stray !== null) return this.#stray < this.of ? "repeated" : "reordered";
    const ids = this.#got.map((each) => each.id);
    if (new Set(ids).size < ids.length) return "repeated";
    return ids.every((id, at) => at === 0 || id > (ids[at - 1] as number)) ? "flipped" : "reordered";
  }
}
