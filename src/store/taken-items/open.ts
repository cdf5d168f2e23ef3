/** Opens the taken items of a data folder: a batch is safe that is in the spool, or was applied to the state. */
import type { Kysely } from "kysely";
import type { Spool } from "../spool/spool.js";
import type { Tables } from "../state/tables.js";
import { TakenItems } from "./taken-items.js";

const askedAtOnce = 1000;

export async function openTakenItems(folder: string, spool: Spool, db: Kysely<Tables>): Promise<TakenItems> {
  return TakenItems.open(folder, async (batchIds) => {
    const safe = new Set(batchIds.filter((id) => spool.knows(id)));
    const others = batchIds.filter((id) => !safe.has(id));
    for (let from = 0; from < others.length; from += askedAtOnce) {
      const asked = others.slice(from, from + askedAtOnce);
      const rows = await db.selectFrom("batch").select("id").where("id", "in", asked).execute();
      for (const { id } of rows) safe.add(id);
    }
    return safe;
  });
}
