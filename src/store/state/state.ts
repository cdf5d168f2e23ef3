/**
 * The port of the state store: members, people, indicators, sightings, warnings, receipts. One dialect of SQL
 * (PostgreSQL's) behind every form, so a caller never asks which form it has. Inside a transaction use only the
 * transaction's handle: on PGlite there is one connection, and a query beside it waits for the transaction to end.
 */
import type { Kysely } from "kysely";
import type { Tables } from "./tables.js";

export type StateForm = "postgres-bundled" | "pglite" | "postgres-url";

export interface StateHealth {
  readonly state: "well" | "degraded" | "down";
  /** One sentence for the person who runs the center: what it means and what to do; empty where all is well. */
  readonly advice: string;
}

export interface State {
  readonly db: Kysely<Tables>;
  readonly form: StateForm;
  /** What the person who runs the center should know of this form, said at start and by `doctor`. */
  readonly notes: readonly string[];
  health(): Promise<StateHealth>;
  close(): Promise<void>;
}
