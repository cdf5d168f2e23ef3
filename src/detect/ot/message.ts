/**
 * A message of a control network as OT detectors see it, whatever its protocol: who sent it to whom, what it does, on which
 * points, with which values. Each protocol has a file in `readers/` that makes one of a fact's own fields.
 */
import type { OtKind, OtProtocol } from "../../model/index.js";

/** A register, coil, data block, object or node that a message reads, writes or reports. */
export interface OtPoint {
  /** Stable and readable: `4 holding 100` (unit, table, address), `DB10.4`, `analog-input 3 present-value`. */
  readonly point: string;
  readonly value: number | null;
}

/** What a device says of itself. */
export interface OtIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly firmware: string;
  readonly serial: string;
  readonly name: string;
}

export interface OtMessage {
  readonly protocol: OtProtocol;
  /** Canonical addresses; MAC addresses (lower case, colons) on layer 2; empty where the record has none. */
  readonly sender: string;
  readonly receiver: string;
  /** False for an answer, which has its request's kind and function where it says them. */
  readonly isRequest: boolean;
  readonly kind: OtKind;
  /** As the record calls it: `WRITE_SINGLE_COIL`, `PLC Stop`, `COLD_RESTART`. */
  readonly function: string;
  /** Unit id, slot, device instance; empty where there is none. */
  readonly unit: string;
  /** At most 64. */
  readonly points: readonly OtPoint[];
  /** The error it reports, as the record calls it; empty where it reports none. */
  readonly error: string;
  readonly identity: OtIdentity | null;
  /** False for a second record of the same message (a detailed log beside a plain one): it adds points and counts nothing. */
  readonly counts: boolean;
}
