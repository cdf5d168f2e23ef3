/**
 * What a form of the event store must be able to do; the SQL above it (`sql-store.ts`) is the same for all. SQL text
 * given here is our own, with outside values only as `{name:Type}` and `parameters`; a person's SQL comes in
 * by `person` alone.
 */
import type { Problem } from "../../base/index.js";
import type { EventsForm, EventsHealth, QueryAnswer, QueryOptions, SpooledBlock } from "./event-store.js";
import type { Parameters } from "./search-sql.js";

/** Rows as arrays, in the order of the SELECT. 64-bit numbers must be selected as text where they pass 2^53. */
export type Rows = readonly (readonly unknown[])[];

export interface Engine {
  readonly form: EventsForm;
  read(sql: string, parameters: Parameters): Promise<Rows>;
  /** DDL and deletes. */
  write(sql: string, parameters: Parameters): Promise<void>;
  /** All rows of the files as one part of `event`, or none. */
  insertFiles(blocks: readonly SpooledBlock[]): Promise<void>;
  person(sql: string, parameters: Parameters, options: QueryOptions): Promise<QueryAnswer | Problem>;
  health(): Promise<EventsHealth>;
  close(): Promise<void>;
}
