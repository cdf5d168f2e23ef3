/** Chains and copies for tests: made in memory, signed by a key of the test's own. */
import { canonicalJson, sha256Hex } from "../../base/index.js";
import { type Checkpoint, signCheckpoint } from "./checkpoint.js";
import { copyFrame } from "./copy.js";
import { type AuditEntry, type ChainedEntry, chain, entryLine, noHash } from "./entry.js";
import { type AuditKey, newAuditKey } from "./key.js";
import { type AuditReceipt, receiptLine, receiptsDigest, releaseKind } from "./receipts.js";

export interface TestLine {
  readonly text: string;
  readonly type: "header" | "entry" | "receipt" | "checkpoint" | "end";
  /** The entry, the entry the receipt belongs to, or the checkpoint's number; 0 for header and end. */
  readonly number: number;
}

export interface TestCopy {
  readonly key: AuditKey;
  readonly entries: readonly ChainedEntry[];
  readonly checkpoints: readonly Checkpoint[];
  readonly lines: readonly TestLine[];
}

/** One step of a chain: how many receipts the entry carries (none where undefined), and whether it is signed. */
export interface TestStep {
  readonly receipts?: number | undefined;
  readonly marked?: boolean | undefined;
  readonly signed: boolean;
}

const testReceipt = (id: number): AuditReceipt => ({
  id,
  objectKind: "warning",
  objectId: `w${id}`,
  recipientKind: "member",
  recipientId: `m${id % 7}`,
  channel: "console",
  released: id % 3 > 0,
  rule: id % 3 > 0 ? "own-member" : "tlp-ceiling",
  formHash: id % 3 > 0 ? sha256Hex(String(id)) : "",
  atUs: 1_795_000_000_000_000 + id,
});

export function testCopy(steps: readonly TestStep[], key: AuditKey = newAuditKey()): TestCopy {
  const entries: ChainedEntry[] = [];
  const checkpoints: Checkpoint[] = [];
  const lines: TestLine[] = [];
  let tail = { sequence: 0, hash: noHash };
  let id = 1;
  for (const [at, { receipts, marked, signed }] of steps.entries()) {
    const own = Array.from({ length: receipts ?? 0 }, () => testReceipt(id++));
    const entry: AuditEntry =
      own.length > 0
        ? {
            kind: releaseKind,
            actor: "center",
            subject: `set ${at}`,
            detail: {
              receipts: own.length,
              released: own.filter((each) => each.released).length,
              digest: receiptsDigest(own),
              ...(marked ? { mark: "sample" } : {}),
            },
          }
        : {
            kind: "member-update",
            actor: `p${at % 3}`,
            subject: `m${at}`,
            detail: { changed: ["name"], at },
          };
    const chained = chain(entry, 1_795_000_000_000_000 + at, tail);
    tail = chained;
    entries.push(chained);
    lines.push({ text: entryLine(chained), type: "entry", number: chained.sequence });
    if (!marked)
      for (const receipt of own)
        lines.push({
          text: receiptLine(receipt, chained.sequence),
          type: "receipt",
          number: chained.sequence,
        });
    if (!signed) continue;
    const { sequence, hash, atUs } = chained;
    const checkpoint = signCheckpoint(key, { number: checkpoints.length + 1, sequence, hash, atUs });
    checkpoints.push(checkpoint);
    lines.push({
      text: canonicalJson({ type: "checkpoint", ...checkpoint }),
      type: "checkpoint",
      number: checkpoint.number,
    });
  }
  const { first, last } = copyFrame(key, { nowUs: () => 1_795_000_100_000_000 }, tail, checkpoints.length);
  return {
    key,
    entries,
    checkpoints,
    lines: [{ text: first, type: "header", number: 0 }, ...lines, { text: last, type: "end", number: 0 }],
  };
}
