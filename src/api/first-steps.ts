/**
 * What makes a center, or a member's place in it, begin to work, and how far each step is. A member's steps are made
 * of its own things alone. What the sample port brings counts for nothing: it goes again.
 */
import { type Kysely, sql } from "kysely";
import { centerMemberId } from "../members/index.js";
import type { Person } from "../model/index.js";
import type { Tables } from "../store/index.js";

export const stepIds = ["telemetry", "indicators", "members", "exposures", "people"] as const;
export type StepId = (typeof stepIds)[number];
export interface Step {
  readonly id: StepId;
  readonly done: boolean;
}

const ordered = (done: Readonly<Partial<Record<StepId, boolean>>>): readonly Step[] =>
  stepIds.flatMap((id) => (done[id] === undefined ? [] : [{ id, done: done[id] }]));

/** The center's steps: figures of all members together. */
export async function centersSteps(
  db: Kysely<Tables>,
  person: Person,
  nowUs: number,
): Promise<readonly Step[]> {
  const center = await centerMemberId(db);
  const { rows } = await sql<Record<StepId, boolean>>`
    select exists (select from batch where mark is null) as telemetry,
           exists (select from indicator) as indicators,
           exists (select from member where mark is null and id <> ${center ?? ""}) as members,
           exists (select from exposure e join member m on m.id = e.member_id where m.mark is null) as exposures,
           (exists (select from person p where p.mark is null and p.id <> ${person.id})
             or exists (select from invitation i
               where i.used_us is null and i.revoked_us is null and i.expires_us > ${nowUs})) as people`.execute(
    db,
  );
  return ordered(rows[0] ?? {});
}

/** Telemetry of a member may also be seen by others' sensors: what was met in it says so. */
export async function membersSteps(
  db: Kysely<Tables>,
  person: Person,
  nowUs: number,
): Promise<readonly Step[]> {
  const { rows } = await sql<Record<StepId, boolean>>`
    select (exists (select from batch where member_id = ${person.memberId})
             or exists (select from sighting where member_id = ${person.memberId})) as telemetry,
           exists (select from exposure where member_id = ${person.memberId}) as exposures,
           (exists (select from person where member_id = ${person.memberId} and id <> ${person.id})
             or exists (select from invitation i where i.member_id = ${person.memberId}
               and i.used_us is null and i.revoked_us is null and i.expires_us > ${nowUs})) as people`.execute(
    db,
  );
  return ordered(rows[0] ?? {});
}
