/** One transaction around a change, whoever begins it: a function that changes state uses its caller's where there is one. */
import type { Kysely } from "kysely";
import type { Tables } from "./tables.js";

export function inTransaction<T>(db: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
