/**
 * Who shares, judged from what is in the store: sightings and telemetry by the rows they left, reactions by their
 * people, reports by what `recordContribution` was told. Members that do not share stand in `member_standing`, so
 * that the gate knows them without judging anybody itself. The center's own member is not judged.
 */
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../base/index.js";
import type { Tables } from "../../store/index.js";
import { centerMemberId } from "../center-setting.js";
import {
  type ContributionKind,
  type Contributions,
  type Participation,
  participation,
  type ReciprocityPolicy,
} from "./participation.js";

export interface MemberParticipation extends Participation {
  readonly memberId: string;
  readonly given: Contributions;
}

/** Tells of a contribution that leaves no row of its own member: called in the transaction that keeps it. */
export async function recordContribution(
  tx: Kysely<Tables>,
  memberId: string,
  kind: ContributionKind,
  atUs: number,
): Promise<void> {
  await sql`insert into member_contribution (member_id, kind, count, first_us, last_us)
    values (${memberId}, ${kind}, 1, ${atUs}, ${atUs})
    on conflict (member_id, kind) do update
    set count = member_contribution.count + 1, last_us = greatest(member_contribution.last_us, excluded.last_us)`.execute(
    tx,
  );
}

/** Every member's participation, or that of one, the center's own left out. */
export async function readParticipations(
  db: Kysely<Tables>,
  policy: ReciprocityPolicy,
  nowUs: number,
  memberId?: string,
): Promise<readonly MemberParticipation[]> {
  const centerId = await centerMemberId(db);
  const { rows } = await sql<Row>`
    select m.id, m.created_us,
           (select max(s.updated_us) from sighting s where s.member_id = m.id) as sighting,
           (select max(b.received_us) from batch b where b.member_id = m.id and b.records > 0) as telemetry,
           (select max(r.at_us) from reaction r join person p on p.id = r.person_id where p.member_id = m.id) as reaction,
           (select json_object_agg(c.kind, c.last_us) from member_contribution c where c.member_id = m.id) as told
    from member m
    where m.id is distinct from ${centerId} and (${memberId ?? null}::text is null or m.id = ${memberId ?? null})
    order by m.id`.execute(db);
  return rows.map(({ id, created_us, told, sighting, telemetry, reaction }) => {
    const found = { sighting, telemetry, reaction };
    const known = Object.entries(found).filter((entry): entry is [string, number] => entry[1] !== null);
    const given: Contributions = { ...told, ...Object.fromEntries(known) };
    return { memberId: id, given, ...participation(policy, created_us, given, nowUs) };
  });
}

interface Row {
  readonly id: string;
  readonly created_us: number;
  readonly sighting: number | null;
  readonly telemetry: number | null;
  readonly reaction: number | null;
  readonly told: Contributions | null;
}

/** Writes who does not share now; rows that stay the same are not touched. */
export async function reviewStandings(
  tx: Kysely<Tables>,
  clock: Clock,
  policy: ReciprocityPolicy,
): Promise<void> {
  const nowUs = clock.nowUs();
  const all = policy.on ? await readParticipations(tx, policy, nowUs) : [];
  const lapsed = all.filter(({ standing }) => standing === "not sharing").map((each) => each.memberId);
  const known = await listNotSharing(tx);
  const gone = known.filter((id) => !lapsed.includes(id));
  const added = lapsed.filter((id) => !known.includes(id));
  if (gone.length > 0) await tx.deleteFrom("member_standing").where("member_id", "in", gone).execute();
  if (added.length > 0)
    await tx
      .insertInto("member_standing")
      .values(added.map((member_id) => ({ member_id, standing: "not sharing", since_us: nowUs })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Members that get nothing but what is urgent or their own, by id. */
export async function listNotSharing(db: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await db.selectFrom("member_standing").select("member_id").orderBy("member_id").execute();
  return rows.map((row) => row.member_id);
}
