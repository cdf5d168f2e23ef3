/**
 * People as whoever looks after them sees them: mail address, whether a second factor is set up, and the changes of
 * name, address and role. A change of role ends sessions, links and tokens, so that nobody goes on with what the role
 * no longer gives. An address that anybody has already is refused without saying who has it. Each change is an entry of
 * the audit chain in the same transaction, by `actor`; it names the fields that changed and nothing of what they say.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { centerRoles, type Person, type Role } from "../../model/index.js";
import {
  type AuditEntry,
  appendAudit,
  centerActor,
  inTransaction,
  type Tables,
  uniqueViolation,
} from "../../store/index.js";
import { holdMember } from "../locking.js";
import { hasUnseen } from "../names.js";
import { readPerson } from "../people.js";
import { membersProblem } from "../problems.js";
import { forgetTokens } from "../tokens.js";
import { normalEmail } from "./email.js";
import { endAccess } from "./leaving.js";
import { holdPeople, isMakerStanding, type Maker, makerGone, makerPerson } from "./standing.js";

export interface Account extends Person {
  readonly email: string | null;
  /** True where a passkey or a password with a code is set up. */
  readonly secondFactor: boolean;
  /** When a session of this person was last used; null where none stands. */
  readonly seenUs: number | null;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly role?: string | undefined;
}

const nameMax = 120;

/** The same words whatever stands against the address: that it is taken tells nothing of who has it. */
export const emailUnavailable = (): Problem =>
  membersProblem("email-unavailable", "It is not written as an address, or it can't be used here.");

/** The address as it is kept, null where none is given. */
export function readEmail(text: string | null | undefined): string | null | Problem {
  if (text === null || text === undefined || text.trim() === "") return null;
  return normalEmail(text) ?? emailUnavailable();
}

export async function listAccounts(db: Kysely<Tables>, memberId?: string): Promise<readonly Account[]> {
  let query = db.selectFrom("person as p").select((eb) => [
    "p.id",
    "p.name",
    "p.role",
    "p.member_id",
    "p.email",
    eb
      .or([
        eb.exists(eb.selectFrom("totp as t").select("t.person_id").whereRef("t.person_id", "=", "p.id")),
        eb.exists(eb.selectFrom("passkey as k").select("k.id").whereRef("k.person_id", "=", "p.id")),
      ])
      .as("second_factor"),
    eb
      .selectFrom("session as s")
      .select((s) => s.fn.max("s.seen_us").as("seen"))
      .whereRef("s.person_id", "=", "p.id")
      .as("seen_us"),
  ]);
  if (memberId !== undefined) query = query.where("p.member_id", "=", memberId);
  const rows = await query.orderBy("p.created_us").orderBy("p.id").execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role as Role,
    memberId: row.member_id,
    email: row.email,
    secondFactor: Boolean(row.second_factor),
    seenUs: row.seen_us ?? null,
  }));
}

/** Refuses to leave the center without an operator. */
export async function refuseLastOperator(tx: Kysely<Tables>, person: Person): Promise<Problem | null> {
  if (person.role !== "operator") return null;
  const { others } = await tx
    .selectFrom("person")
    .select((eb) => eb.fn.countAll<number>().as("others"))
    .where("role", "=", "operator")
    .where("id", "<>", person.id)
    .executeTakeFirstOrThrow();
  return others > 0 ? null : membersProblem("last-operator", `${person.name} is the only one.`);
}

/** A person whole, for a change by who still may; the member first, as every change of its people does. */
async function takeAccount(
  tx: Kysely<Tables>,
  clock: Clock,
  id: string,
  maker: Maker,
): Promise<Person | Problem> {
  await holdMember(tx, (await readPerson(tx, id))?.memberId ?? null);
  await holdPeople(tx, { end: [id], stay: [makerPerson(maker)] });
  if (!(await isMakerStanding(tx, clock, maker))) return makerGone();
  return (await readPerson(tx, id)) ?? membersProblem("person-unknown", "No person has this id.");
}

/** Changes what is given; another role must be of the same side: the center's own, or a member's. */
export async function updatePerson(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  change: PersonChange,
  actor: string = centerActor,
  maker: Maker = null,
): Promise<Person | Problem> {
  const email = change.email === undefined ? undefined : readEmail(change.email);
  if (email instanceof Problem) return email;
  const name = change.name?.normalize("NFC").replace(/\s+/g, " ").trim();
  if (name !== undefined && (name.length < 1 || name.length > nameMax || hasUnseen(name)))
    return membersProblem("person-invalid", `A name has 1 to ${nameMax} visible characters.`);
  try {
    return await inTransaction(db, async (tx) => {
      const before = await takeAccount(tx, clock, id, maker);
      if (before instanceof Problem) return before;
      const role = (change.role ?? before.role) as Role;
      let ended: readonly AuditEntry[] = [];
      if (role !== before.role) {
        const ofCenter = (one: string) => centerRoles.some((known) => known === one);
        if (ofCenter(role) !== ofCenter(before.role))
          return membersProblem("person-invalid", "A member's person can't take a role of the center's own.");
        const last = await refuseLastOperator(tx, before);
        if (last !== null) return last;
        ended = await endAccess(tx, clock, id, actor);
      }
      const { email: emailBefore } = await tx
        .selectFrom("person")
        .select("email")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      await tx
        .updateTable("person")
        .set({ name: name ?? before.name, role, ...(email === undefined ? {} : { email }) })
        .where("id", "=", id)
        .execute();
      const after = { ...before, name: name ?? before.name, role };
      const changed = [
        ...(email === undefined || email === emailBefore ? [] : ["email"]),
        ...(["name", "role"] as const).filter((field) => after[field] !== before[field]),
      ];
      if (changed.length === 0) return after;
      const entry = { kind: "person-update", actor, subject: id, detail: { changed, role } };
      await appendAudit(tx, clock, [entry, ...ended]);
      return after;
    });
  } catch (error) {
    if (uniqueViolation(error) === "person_email") return emailUnavailable();
    throw error;
  } finally {
    forgetTokens(db);
  }
}

/** Takes every sign-in method, session, link and token from a person, who then starts again by a link. */
export async function resetPerson(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  actor: string = centerActor,
  maker: Maker = null,
): Promise<Person | Problem> {
  const answer = await inTransaction(db, async (tx) => {
    const person = await takeAccount(tx, clock, id, maker);
    if (person instanceof Problem) return person;
    const ended = await endAccess(tx, clock, id, actor);
    for (const table of ["password", "totp", "recovery_code", "passkey", "oidc_identity"] as const)
      await tx.deleteFrom(table).where("person_id", "=", id).execute();
    await appendAudit(tx, clock, [{ kind: "person-reset", actor, subject: id, detail: {} }, ...ended]);
    return person;
  });
  forgetTokens(db);
  return answer;
}

/** Removes a person with sessions, links, methods and tokens, at once. */
export async function removePerson(
  db: Kysely<Tables>,
  clock: Clock,
  id: string,
  actor: string = centerActor,
  maker: Maker = null,
): Promise<Person | Problem> {
  const answer = await inTransaction(db, async (tx) => {
    const person = await takeAccount(tx, clock, id, maker);
    if (person instanceof Problem) return person;
    const last = await refuseLastOperator(tx, person);
    if (last !== null) return last;
    const ended = await endAccess(tx, clock, id, actor);
    await tx.deleteFrom("person").where("id", "=", id).execute();
    const detail = { role: person.role, memberId: person.memberId };
    await appendAudit(tx, clock, [{ kind: "person-remove", actor, subject: id, detail }, ...ended]);
    return person;
  });
  forgetTokens(db);
  return answer;
}
