/** Who the audit chain names for a call: the signed-in person, a token, or the machine's own command line. */
import { commandLineActor } from "../store/index.js";
import type { Caller } from "./action.js";

export function actorOf(caller: Caller): string {
  // A token has no session either; its person's id is `token:` with the token's.
  return caller.sessionHash === null && caller.scopes === undefined ? commandLineActor : caller.person.id;
}
