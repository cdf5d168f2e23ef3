/**
 * What people do with a warning: react to it, and close it with a reason. Only who may read a warning may answer
 * it, and not who only reads (viewers and auditors). A closed warning can still be reacted to, so that a late
 * "handled" is not lost; closing twice is refused, so that the first reason stands.
 */
import { type Clock, newId, Problem } from "../base/index.js";
import { holdPeople, makerGone, readPerson } from "../members/index.js";
import {
  closeReasons,
  type Person,
  type Reaction,
  type ReleasedWarning,
  type Role,
  reactionKinds,
} from "../model/index.js";
import { appendAudit, type State } from "../store/index.js";
import { queueClosed } from "./deliveries/queueing.js";
import { warnProblem } from "./problems.js";
import { findWarning, readWarning, warningUnknown } from "./reading.js";

const answering: readonly Role[] = ["analyst", "admin", "operator"];
const noteMax = 2000;

export async function react(
  state: State,
  clock: Clock,
  person: Person,
  warningId: string,
  kind: string,
  note = "",
  actor: string = person.id,
): Promise<Reaction | Problem> {
  const found = await findWarning(state.db, person, warningId);
  if (found instanceof Problem) return found;
  const refusal = checkRole(person);
  if (refusal !== null) return refusal;
  const known = reactionKinds.find((each) => each === kind);
  if (known === undefined)
    return warnProblem("reaction-refused", `${JSON.stringify(kind.slice(0, 40))} is not a reaction.`);
  if (note.length > noteMax)
    return warnProblem("reaction-refused", `The note has ${note.length} characters.`);
  const clean = note.replace(/\u0000|\p{Surrogate}/gu, "\ufffd");
  const atUs = clock.nowUs();
  return state.db.transaction().execute(async (tx): Promise<Reaction | Problem> => {
    // The person before the warning, as its member's removal takes them.
    await holdPeople(tx, { stay: [person.id] });
    if ((await readPerson(tx, person.id)) === null) return makerGone();
    const stands = await tx
      .selectFrom("warning")
      .select("id")
      .where("id", "=", warningId)
      .forKeyShare()
      .executeTakeFirst();
    if (stands === undefined) return warningUnknown();
    await tx
      .insertInto("reaction")
      .values({
        id: newId(),
        warning_id: warningId,
        person_id: person.id,
        kind: known,
        note: clean,
        at_us: atUs,
      })
      .execute();
    // A closed one keeps the time of its closing: whether it may come back is counted from there.
    await tx
      .updateTable("warning")
      .set({ updated_us: atUs })
      .where("id", "=", warningId)
      .where("state", "=", "open")
      .execute();
    await appendAudit(tx, clock, [
      { kind: "warning-react", actor, subject: warningId, detail: { reaction: known } },
    ]);
    return { kind: known, person: person.name, note: clean, atUs };
  });
}

export async function closeWarning(
  state: State,
  clock: Clock,
  person: Person,
  warningId: string,
  reason: string,
  actor: string = person.id,
): Promise<ReleasedWarning | Problem> {
  const found = await findWarning(state.db, person, warningId);
  if (found instanceof Problem) return found;
  const refusal = checkRole(person);
  if (refusal !== null) return refusal;
  const known = closeReasons.find((each) => each === reason);
  if (known === undefined)
    return warnProblem("close-refused", `${JSON.stringify(reason.slice(0, 40))} is not a reason.`);
  const closed = await state.db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable("warning")
      .set({ state: "closed", close_reason: known, updated_us: clock.nowUs() })
      .where("id", "=", warningId)
      .where("state", "=", "open")
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) return row;
    await queueClosed(tx, clock, warningId, person.id);
    await appendAudit(tx, clock, [
      { kind: "warning-close", actor, subject: warningId, detail: { reason: known } },
    ]);
    return row;
  });
  if (closed === undefined)
    return warnProblem("close-refused", "It is closed already.", "Open it to see who closed it and why.");
  return readWarning(state, person, warningId);
}

export const mayAnswer = (person: Person): boolean => answering.includes(person.role);

function checkRole(person: Person): Problem | null {
  return mayAnswer(person)
    ? null
    : warnProblem("role-refused", `Your role is ${person.role}; answering takes analyst or admin.`);
}
