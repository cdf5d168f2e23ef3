/**
 * Groups: named sets of members (a committee, crane operators, a berth's neighbours) with a ceiling of their own. The
 * center's operators make them; a member learns of those it is in and of no other.
 */
import { type Kysely, sql } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import { type Group, type Tlp, tlpLabels } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

export interface GroupInput {
  readonly name: string;
  readonly purpose?: string | undefined;
  /** TLP:AMBER where left out. */
  readonly tlpCeiling?: string | undefined;
  readonly memberIds: readonly string[];
}

export type GroupChange = { readonly [Field in keyof GroupInput]?: GroupInput[Field] | undefined };

const nameMax = 80;
const purposeMax = 400;
/** A port's community has dozens of members; its groups are fewer than twice that. */
export const groupsMax = 200;
export const groupMembersMax = 1000;

const unknown = () => membersProblem("group-unknown", "No group has this id.");

/** All groups by name, with the members in them. */
export async function listGroups(db: Kysely<Tables>): Promise<readonly Group[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    purpose: string;
    tlp_ceiling: string;
    member_ids: string[];
  }>`
    select g.id, g.name, g.purpose, g.tlp_ceiling,
           array(select m.member_id from group_member m where m.group_id = g.id order by m.member_id) as member_ids
    from member_group g order by lower(g.name), g.id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    tlpCeiling: row.tlp_ceiling as Tlp,
    memberIds: row.member_ids,
  }));
}

type Checked = Omit<Group, "id">;

function check(input: GroupInput): Checked | Problem {
  const name = input.name.normalize("NFC").replace(/\s+/g, " ").trim();
  if (name.length < 2 || name.length > nameMax || hasUnseen(name))
    return membersProblem("group-invalid", `A group's name has 2 to ${nameMax} visible characters.`);
  const purpose = (input.purpose ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
  if (purpose.length > purposeMax || hasUnseen(purpose))
    return membersProblem("group-invalid", `What it is for has at most ${purposeMax} visible characters.`);
  const tlpCeiling = tlpLabels.find((label) => label === (input.tlpCeiling ?? "TLP:AMBER"));
  if (tlpCeiling === undefined)
    return membersProblem("group-invalid", `The TLP ceiling is one of ${tlpLabels.join(", ")}.`);
  const memberIds = [...new Set(input.memberIds)].sort();
  if (memberIds.length > groupMembersMax)
    return membersProblem("group-invalid", `A group has at most ${groupMembersMax} members.`);
  return { name, purpose, tlpCeiling, memberIds };
}

/** Refuses a name that another group has, and members that are none. */
async function checkAgainst(
  tx: Kysely<Tables>,
  group: Checked,
  others: readonly Group[],
): Promise<Problem | null> {
  if (others.some((other) => other.name.toLowerCase() === group.name.toLowerCase()))
    return membersProblem("group-invalid", `There is already a group named ${JSON.stringify(group.name)}.`);
  if (group.memberIds.length === 0) return null;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from member where id = any(${[...group.memberIds]}::text[])`.execute(tx);
  return rows[0]?.count === group.memberIds.length
    ? null
    : membersProblem("member-unknown", "At least one of the members is not there.");
}

async function writeMembers(tx: Kysely<Tables>, { id, memberIds }: Group): Promise<void> {
  await sql`delete from group_member
    where group_id = ${id} and not (member_id = any(${[...memberIds]}::text[]))`.execute(tx);
  // Whoever leaves a group takes its consent to be named there along.
  await sql`delete from member_consent
    where group_id = ${id} and not (member_id = any(${[...memberIds]}::text[]))`.execute(tx);
  await sql`insert into group_member (group_id, member_id)
    select ${id}, unnest(${[...memberIds]}::text[]) on conflict do nothing`.execute(tx);
}

export async function addGroup(
  db: Kysely<Tables>,
  clock: Clock,
  input: GroupInput,
  actor: string = centerActor,
): Promise<Group | Problem> {
  const checked = check(input);
  if (checked instanceof Problem) return checked;
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const others = await listGroups(tx);
    if (others.length >= groupsMax)
      return membersProblem(
        "group-invalid",
        `There are ${groupsMax} groups, which is the most there can be.`,
      );
    const problem = await checkAgainst(tx, checked, others);
    if (problem !== null) return problem;
    const group = { id: newId(), ...checked };
    await tx
      .insertInto("member_group")
      .values({
        id: group.id,
        name: group.name,
        purpose: group.purpose,
        tlp_ceiling: group.tlpCeiling,
        created_us: clock.nowUs(),
      })
      .execute();
    await writeMembers(tx, group);
    await appendAudit(tx, clock, [{ kind: "group-add", actor, subject: group.id, detail: tellable(group) }]);
    return group;
  });
}

/** What an audit entry says of a group: neither its name nor who is in it. */
function tellable({ tlpCeiling, memberIds }: Checked): object {
  return { tlpCeiling, members: memberIds.length };
}

/** Changes what is given and keeps the rest; `memberIds` replaces all of them. */
export async function updateGroup(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  change: GroupChange,
  actor: string = centerActor,
): Promise<Group | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const groups = await listGroups(tx);
    const before = groups.find((group) => group.id === id);
    if (before === undefined) return unknown();
    const checked = check({
      name: change.name ?? before.name,
      purpose: change.purpose ?? before.purpose,
      tlpCeiling: change.tlpCeiling ?? before.tlpCeiling,
      memberIds: change.memberIds ?? before.memberIds,
    });
    if (checked instanceof Problem) return checked;
    const others = groups.filter((group) => group.id !== id);
    const problem = await checkAgainst(tx, checked, others);
    if (problem !== null) return problem;
    const group = { id, ...checked };
    await tx
      .updateTable("member_group")
      .set({ name: group.name, purpose: group.purpose, tlp_ceiling: group.tlpCeiling })
      .where("id", "=", id)
      .execute();
    await writeMembers(tx, group);
    const fields = ["name", "purpose", "tlpCeiling", "memberIds"] as const;
    const changed = fields.filter((field) => JSON.stringify(group[field]) !== JSON.stringify(before[field]));
    await appendAudit(tx, clock, [
      { kind: "group-update", actor, subject: id, detail: { changed, ...tellable(group) } },
    ]);
    return group;
  });
}

/** The group goes, with every consent that was to it; its members stay. */
export async function removeGroup(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  actor: string = centerActor,
): Promise<Group | Problem> {
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const group = (await listGroups(tx)).find((each) => each.id === id);
    if (group === undefined) return unknown();
    await tx.deleteFrom("member_group").where("id", "=", id).execute();
    await appendAudit(tx, clock, [{ kind: "group-remove", actor, subject: id, detail: tellable(group) }]);
    return group;
  });
}
