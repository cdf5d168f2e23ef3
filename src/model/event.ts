/**
 * An event is a record that was understood. It keeps the record's own fields (`native`) beside the few that
 * every format has, and lists the fields that may carry an observable. Formats make events; detection, the
 * event store and the console read them.
 */
import type { Meaning } from "./observable.js";

export interface Endpoint {
  /** Canonical address text where it is an address, otherwise as it came; empty where unknown. */
  readonly address: string;
  /** 0 where unknown or without meaning (ICMP, layer 2). */
  readonly port: number;
}

/** A field that may carry an observable: its native path (`dns.answers[].rdata`), its meaning and its raw text. */
export interface Carried {
  readonly field: string;
  readonly meaning: Meaning;
  readonly text: string;
}

/** What was done with the traffic or the attempt, where the record says so. */
export type Action = "allowed" | "blocked" | "detected" | "failed" | "succeeded" | "";

export interface Event {
  /** Microseconds since 1970-01-01T00:00:00Z, null where the record has no usable time. */
  readonly timeUs: number | null;
  /** The log the record belongs to, `<family>-<log>`: `zeek-conn`, `eve-dns`, `sshd`, `cef`. Lower case. */
  readonly log: string;
  readonly source: Endpoint | null;
  readonly destination: Endpoint | null;
  /** Transport in lower case (`tcp`, `udp`, `icmp`), empty where unknown. */
  readonly protocol: string;
  /** Application protocol or service in lower case (`dns`, `tls`, `ssh`, `modbus`), empty where unknown. */
  readonly service: string;
  readonly action: Action;
  readonly carried: readonly Carried[];
  /** The record's own fields, names as it had them. */
  readonly native: Readonly<Record<string, unknown>>;
}
