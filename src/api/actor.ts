/** Who the audit chain names for a call: the signed-in person, or the machine's own command line. */
import { commandLineActor } from "../store/index.js";
import type { Caller } from "./action.js";

export function actorOf(caller: Caller): string {
  return caller.sessionHash === null ? commandLineActor : caller.person.id;
}
