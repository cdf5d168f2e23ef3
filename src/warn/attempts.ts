/**
 * Attempts in the state store: counts of a batch are added to what is there, in the transaction that applies the batch, so
 * that they count once. Old hours become days, so that years stay small. Whose telemetry it was is settled before; counts
 * of members that are no longer there are left out.
 */
import { type Kysely, sql } from "kysely";
import {
  type AttemptCount,
  type AttemptKind,
  attemptKinds,
  mergeCounts,
  type Targetedness,
  targetednesses,
} from "../detect/index.js";
import type { Tables } from "../store/index.js";
import { portions, storableText } from "./storable.js";

const dayUs = 86_400e6;
/** Hours are kept apart for so long. */
export const hoursKeptUs = 60 * dayUs;

export async function addAttempts(tx: Kysely<Tables>, counts: readonly AttemptCount[]): Promise<void> {
  const ids = [...new Set(counts.map(({ memberId }) => memberId))];
  if (ids.length === 0) return;
  const there = await tx.selectFrom("member").select("id").where("id", "in", ids).execute();
  const members = new Set(there.map(({ id }) => id));
  const rows = mergeCounts(counts.filter(({ memberId }) => members.has(memberId)).map(cut)).map(rowOf);
  for (const portion of portions(rows))
    await tx
      .insertInto("attempt")
      .values(portion)
      .onConflict((on) =>
        on
          .columns(["member_id", "hour_us", "kind", "technique", "blocked_by", "targetedness", "mark"])
          .doUpdateSet({
            attempts: sql`attempt.attempts + excluded.attempts`,
            records: sql`attempt.records + excluded.records`,
          }),
      )
      .execute();
}

/** A device's name is a log's: whatever a sender called it. */
const cut = (count: AttemptCount): AttemptCount => ({
  ...count,
  blockedBy: storableText(count.blockedBy).slice(0, 100),
});

const rowOf = (count: AttemptCount) => ({
  member_id: count.memberId,
  hour_us: count.hourUs,
  kind: count.kind,
  technique: count.technique,
  blocked_by: count.blockedBy,
  targetedness: count.targetedness,
  mark: count.mark ?? "",
  attempts: count.attempts,
  records: count.records,
});

/** Gathers hours that are older than `hoursKeptUs` into days; answers how many rows that were. */
export async function gatherOldAttempts(db: Kysely<Tables>, nowUs: number): Promise<number> {
  const before = Math.floor((nowUs - hoursKeptUs) / dayUs) * dayUs;
  return db.transaction().execute(async (tx) => {
    const old = await tx
      .deleteFrom("attempt")
      .where("hour_us", "<", before)
      .where(sql<boolean>`hour_us % ${sql.lit(dayUs)} <> 0`)
      .returningAll()
      .execute();
    const counts = old.map(
      (row): AttemptCount => ({
        memberId: row.member_id,
        hourUs: Math.floor(row.hour_us / dayUs) * dayUs,
        kind: row.kind as AttemptKind,
        technique: row.technique,
        blockedBy: row.blocked_by,
        targetedness: row.targetedness as AttemptCount["targetedness"],
        mark: row.mark === "" ? null : row.mark,
        attempts: row.attempts,
        records: row.records,
      }),
    );
    await addAttempts(tx, counts);
    return old.length;
  });
}

export const attemptSteps = ["hour", "day", "month"] as const;
export type AttemptStep = (typeof attemptSteps)[number];

export interface AttemptQuery {
  /** Of one member; of all where left out. */
  readonly memberId?: string | undefined;
  readonly fromUs: number;
  /** Not with it any more. */
  readonly toUs: number;
  readonly step: AttemptStep;
}

export interface AttemptPart<Name extends string = string> {
  readonly name: Name;
  readonly attempts: number;
}

/** Attempts of some time, as every report says them. The sample port and exercises are not in it. */
export interface AttemptSums {
  readonly attempts: number;
  readonly records: number;
  readonly kinds: readonly AttemptPart<AttemptKind>[];
  readonly techniques: readonly AttemptPart[];
  readonly blockedBy: readonly AttemptPart[];
  readonly targetedness: readonly AttemptPart<Targetedness>[];
  readonly series: readonly { readonly startUs: number; readonly attempts: number }[];
}

