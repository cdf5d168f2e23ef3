/** What the actions on reports have in common: the sender's company. */
import type { Problem } from "../base/index.js";
import { readMember } from "../members/index.js";
import type { Person } from "../model/index.js";
import { type Sender, shareProblem } from "../share/index.js";
import type { Center } from "./center.js";

export async function senderOf(center: Center, person: Person): Promise<Sender | Problem> {
  const member = person.memberId === null ? null : await readMember(center.state.db, person.memberId);
  return member === null
    ? shareProblem(
        "report-role",
        "Reports come from members; the center's own people belong to none.",
        "Sign in as a person of the company that reports.",
      )
    : { person, member };
}
