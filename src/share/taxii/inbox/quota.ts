/**
 * How much a member may give by TAXII on one day (of UTC), over all collections that it may write to. What is refused one
 * by one counts as well, as its status is kept; what is deleted again makes no room before the next day.
 */
import type { Kysely } from "kysely";
import type { Problem } from "../../../base/index.js";
import type { Tables } from "../../../store/index.js";
import { shareProblem } from "../../problems.js";

/**
 * Two full envelopes, and two of the largest bodies. An object with its status, its part of a report and what follows
 * from that takes some 3 KB of the store: a member fills 60 MB of it on a day at most. Reports are for people to read;
 * whoever has more to say is a source that the center reads.
 */
export const quota = { objects: 20_000, bytes: 20 * 1024 * 1024 } as const;

const dayUs = 86_400e6;
const dayOf = (us: number): number => Math.floor(us / dayUs);

/** Seconds until the next day begins. */
export const secondsToNextDay = (nowUs: number): number =>
  Math.ceil(((dayOf(nowUs) + 1) * dayUs - nowUs) / 1e6);

/** Counts what a member gives in this transaction, or says why it has to wait. */
export async function charge(
  tx: Kysely<Tables>,
  memberId: string,
  objects: readonly unknown[],
  nowUs: number,
): Promise<Problem | null> {
  const day = dayOf(nowUs);
  await tx
    .insertInto("taxii_given_today")
    .values({ member_id: memberId, day, objects: 0, bytes: 0 })
    .onConflict((conflict) => conflict.column("member_id").doNothing())
    .execute();
  const row = await tx
    .selectFrom("taxii_given_today")
    .selectAll()
    .where("member_id", "=", memberId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const given = row.day === day ? row : { objects: 0, bytes: 0 };
  const used = {
    objects: given.objects + objects.length,
    bytes:
      given.bytes + objects.reduce<number>((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0),
  };
  if (used.objects > quota.objects || used.bytes > quota.bytes)
    return shareProblem(
      "taxii-quota",
      `With these ${objects.length} it would be ${used.objects} objects and ${used.bytes} bytes today; ` +
        `${quota.objects} objects and ${quota.bytes} bytes are taken of a member a day.`,
    );
  await tx
    .updateTable("taxii_given_today")
    .set({ day, ...used })
    .where("member_id", "=", memberId)
    .execute();
  return null;
}
