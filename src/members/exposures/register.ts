/**
 * The register of what members call their own. An entry that another member has, or that is everybody's, waits for the
 * center's operators, who settle it: one answer for both. Those that others have are counted, dry runs too: a register
 * can't be searched by trying. See docs/exposures.md for what a refusal tells all the same.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import type { Exposure } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { readMember } from "../member-rows.js";
import { membersProblem } from "../problems.js";
import { countRefused, keepConflicts, listGiven, listWaiting } from "./conflicts.js";
import { alsoMax, exposuresMax, refusedPerDay, waitingMax } from "./limits.js";
import { holdersOf, keysOf, publicNetworksOf } from "./overlap.js";
import { type ExposureInput, isEverybodys, type ReadExposure, readExposure } from "./reading.js";

export interface Registering {
  readonly memberId: string;
  /** The center's own people may register as much as they have to; they see the conflicts anyway. */
  readonly byOperator: boolean;
  /** Says what would happen; only refusals are kept. */
  readonly dryRun: boolean;
  /** What the entry in the audit chain says was done, and who did it: the center where left out. */
  readonly audit: "exposure-add" | "exposure-import";
  readonly actor?: string;
}

/** What became of one entry. */
export type Registered =
  | { readonly outcome: "added" | "changed" | "unchanged"; readonly exposure: Exposure }
  | { readonly outcome: "refused"; readonly problem: Problem };

const unavailable = (): Problem => membersProblem("exposure-unavailable", "It is not registered yet.");
const paused = (): Problem =>
  membersProblem("exposure-paused", `${refusedPerDay} entries could not be registered within a day.`);
const crowded = (): Problem =>
  membersProblem("exposure-paused", `${waitingMax} common names wait for the center's operators already.`);
const full = (): Problem =>
  membersProblem("exposure-full", `A member has at most ${exposuresMax} exposures.`);
const tooMany = (): Problem =>
  membersProblem(
    "exposure-invalid",
    `With those it has, it would have more than ${2 * alsoMax} other names.`,
  );

const pairKey = ({ kind, value }: Pick<Exposure, "kind" | "value">): string => `${kind}\n${value}`;

/** Registers entries in order; each answer stands at its entry's place. */
export async function registerExposures(
  db: Kysely<Tables>,
  clock: Clock,
  { memberId, byOperator, dryRun, audit, actor = centerActor }: Registering,
  inputs: readonly ExposureInput[],
): Promise<readonly Registered[] | Problem> {
  const read = inputs.map(readExposure);
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    if ((await readMember(tx, memberId)) === null)
      return membersProblem("member-unknown", "No member has this id.");
    const readable = read.filter((each): each is ReadExposure => !(each instanceof Problem));
    const holders = await holdersOf(tx, memberId, readable);
    const given = await listGiven(tx, memberId);
    const own = new Map((await readOwn(tx, memberId, readable)).map((each) => [pairKey(each), each]));
    let room = exposuresMax - (await countExposures(tx, memberId));
    let refused = byOperator ? Number.NEGATIVE_INFINITY : await countRefused(tx, memberId, clock.nowUs());
    const waiting = new Set(byOperator ? [] : await listWaiting(tx, memberId));
    const conflicts = new Map<string, ReadExposure>();
    const writes = new Map<string, Exposure>();
    let at = -1;
    const answers = read.map((entry): Registered => {
      if (entry instanceof Problem) return { outcome: "refused", problem: entry };
      at++;
      if (refused >= refusedPerDay) return { outcome: "refused", problem: paused() };
      const key = pairKey(entry);
      const granted = entry.also.every((each) => given.get(key)?.includes(each)) && given.has(key);
      // Asked before who has it, so that what is everybody's is counted the same whoever has it.
      const common = isEverybodys(entry);
      if ((common || holders.has(at)) && !granted) {
        if (common && !byOperator && waiting.size >= waitingMax && !waiting.has(key))
          return { outcome: "refused", problem: crowded() };
        if (common) waiting.add(key);
        else if (!conflicts.has(key)) refused++;
        conflicts.set(key, entry);
        return { outcome: "refused", problem: unavailable() };
      }
      const before = own.get(key);
      if (before === undefined && room === 0) return { outcome: "refused", problem: full() };
      const exposure = merged(before ?? { id: newId(), memberId, ...entry }, entry);
      if (exposure.also.length > 2 * alsoMax) return { outcome: "refused", problem: tooMany() };
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(exposure))
        return { outcome: "unchanged", exposure };
      if (before === undefined) room--;
      own.set(key, exposure);
      writes.set(key, exposure);
      return { outcome: before === undefined ? "added" : "changed", exposure };
    });
    await keepConflicts(tx, clock, memberId, [...conflicts.values()]);
    if (!dryRun) await writeExposures(tx, clock, [...writes.values()]);
    // Nothing that stays as it was is an entry; a refusal that is kept for operators is a change.
    if (conflicts.size > 0 || (!dryRun && writes.size > 0)) {
      const detail = {
        added: countKinds(dryRun ? [] : answers, "added"),
        changed: countKinds(dryRun ? [] : answers, "changed"),
        refused: conflicts.size,
        ...(dryRun ? { dryRun } : {}),
      };
      await appendAudit(tx, clock, [{ kind: audit, actor, subject: memberId, detail }]);
    }
    return answers;
  });
}

