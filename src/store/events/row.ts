/**
 * A row of the table `event`: what an `Event` becomes in the event store. The record's own fields are kept as
 * JSON text in `native`; beside them stand the few columns every record has, and the observables it carries,
 * by kind, so that an address or a name is found by a bloom index without reading JSON.
 * An event without a time gets the time it was received at, and `timed` is false.
 */
import type { Action, Endpoint } from "../../model/index.js";

export interface EventRow {
  readonly id: string;
  readonly timeUs: number;
  /** False where the record had no usable time and `timeUs` is when it came in. */
  readonly timed: boolean;
  readonly receivedUs: number;
  readonly memberId: string | null;
  readonly door: string;
  readonly origin: string;
  readonly mark: string | null;
  readonly log: string;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: string;
  readonly service: string;
  readonly action: Action;
  readonly names: readonly string[];
  /** Addresses other than source and destination. */
  readonly addresses: readonly string[];
  readonly urls: readonly string[];
  /** File hashes and TLS fingerprints. */
  readonly hashes: readonly string[];
  readonly mails: readonly string[];
  readonly user: string;
  readonly message: string;
  /** The record's own fields as JSON text. */
  readonly native: string;
}

/**
 * What a search can name. `address` is any address of the event, `name` a domain name as a whole (`ends-with` finds those below one), `text` the
 * JSON text of the record.
 */
export const searchFields = [
  "member",
  "door",
  "origin",
  "mark",
  "log",
  "source_address",
  "source_port",
  "destination_address",
  "destination_port",
  "protocol",
  "service",
  "action",
  "address",
  "name",
  "url",
  "hash",
  "mail",
  "user",
  "message",
  "text",
] as const;
export type SearchField = (typeof searchFields)[number];
