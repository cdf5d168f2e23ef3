/**
 * Members that were removed, as far as the gate must know them: to keep their names and networks out of what it
 * releases, their people and what they called their own among them, and to release what was built on them as before; and as far as rules
 * must, to count them where they had met a value (`removed-sightings.ts`). They receive nothing.
 */
import { type Kysely, sql } from "kysely";
import type { Exposure, Member } from "../model/index.js";
import type { Tables } from "../store/index.js";

/** An exposure as the gate needs it. */
export type HiddenExposure = Pick<Exposure, "memberId" | "kind" | "value" | "also">;

export type RemovedMember = Pick<Member, "id" | "name" | "networks" | "providers">;

export async function listRemovedMembers(db: Kysely<Tables>): Promise<readonly RemovedMember[]> {
  return db
    .selectFrom("removed_member")
    .select(["id", "name", "networks", "providers"])
    .orderBy("id")
    .execute();
}

/** What removed members called their own, but for what a member of today has. */
export async function listRemovedExposures(db: Kysely<Tables>): Promise<readonly HiddenExposure[]> {
  const { rows } = await sql<HiddenExposure>`
    select r.member_id as "memberId", r.kind, r.value, r.also from removed_exposure r
    where not exists (select 1 from exposure e where e.kind = r.kind and e.value = r.value)
      and not exists (select 1 from site_name s where lower(s.value) = lower(r.value))
    order by r.member_id, r.kind, r.value`.execute(db);
  return rows;
}

/**
 * Names and mail addresses of removed members' people, but for what a person of today has. They stay as long as the
 * record of their member, since what it left may name them as long, and nobody but the gate reads them.
 */
export async function listRemovedPeople(
  db: Kysely<Tables>,
): Promise<readonly { memberId: string; name: string; email: string | null }[]> {
  const { rows } = await sql<{ memberId: string; name: string; email: string | null }>`
    select r.member_id as "memberId",
      case when exists (select 1 from person p where lower(p.name) = lower(r.name)) then '' else r.name end as name,
      case when exists (select 1 from person p where p.email = r.email) then null else r.email end as email
    from removed_person r order by r.member_id, r.name, r.email`.execute(db);
  return rows;
}

export async function rememberRemoved(tx: Kysely<Tables>, member: Member): Promise<void> {
  await sql`insert into removed_member (id, name, networks, providers, mark)
    select ${member.id}, ${member.name}, array(select json_array_elements_text(${JSON.stringify(member.networks)}::json)),
      array(select json_array_elements_text(${JSON.stringify(member.providers)}::json)), ${member.mark}
    on conflict (id) do nothing`.execute(tx);
  await sql`insert into removed_exposure (member_id, kind, value, also)
    select member_id, kind, value, also from exposure where member_id = ${member.id}
    union all
    select member_id, kind, value, '{}' from site_name where member_id = ${member.id} and kind <> 'maker'`.execute(
    tx,
  );
  await sql`insert into removed_person (member_id, name, email)
    select distinct member_id, name, email from person where member_id = ${member.id}`.execute(tx);
}
