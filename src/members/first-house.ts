/**
 * What every center has from its first start: a member that stands for the port itself (telemetry that belongs
 * to no other member is its own), and one operator to sign in as. Both are made once; running again finds them.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem, Refusal } from "../base/index.js";
import type { Member, Person } from "../model/index.js";
import { inTransaction, type Tables } from "../store/index.js";
import { centerMemberId, setCenterMemberId } from "./center-setting.js";
import { addMember } from "./companies.js";
import { readMember } from "./member-rows.js";
import { addPerson, listPeople } from "./people.js";

/** The center's own member, made where it is missing. Throws a Refusal where the name can't be used. */
export async function ensureCenterMember(
  db: Kysely<Tables>,
  clock: Clock,
  name = "Port Authority",
): Promise<Member> {
  const id = await centerMemberId(db);
  const found = id === null ? null : await readMember(db, id);
  if (found !== null) return found;
  return inTransaction(db, async (tx) => {
    const made = await addMember(tx, clock, {
      name,
      sector: "port authority",
      networks: [],
      tlpCeiling: "TLP:AMBER+STRICT",
    });
    if (made instanceof Problem) throw new Refusal(made);
    await setCenterMemberId(tx, clock, made.id);
    return made;
  });
}

export interface FirstOperator {
  readonly person: Person;
  /** True where it was made now: the first run. */
  readonly created: boolean;
}

/** The oldest operator, made where there is none. */
export async function ensureOperator(
  db: Kysely<Tables>,
  clock: Clock,
  name = "Operator",
): Promise<FirstOperator> {
  const found = (await listPeople(db)).find((person) => person.role === "operator");
  if (found !== undefined) return { person: found, created: false };
  const person = await addPerson(db, clock, { name, role: "operator", memberId: null });
  if (person instanceof Problem) throw new Refusal(person);
  return { person, created: true };
}
