/** What became of a try, kept with the delivery; and what is old goes. */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import type { HandedOver } from "../channels/channel.js";
import { attemptsMax, keptUs } from "./delivery.js";

/** `given-up` where it is final or was tried too often; operators see it at the warning and in the health list. */
export type Outcome = "sent" | "failed" | "given-up";

export async function settleLetter(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  handed: HandedOver,
): Promise<Outcome> {
  const nowUs = clock.nowUs();
  const row = await db.selectFrom("delivery").select("attempts").where("id", "=", id).executeTakeFirst();
  const outcome: Outcome = handed.taken
    ? "sent"
    : handed.isFinal || (row?.attempts ?? 0) >= attemptsMax
      ? "given-up"
      : "failed";
  await db
    .updateTable("delivery")
    .set({
      trying: false,
      problem: handed.taken ? "" : handed.problem,
      ...(outcome === "failed" ? {} : { state: outcome, settled_us: nowUs }),
    })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .execute();
  return outcome;
}

export async function forgetOldDeliveries(db: Kysely<Tables>, clock: Clock): Promise<void> {
  await db
    .deleteFrom("delivery")
    .where("settled_us", "<", clock.nowUs() - keptUs)
    .execute();
}
