/** Which member is the port itself: setting `center`, `{ "memberId": … }`. */
import type { Kysely } from "kysely";
import type { Clock } from "../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";

const settingKey = "center";

export async function centerMemberId(db: Kysely<Tables>): Promise<string | null> {
  const row = await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst();
  const value: unknown = row?.value;
  return typeof value === "object" &&
    value !== null &&
    "memberId" in value &&
    typeof value.memberId === "string"
    ? value.memberId
    : null;
}

export async function setCenterMemberId(db: Kysely<Tables>, clock: Clock, memberId: string): Promise<void> {
  const value = JSON.stringify({ memberId });
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto("setting")
      .values({ key: settingKey, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await appendAudit(tx, clock, [
      { kind: "setting-change", actor: centerActor, subject: settingKey, detail: { memberId } },
    ]);
  });
}
