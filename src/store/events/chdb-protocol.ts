/**
 * What the parent and the chDB child say to one another. A lane is a kind of session: a session runs one query at a
 * time, so inserts, searches and people's queries do not wait for one another.
 */

export type Lane = "write" | "read" | "person";

export interface RunRequest {
  readonly kind: "run";
  readonly id: number;
  readonly lane: Lane;
  readonly sql: string;
  readonly format: "JSONCompact" | "Null";
}

/** Stops a query, running or waiting, by its id. */
export interface CancelRequest {
  readonly kind: "cancel";
  readonly id: number;
}

export interface StatusRequest {
  readonly kind: "status";
  readonly id: number;
}

export interface OpenRequest {
  readonly kind: "open";
  readonly folder: string;
  /** Run in order on the writer before anything else. */
  readonly schema: readonly string[];
}

export type Request = OpenRequest | RunRequest | CancelRequest | StatusRequest;

export type Answer =
  | { readonly kind: "ready"; readonly version: string }
  /** The library can't be loaded on this machine: asking again is no use. */
  | { readonly kind: "unsupported"; readonly message: string }
  /** The folder can't be opened now; the child ends after it. */
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly text: string; readonly elapsedMs: number }
  | { readonly kind: "refused"; readonly id: number; readonly message: string; readonly code: number }
  | { readonly kind: "status"; readonly id: number; readonly memoryBytes: number };

/** How the engine's own errors are told apart: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
export const engineCodes = { timeout: 159, memory: 241, readonly: 164, cancelled: 394 } as const;
