/** What actions on a control network's inventory have in common: whose it is, and the reviewed object as it now stands. */
import type { Problem } from "../base/index.js";
import type { Person, ReviewState } from "../model/index.js";
import { reviewObject } from "../warn/index.js";
import type { Caller } from "./action.js";
import { actorOf } from "./actor.js";
import type { Center } from "./center.js";
import { apiProblem } from "./problems.js";
import { recordFor } from "./records.js";

/** The asker's own member; for the center's people the one they name, or undefined for all. */
export function membersAsked(person: Person, memberId: string | undefined): string | undefined | Problem {
  if (person.memberId === null) return memberId;
  return memberId === undefined || memberId === person.memberId
    ? person.memberId
    : apiProblem("not-found", "No member of yours has this id.");
}

export interface ReviewGiven {
  readonly id: string;
  readonly state: ReviewState;
  readonly note: string;
}

/** Another member's object answers as one that never was. `read` answers the object as it now stands. */
export async function answerReview<Row extends { readonly memberId: string }>(
  center: Center,
  caller: Caller,
  table: "asset" | "relation",
  { id, ...review }: ReviewGiven,
  read: (id: string) => Promise<Row | undefined>,
): Promise<Row | Problem> {
  const { person } = caller;
  const of = { ...review, person, actor: actorOf(caller) };
  const unknown = apiProblem("not-found", `No ${table} of yours has this id.`);
  if (!(await reviewObject(center.state.db, center.clock, table, id, of))) return unknown;
  const row = await read(id);
  return row === undefined
    ? unknown
    : recordFor(center, person, { record: "asset", memberId: row.memberId }, row);
}
