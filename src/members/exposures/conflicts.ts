/**
 * What could not be registered: kept for the center's operators, who see who else has it and settle it, and counted, so
 * that nobody finds out by thousands of tries what others have. The member itself sees what it asked for and that it
 * waits, the same whatever it waits for, and nothing else of this.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId } from "../../base/index.js";
import type { Exposure } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { holdersOf } from "./overlap.js";
import { isEverybodys, type ReadExposure } from "./reading.js";

const dayUs = 86_400e6;
const listedMax = 500;

/** Entries of a member that were refused within a day and not settled since. */
export async function countRefused(tx: Kysely<Tables>, memberId: string, nowUs: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from exposure_conflict
    where member_id = ${memberId} and at_us > ${nowUs - dayUs} and not common
      and (settled_us is null or settled_us < at_us)`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Common names of a member that wait for an operator's word, by kind, a line's end and value. */
export async function listWaiting(tx: Kysely<Tables>, memberId: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom("exposure_conflict")
    .select(["kind", "value"])
    .where("member_id", "=", memberId)
    .where("common", "=", true)
    .where("settled_us", "is", null)
    .execute();
  return new Set(rows.map(({ kind, value }) => `${kind}\n${value}`));
}

/**
 * What operators gave the member though another has it: by `kind`, a line's end and `value`, the other names that were
 * given along.
 */
export async function listGiven(
  tx: Kysely<Tables>,
  memberId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx
    .selectFrom("exposure_conflict")
    .select(["kind", "value", "also"])
    .where("member_id", "=", memberId)
    .where("given", "=", true)
    .execute();
  return new Map(rows.map(({ kind, value, also }) => [`${kind}\n${value}`, also]));
}

export async function keepConflicts(
  tx: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  entries: readonly ReadExposure[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => {
    const { kind, value, also, note } = entry;
    return { id: newId(), kind, value, also, note, common: isEverybodys(entry) };
  });
  await sql`insert into exposure_conflict (id, member_id, kind, value, also, note, tries, at_us, given, common)
    select id, ${memberId}, kind, value, also, note, 1, ${clock.nowUs()}, false, common
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as c(id text, kind text, value text, also text[], note text, common boolean)
    on conflict (member_id, kind, value) do update
    set tries = exposure_conflict.tries + 1, at_us = excluded.at_us, also = excluded.also, note = excluded.note,
      common = excluded.common`.execute(tx);
}

export interface Conflict extends ReadExposure {
  readonly id: string;
  /** Who asked for it. */
  readonly memberId: string;
  /** Who has it, or a part of it; nobody where it is everybody's. */
  readonly holderIds: readonly string[];
  readonly tries: number;
  readonly atUs: number;
}

interface Row {
  readonly id: string;
  readonly memberId: string;
  readonly kind: Exposure["kind"];
  readonly value: string;
  readonly also: readonly string[];
  readonly note: string;
  readonly tries: number;
  readonly atUs: number;
}

/** An entry of a member that waits for the center: what the member asked for, and no word on why. */
export interface WaitingExposure extends ReadExposure {
  readonly memberId: string;
  readonly atUs: number;
}

/** What of a member waits, the last asked for first, at most five hundred. */
export async function listOwnWaiting(
  db: Kysely<Tables>,
  memberId: string,
): Promise<readonly WaitingExposure[]> {
  const { rows } = await sql<WaitingExposure>`
    select member_id as "memberId", kind, value, also, note, at_us as "atUs" from exposure_conflict
    where member_id = ${memberId} and settled_us is null order by at_us desc, kind, value limit ${listedMax}`.execute(
    db,
  );
  return rows;
}

/** Open conflicts, the last first, at most five hundred. For the center's operators only. */
export async function listConflicts(db: Kysely<Tables>): Promise<readonly Conflict[]> {
  const { rows } = await sql<Row>`
    select id, member_id as "memberId", kind, value, also, note, tries, at_us as "atUs" from exposure_conflict
    where settled_us is null order by at_us desc, id limit ${listedMax}`.execute(db);
  const holders = await holdersOf(db, null, rows);
  return rows.map((row, at) => ({
    ...row,
    holderIds: (holders.get(at) ?? []).filter((id) => id !== row.memberId).sort(),
  }));
}