const partsMax = 50;

export async function readAttempts(db: Kysely<Tables>, asked: AttemptQuery): Promise<AttemptSums> {
  const [kinds, techniques, blockedBy, targetedness, series, records] = await Promise.all([
    sumsBy(db, asked, "kind"),
    sumsBy(db, asked, "technique"),
    sumsBy(db, asked, "blocked_by"),
    sumsBy(db, asked, "targetedness"),
    seriesOf(db, asked),
    cells(db, asked)
      .select(({ fn }) => fn.sum<number>("records").as("records"))
      .executeTakeFirst(),
  ]);
  return {
    attempts: kinds.reduce((sum, { attempts }) => sum + attempts, 0),
    records: Number(records?.records ?? 0),
    kinds: named(attemptKinds, kinds),
    techniques: techniques.filter(({ name }) => name !== ""),
    blockedBy,
    targetedness: named(targetednesses, targetedness),
    series,
  };
}

/** In the order of the names; those that nothing was counted of are left out. */
const named = <Name extends string>(
  names: readonly Name[],
  parts: readonly AttemptPart[],
): readonly AttemptPart<Name>[] =>
  names.flatMap((name) =>
    parts.filter((part) => part.name === name).map(({ attempts }) => ({ name, attempts })),
  );

/** What each member met, the most first. For the center's own people. */
export async function readAttemptsOfMembers(
  db: Kysely<Tables>,
  asked: Pick<AttemptQuery, "fromUs" | "toUs">,
): Promise<readonly { readonly memberId: string; readonly memberName: string; readonly attempts: number }[]> {
  const rows = await cells(db, asked)
    .innerJoin("member", "member.id", "attempt.member_id")
    .select(({ fn }) => [
      "member.id as memberId",
      "member.name as memberName",
      fn.sum<number>("attempts").as("attempts"),
    ])
    .groupBy(["member.id", "member.name"])
    .orderBy("attempts", "desc")
    .orderBy("member.id")
    .execute();
  return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }));
}

function cells(db: Kysely<Tables>, { memberId, fromUs, toUs }: Omit<AttemptQuery, "step">) {
  const query = db
    .selectFrom("attempt")
    .where("attempt.hour_us", ">=", fromUs)
    .where("attempt.hour_us", "<", toUs)
    .where("attempt.mark", "=", "");
  return memberId === undefined ? query : query.where("attempt.member_id", "=", memberId);
}

async function sumsBy(
  db: Kysely<Tables>,
  asked: AttemptQuery,
  column: "kind" | "technique" | "blocked_by" | "targetedness",
): Promise<readonly AttemptPart[]> {
  const rows = await cells(db, asked)
    .select(({ fn, ref }) => [ref(column).as("name"), fn.sum<number>("attempts").as("attempts")])
    .groupBy(column)
    .orderBy("attempts", "desc")
    .orderBy(column)
    .limit(partsMax)
    .execute();
  return rows.map(({ name, attempts }) => ({ name, attempts: Number(attempts) }));
}

async function seriesOf(db: Kysely<Tables>, asked: AttemptQuery): Promise<AttemptSums["series"]> {
  const { step } = asked;
  const start =
    step === "month"
      ? sql<number>`(extract(epoch from date_trunc('month', to_timestamp(hour_us / 1000000) at time zone 'UTC')) * 1000000)::bigint`
      : step === "day"
        ? sql<number>`hour_us - hour_us % ${sql.lit(dayUs)}`
        : sql<number>`hour_us`;
  const rows = await cells(db, asked)
    .select(({ fn }) => [start.as("start_us"), fn.sum<number>("attempts").as("attempts")])
    .groupBy("start_us")
    .orderBy("start_us")
    .execute();
  return rows.map(({ start_us, attempts }) => ({ startUs: Number(start_us), attempts: Number(attempts) }));
}
