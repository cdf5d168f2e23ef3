/**
 * What the center signs: that the chain, up to an entry, has this hash. A checkpoint is signed each minute or thousand
 * entries; the end of a copy is signed when the copy is made, and says what it begins with and how much is in it, so
 * that a copy cut short is known as such. Each text names what it is, so that no signature passes for another's.
 */
import { canonicalJson } from "../../base/index.js";
import { type AuditKey, signedBy } from "./key.js";

export interface Checkpoint {
  /** From 1, without gaps. */
  readonly number: number;
  readonly sequence: number;
  /** The hash of the entry with that sequence. */
  readonly hash: string;
  readonly atUs: number;
  readonly publicKey: string;
  readonly signature: string;
}

/** The last line of a copy. */
export interface CopyEnd {
  readonly sequence: number;
  readonly hash: string;
  /** How many checkpoints the copy has. */
  readonly checkpoints: number;
  /** SHA-256 of the copy's first line. */
  readonly header: string;
  readonly atUs: number;
  readonly publicKey: string;
  readonly signature: string;
}

type Unsigned<Thing> = Omit<Thing, "signature" | "publicKey">;

const checkpointText = ({ number, sequence, hash, atUs, publicKey }: Omit<Checkpoint, "signature">): string =>
  canonicalJson({ signs: "breakwater audit checkpoint", number, sequence, hash, atUs, publicKey });

const endText = (end: Omit<CopyEnd, "signature">): string =>
  canonicalJson({
    signs: "breakwater audit copy",
    sequence: end.sequence,
    hash: end.hash,
    checkpoints: end.checkpoints,
    header: end.header,
    atUs: end.atUs,
    publicKey: end.publicKey,
  });

export function signCheckpoint(key: AuditKey, body: Unsigned<Checkpoint>): Checkpoint {
  const whole = { ...body, publicKey: key.publicKey };
  return { ...whole, signature: key.sign(checkpointText(whole)) };
}

export function signEnd(key: AuditKey, body: Unsigned<CopyEnd>): CopyEnd {
  const whole = { ...body, publicKey: key.publicKey };
  return { ...whole, signature: key.sign(endText(whole)) };
}

export function isSignedCheckpoint(checkpoint: Checkpoint): boolean {
  return signedBy(checkpoint.publicKey, checkpointText(checkpoint), checkpoint.signature);
}

export function isSignedEnd(end: CopyEnd): boolean {
  return signedBy(end.publicKey, endText(end), end.signature);
}
