/**
 * Who the audit chain names for a call: the signed-in person, a token, or the machine's own command line; and by what
 * the call was let in, which must still stand when it makes access for somebody.
 */
import type { Maker } from "../members/index.js";
import { commandLineActor } from "../store/index.js";
import type { Caller } from "./action.js";

const ofToken = "token:";

/** The person that a token's calls are made as. */
export const tokenPersonId = (tokenId: string): string => `${ofToken}${tokenId}`;

export function actorOf(caller: Caller): string {
  // A token has no session either; its person's id is `token:` with the token's.
  return caller.sessionHash === null && caller.scopes === undefined ? commandLineActor : caller.person.id;
}

export function makerOf({ person, sessionHash, scopes }: Caller): Maker {
  if (scopes !== undefined) return { tokenId: person.id.slice(ofToken.length) };
  return sessionHash === null ? null : { personId: person.id, sessionHash };
}
