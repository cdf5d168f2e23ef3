/** The receipts that stand behind an entry in a copy: whether they are those that the entry commits to. */
import { canonicalJson } from "../../base/index.js";
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
    if (new Set(this.#got.map((each) => canonicalJson(each))).size < this.#got.length) return "repeated";
    // Only where the order alone is wrong is it that: another id in one of them puts it elsewhere, too.
    const inOrder = [...this.#got].sort((a, b) => a.id - b.id);
    return receiptsDigest(inOrder) === this.#detail.digest ? "reordered" : "flipped";
  }
}
