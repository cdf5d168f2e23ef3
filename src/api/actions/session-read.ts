/** Who is signed in here, and of which member. */
import { z } from "zod";
import { hasUnkeptCodes, readMember } from "../../members/index.js";
import { roles } from "../../model/index.js";
import { defineAction } from "../action.js";
import { sessionShape } from "../shapes.js";

export const sessionRead = defineAction({
  id: "session-read",
  method: "GET",
  path: "/session",
  summary: "Who is signed in",
  roles,
  beforeSecondFactor: true,
  scope: "read",
  input: z.object({}),
  output: sessionShape,
  async handle(center, { person, limited, secondFactor }) {
    const member = person.memberId === null ? null : await readMember(center.state.db, person.memberId);
    return {
      person,
      memberName: member?.name ?? null,
      version: center.version,
      secondFactorNeeded: limited === true,
      recoveryCodesUnkept: secondFactor === true && (await hasUnkeptCodes(center.state.db, person.id)),
      isMailOn: center.mail !== null,
    };
  },
});
