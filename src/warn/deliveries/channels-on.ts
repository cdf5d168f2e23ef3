/**
 * Which channels this center has, kept in the state store (setting `channels`), so that whatever releases a warning
 * queues its deliveries in the same transaction, a command on a center that is not running included. Nothing is queued
 * for a channel that is off, so that switching it on later tells of no old warnings.
 */
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";

const settingKey = "channels";

export async function isMailOn(db: Kysely<Tables>): Promise<boolean> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst();
  const value: unknown = row?.value;
  return typeof value === "object" && value !== null && "mail" in value && value.mail === true;
}

/** Said at each start of the center by its configuration. */
export async function setMailOn(db: Kysely<Tables>, clock: Clock, mail: boolean): Promise<void> {
  await inTransaction(db, async (tx) => {
    if ((await isMailOn(tx)) === mail) return;
    const value = JSON.stringify({ mail });
    await tx
      .insertInto("setting")
      .values({ key: settingKey, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await appendAudit(tx, clock, [
      { kind: "setting-change", actor: centerActor, subject: settingKey, detail: { mail } },
    ]);
  });
}
