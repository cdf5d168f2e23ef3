/**
 * A sighting gathers the hits of one value at one member within one window, updated in place. It holds no raw
 * telemetry beyond up to ten evidence records, which never leave toward another member.
 */
import type { Observable } from "./observable.js";
import type { Tlp } from "./tlp.js";

/** Seen from the member: its machine called out, was called, or both; `unknown` where neither side is the member's. */
export type Direction = "outbound" | "inbound" | "internal" | "unknown";

export interface Evidence {
  readonly timeUs: number;
  readonly log: string;
  readonly field: string;
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  /** The record as it came, cut at 2,000 characters. */
  readonly record: string;
}

export interface Sighting {
  readonly id: string;
  readonly memberId: string;
  /** The indicator's value, not the telemetry's: a hit on a subdomain is a sighting of the listed domain. */
  readonly observable: Observable;
  readonly windowStartUs: number;
  readonly direction: Direction;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Addresses of the member's own machines on the other side, most frequent first, at most ten. */
  readonly insideAddresses: readonly string[];
  /** Highest confidence and the sources and labels known when it was last updated. */
  readonly confidence: number;
  readonly sources: readonly string[];
  readonly labels: readonly string[];
  /** The markings of all claims its hits met, each once; the gate takes the most restrictive. */
  readonly tlps: readonly Tlp[];
  readonly allowedBy: string | null;
  readonly evidence: readonly Evidence[];
  readonly mark: string | null;
}

/** Ten minutes, the default length of a sighting's window. */
export const sightingWindowUs = 10 * 60 * 1e6;
/** Evidence records kept per sighting. */
export const evidenceMax = 10;