/** How many of each kind had some outcome: what the audit chain may know of a register. */
function countKinds(
  answers: readonly Registered[],
  outcome: "added" | "changed",
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of answers)
    if (answer.outcome === outcome) counts[answer.exposure.kind] = (counts[answer.exposure.kind] ?? 0) + 1;
  return counts;
}

/** What is new comes to what is there; an empty note takes none away. */
function merged(before: Exposure, entry: ReadExposure): Exposure {
  return {
    id: before.id,
    memberId: before.memberId,
    kind: before.kind,
    value: before.value,
    also: [...new Set([...before.also, ...entry.also])],
    note: entry.note === "" ? before.note : entry.note,
  };
}

export async function countExposures(db: Kysely<Tables>, memberId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from exposure where member_id = ${memberId}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function readOwn(
  tx: Kysely<Tables>,
  memberId: string,
  entries: readonly ReadExposure[],
): Promise<readonly Exposure[]> {
  const asked = JSON.stringify(entries.map(({ kind, value }) => ({ kind, value })));
  const { rows } = await sql<Exposure>`
    select distinct e.id, e.member_id as "memberId", e.kind, e.value, e.also, e.note
    from json_to_recordset(${asked}::json) as a(kind text, value text)
    join exposure e on e.member_id = ${memberId} and e.kind = a.kind and e.value = a.value`.execute(tx);
  return rows;
}

/** Writes entries as they are, without asking whether others have them: that was asked, or an operator decided. */
export async function writeExposures(
  tx: Kysely<Tables>,
  clock: Clock,
  exposures: readonly Exposure[],
): Promise<void> {
  if (exposures.length === 0) return;
  await sql`insert into exposure (id, member_id, kind, value, also, note, created_us)
    select id, "memberId", kind, value, also, note, ${clock.nowUs()}
    from json_to_recordset(${JSON.stringify(exposures)}::json)
      as e(id text, "memberId" text, kind text, value text, also text[], note text)
    on conflict (member_id, kind, value) do update set also = excluded.also, note = excluded.note`.execute(
    tx,
  );
  const ids = exposures.map(({ id }) => id);
  await sql`delete from exposure_key where exposure_id = any(${ids}::text[])`.execute(tx);
  await sql`delete from exposure_network where exposure_id = any(${ids}::text[])`.execute(tx);
  const keys = exposures.flatMap((each) =>
    keysOf(each).map((key) => ({ exposure_id: each.id, member_id: each.memberId, ...key })),
  );
  await sql`insert into exposure_key (exposure_id, member_id, kind, value)
    select * from json_to_recordset(${JSON.stringify(keys)}::json)
      as k(exposure_id text, member_id text, kind text, value text)`.execute(tx);
  const networks = exposures.flatMap((each) =>
    publicNetworksOf(each).map((network) => ({ exposure_id: each.id, member_id: each.memberId, network })),
  );
  await sql`insert into exposure_network (exposure_id, member_id, network)
    select exposure_id, member_id, network::cidr from json_to_recordset(${JSON.stringify(networks)}::json)
      as n(exposure_id text, member_id text, network text)`.execute(tx);
}

/** Removes an entry of this member, of any where null; another's and one that never was get the same answer. */
export async function removeExposure(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  ofMemberId: string | null,
  actor: string = centerActor,
): Promise<Exposure | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const { rows } = await sql<Exposure>`
      delete from exposure where id = ${id} and (${ofMemberId}::text is null or member_id = ${ofMemberId})
      returning id, member_id as "memberId", kind, value, also, note`.execute(tx);
    const [removed] = rows;
    if (removed === undefined) return membersProblem("exposure-unknown", "No exposure of yours has this id.");
    const { memberId, kind } = removed;
    await appendAudit(tx, clock, [{ kind: "exposure-remove", actor, subject: memberId, detail: { kind } }]);
    return removed;
  });
}
