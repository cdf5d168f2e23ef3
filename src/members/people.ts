/**
 * People and their roles. Viewers, analysts and admins belong to a member; operators and auditors belong to the
 * center and to no member, as they read what is of the whole port. Changing and removing them is in
 * `sign-in/accounts.ts`, as it ends what they signed in with.
 */
import type { Kysely } from "kysely";
import { type Clock, newId, Problem } from "../base/index.js";
import { centerRoles, memberRoles, type Person, type Role, roles } from "../model/index.js";
import { type AuditEntry, appendAudit, centerActor, inTransaction, type Tables } from "../store/index.js";
import { isCommonWord } from "./exposures/common-names.js";
import { holdMember } from "./locking.js";
import { hasUnseen } from "./names.js";
import { membersProblem } from "./problems.js";
import { listRemovedPeople } from "./removed-members.js";
import { isMakerStanding, type Maker, makerGone } from "./sign-in/standing.js";

export interface PersonInput {
  readonly name: string;
  readonly role: string;
  readonly memberId: string | null;
  /** Normalised (`sign-in/email.ts`); nobody else's. */
  readonly email?: string | null | undefined;
  readonly mark?: string | null | undefined;
}

const nameMax = 120;

/** The name and role as they are kept, or why nobody can be kept like this. The member is held until the transaction ends. */
export async function checkPerson(
  db: Kysely<Tables>,
  input: PersonInput,
): Promise<{ readonly name: string; readonly role: Role } | Problem> {
  const name = input.name.normalize("NFC").replace(/\s+/g, " ").trim();
  if (name.length < 1 || name.length > nameMax || hasUnseen(name))
    return membersProblem("person-invalid", `A name has 1 to ${nameMax} visible characters.`);
  const role = roles.find((known) => known === input.role);
  if (role === undefined) return membersProblem("person-invalid", `Roles are: ${roles.join(", ")}.`);
  const ofCenter = centerRoles.some((known) => known === role);
  if (ofCenter && input.memberId !== null)
    return membersProblem(
      "person-invalid",
      `The role ${role} is the center's own: it reads what is of the whole port. A member's people are: ${memberRoles.join(", ")}.`,
    );
  if (!ofCenter && input.memberId === null)
    return membersProblem(
      "person-invalid",
      `Which member is the ${role} of? People without a member are: ${centerRoles.join(", ")}.`,
    );
  if (input.memberId !== null) {
    if (!(await holdMember(db, input.memberId)))
      return membersProblem("member-unknown", "No member has this id.");
  }
  return { name, role };
}

export async function addPerson(
  db: Kysely<Tables>,
  clock: Clock,
  input: PersonInput,
  actor: string = centerActor,
  maker: Maker = null,
): Promise<Person | Problem> {
  return inTransaction(db, async (tx) => {
    // The member comes before its people; that there is one is said below, with what else is wrong.
    await holdMember(tx, input.memberId);
    if (!(await isMakerStanding(tx, clock, maker))) return makerGone();
    const added = await keepPerson(tx, clock, input);
    if (added instanceof Problem) return added;
    await appendAudit(tx, clock, [addedEntry(added, actor)]);
    return added;
  });
}

export const addedEntry = ({ id, role, memberId }: Person, actor: string): AuditEntry => ({
  kind: "person-add",
  actor,
  subject: id,
  detail: { role, memberId },
});

/** As `addPerson`, for a transaction that has more entries: it adds `addedEntry` with them, as the last it does. */
export async function keepPerson(
  tx: Kysely<Tables>,
  clock: Clock,
  input: PersonInput,
): Promise<Person | Problem> {
  const checked = await checkPerson(tx, input);
  if (checked instanceof Problem) return checked;
  const { name, role } = checked;
  const person = { id: newId(), name, role, memberId: input.memberId };
  await tx
    .insertInto("person")
    .values({
      id: person.id,
      name,
      role,
      member_id: input.memberId,
      email: input.email ?? null,
      mark: input.mark ?? null,
      created_us: clock.nowUs(),
    })
    .execute();
  return person;
}

const toPerson = (row: { id: string; name: string; role: string; member_id: string | null }): Person => ({
  id: row.id,
  name: row.name,
  role: row.role as Role,
  memberId: row.member_id,
});

/** All people, the oldest first; those of one member where it is given. */
export async function listPeople(db: Kysely<Tables>, memberId?: string): Promise<readonly Person[]> {
  let query = db.selectFrom("person").select(["id", "name", "role", "member_id"]);
  if (memberId !== undefined) query = query.where("member_id", "=", memberId);
  return (await query.orderBy("created_us").orderBy("id").execute()).map(toPerson);
}

/** Names and mail addresses of everybody, removed members' people too, for whoever must keep them from others. */
export async function listPeopleKnown(
  db: Kysely<Tables>,
): Promise<readonly { memberId: string | null; name: string; email: string | null }[]> {
  const rows = await db
    .selectFrom("person")
    .select(["member_id as memberId", "name", "email"])
    .orderBy("id")
    .execute();
  // A person named like a product or a word would hide it from everybody else; the address still tells the person.
  return [...rows, ...(await listRemovedPeople(db))].map((person) => ({
    ...person,
    name: isCommonWord(person.name) ? "" : person.name,
  }));
}

export async function readPerson(db: Kysely<Tables>, id: string): Promise<Person | null> {
  const row = await db
    .selectFrom("person")
    .select(["id", "name", "role", "member_id"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : toPerson(row);
}
