/**
 * Whose things an action is about: those of the asker's member, or of the member that one of the center's people
 * names. A member that is another's, and one that never was, get the same answer.
 */
import type { Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import { apiProblem } from "./problems.js";

export function memberAsked(person: Person, memberId: string | undefined): string | Problem {
  if (person.memberId === null)
    return memberId ?? apiProblem("input-invalid", "memberId: whose? The center has members, and is none.");
  return memberId === undefined || memberId === person.memberId
    ? person.memberId
    : apiProblem("not-found", "No member of yours has this id.");
}
