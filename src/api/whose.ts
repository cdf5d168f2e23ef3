/**
 * Whose sign-in an action is about: the caller's own, which needs a session; or somebody's whom the caller looks
 * after (an admin the own member's people, an operator everybody). Anybody else is not found.
 */
import type { Problem } from "../base/index.js";
import { type OwnSession, readPerson, sessionLongestMs } from "../members/index.js";
import type { Person } from "../model/index.js";
import type { Caller } from "./action.js";
import type { Center } from "./center.js";
import { apiProblem } from "./problems.js";

export function ownSession(caller: Caller): OwnSession | Problem {
  const { person, sessionHash, secondFactor = false } = caller;
  return sessionHash === null
    ? apiProblem("session-needed", "Sign-in methods belong to a person in a browser.")
    : { person, sessionHash, secondFactor };
}

export async function lookedAfter(center: Center, asking: Person, id: string): Promise<Person | Problem> {
  const person = await readPerson(center.state.db, id);
  return person === null || (asking.memberId !== null && person.memberId !== asking.memberId)
    ? apiProblem("not-found", "No person has this id.")
    : person;
}

/** A fresh session as an action answers it. */
export function opened(
  center: Center,
  signed: { readonly person: Person; readonly sessionToken: string },
): { readonly person: Person; readonly sessionToken: string; readonly expiresUs: number } {
  return { ...signed, expiresUs: center.clock.nowUs() + sessionLongestMs * 1000 };
}
