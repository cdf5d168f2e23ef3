/** What verifying a copy comes to. */

/**
 * How a copy is bad. `flipped`: something was changed where it stands. `dropped`, `reordered`, `repeated`: a line is
 * missing, elsewhere, or there twice. `truncated`: the tail is missing. `replaced`: the hashes fit one another, but
 * not what the key signed.
 */
export const auditFaults = ["flipped", "dropped", "reordered", "repeated", "truncated", "replaced"] as const;
export type AuditFaultKind = (typeof auditFaults)[number];

export interface AuditFault {
  readonly fault: AuditFaultKind;
  /** The first bad entry; null where what is bad is no entry (the header, a checkpoint, the end). */
  readonly entry: number | null;
  /** The line of the copy where it shows, from 1. */
  readonly line: number;
  /** What is wrong, for people. */
  readonly sentence: string;
}

export interface AuditGood {
  readonly entries: number;
  readonly receipts: number;
  readonly checkpoints: number;
  /** The last entry; `sequence:hash` of it is what `--head` takes. */
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly firstUs: number;
  readonly lastUs: number;
}

export type AuditVerdict = ({ readonly ok: true } & AuditGood) | ({ readonly ok: false } & AuditFault);
