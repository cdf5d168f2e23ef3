/**
 * The port of the event store: where the port's own telemetry is kept and searched. Forms stand beside it:
 * chDB in a child process (`chdb-store.ts`), and `none` (`no-store.ts`) for machines chDB can't run on. Every
 * form passes the one suite in `test/contract/events.contract.ts`.
 *
 * What must stay true: rows come in only as Native block files of the spool, one call of `insert` is all or
 * nothing, and no value from outside ever stands in SQL text. Times are microseconds, ids decimal text, as
 * a 64-bit id does not fit a number. See docs/decisions/0003-chdb-child-process.md.
 */
import type { Problem } from "../../base/index.js";
import type { EventRow, SearchField } from "./row.js";

/** The first row of a block: present in the store if and only if the whole block is. */
export interface FirstRow {
  readonly timeUs: number;
  readonly id: string;
}

/** A Native block file in the spool: rows of one batch, one day and one mark, so that it becomes one part. */
export interface SpooledBlock {
  readonly path: string;
  /** `2026-11-22`, the day it is filed under. */
  readonly day: string;
  readonly mark: string;
  readonly rows: number;
  readonly bytes: number;
  readonly first: FirstRow;
}

export type SearchOperator =
  | "is"
  | "is-not"
  | "contains"
  | "starts-with"
  | "ends-with"
  | "at-least"
  | "at-most";

/** One condition; all of a search's terms must hold. On lists (`name`, `address`…) one entry must meet it. */
export interface SearchTerm {
  readonly field: SearchField;
  readonly op: SearchOperator;
  readonly value: string;
}

/** From (included) and to (excluded). */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Where a page ended: the next one holds what is older. */
export interface Cursor {
  readonly timeUs: number;
  readonly id: string;
}

export interface Search extends TimeRange {
  readonly terms: readonly SearchTerm[];
  /** 1 to 1,000. */
  readonly limit: number;
  readonly before?: Cursor;
}

export interface SearchPage {
  /** Newest first. */
  readonly rows: readonly EventRow[];
  /** Null where nothing older is left. */
  readonly next: Cursor | null;
}

export interface Histogram extends TimeRange {
  /** Whole buckets are counted: the range is widened to them. Multiples of five minutes are answered from a projection. */
  readonly bucketMs: number;
  readonly terms: readonly SearchTerm[];
  readonly by?: "log" | "member" | "action";
}

export interface Bucket {
  readonly startUs: number;
  /** The value of `by`, empty without one. */
  readonly key: string;
  readonly events: number;
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
  /** Default 30 seconds. */
  readonly timeMsMax?: number;
  /** Default 10,000; an answer that is cut says so. */
  readonly rowsMax?: number;
}

export interface QueryAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly cut: boolean;
  readonly elapsedMs: number;
}

export interface EventsHealth {
  readonly form: EventsForm;
  readonly ok: boolean;
  /** For people: what is wrong and what to do, empty where all is well. */
  readonly detail: string;
  readonly version: string;
  /** How often the engine's process had to be started again. */
  readonly restarts: number;
  readonly memoryBytes: number;
  /** The engine's process, null where it has none or is being started. */
  readonly processId: number | null;
}

export type EventsForm = "chdb" | "none";

export interface EventStore {
  readonly form: EventsForm;
  /** Inserts files of one day and one mark as one part, all or nothing. Throws a Refusal where it could not. */
  insert(...blocks: readonly SpooledBlock[]): Promise<void>;
  /** Whether the block that begins with this row is in the store: asked before a file is replayed. */
  has(firstTimeUs: number, firstId: string): Promise<boolean>;
  search(search: Search): Promise<SearchPage>;
  histogram(histogram: Histogram): Promise<readonly Bucket[]>;
  count(range?: TimeRange): Promise<number>;
  /** A person's own SQL over `event`: read only, bounded, cancelled by `signal`. `{name:Type}` are bound from `params`. */
  query(
    sql: string,
    params?: Readonly<Record<string, string | number>>,
    options?: QueryOptions,
  ): Promise<QueryAnswer | Problem>;
  /** Removes the events of a sample port or an exercise; drain the spool first (`Drainer.idle`). */
  deleteMarked(mark: string): Promise<void>;
  health(): Promise<EventsHealth>;
  close(): Promise<void>;
}
