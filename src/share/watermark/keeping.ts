/** The center's secret for watermarks, made when it is first needed, and whether copies are marked: a setting. */
import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Clock } from "../../base/index.js";
import type { ReleasedReport } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { markOrder, markText } from "./marking.js";

const settingKey = "watermark";

export interface Watermark {
  readonly secret: string;
  readonly isOn: boolean;
}

const read = (value: unknown): Watermark | null =>
  typeof value === "object" &&
  value !== null &&
  "secret" in value &&
  typeof value.secret === "string" &&
  "isOn" in value &&
  typeof value.isOn === "boolean"
    ? { secret: value.secret, isOn: value.isOn }
    : null;

export async function loadWatermark(db: Kysely<Tables>): Promise<Watermark> {
  const known = read(
    (await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst())?.value,
  );
  if (known !== null) return known;
  const made: Watermark = { secret: randomBytes(32).toString("hex"), isOn: true };
  await db
    .insertInto("setting")
    .values({ key: settingKey, value: JSON.stringify(made) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  return (
    read(
      (await db.selectFrom("setting").select("value").where("key", "=", settingKey).executeTakeFirst())
        ?.value,
    ) ?? made
  );
}

/** Marks copies from now on, or no longer. Copies that left keep their marks, and the secret stays to tell them. */
export async function setWatermark(
  db: Kysely<Tables>,
  clock: Clock,
  isOn: boolean,
  actor: string = centerActor,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { secret } = await loadWatermark(tx);
    await tx
      .updateTable("setting")
      .set({ value: JSON.stringify({ secret, isOn } satisfies Watermark) })
      .where("key", "=", settingKey)
      .execute();
    await appendAudit(tx, clock, [
      { kind: "watermark-update", actor, subject: settingKey, detail: { isOn } },
    ]);
  });
}

/** A report as one member's copy of it. */
export function markReport(
  report: ReleasedReport,
  { secret, isOn }: Watermark,
  memberId: string,
): ReleasedReport {
  if (!isOn) return report;
  const copy = { secret, recipientId: memberId, objectId: report.id };
  return {
    ...report,
    text: markText(report.text, copy),
    observables: markOrder(report.observables, ({ type, value }) => `${type} ${value}`, copy),
  };
}
