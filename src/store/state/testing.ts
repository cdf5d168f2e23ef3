/**
 * A state store for tests of the rooms above: PGlite in memory, in this thread, with today's tables and nothing
 * else. It shares the client, parsers and migrations of every other form, so what holds here holds there; the
 * contract suite proves that.
 */
import { PGlite } from "@electric-sql/pglite";
import { Refusal } from "../../base/index.js";
import { openKysely, openPglitePool } from "./clients.js";
import { migrate } from "./migrate.js";
import type { State } from "./state.js";

export async function openTestState(): Promise<State> {
  const lite = await PGlite.create();
  const pool = openPglitePool(
    (request) => lite.execProtocolRaw(request),
    () => undefined,
  );
  const db = openKysely(pool);
  const problem = await migrate(db);
  if (problem !== null) throw new Refusal(problem);
  return {
    db,
    form: "pglite",
    notes: [],
    health: async () => ({ state: "well", advice: "" }),
    close: async () => {
      await db.destroy();
      await lite.close();
    },
  };
}
